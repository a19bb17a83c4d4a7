/** What the developer of the thread wants: support's on-call may restart what runs in payments. */
export const GRANT: Readonly<Record<'name' | 'namespace' | 'role' | 'group' | 'path', string>> = {
  name: 'support-on-call',
  namespace: 'payments',
  role: 'tenant-operator',
  group: 'support-on-call',
  path: 'tenants/payments/support-on-call.yaml',
};

export const GRANT_TEXT: string = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${GRANT.name}
  namespace: ${GRANT.namespace}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${GRANT.role}
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: ${GRANT.group}
`;

/** The kustomization that must name it. */
export const KUSTOMIZATION = 'tenants/payments/kustomization.yaml';

export function withGrant(kustomization: string): string {
  return `${kustomization.trimEnd()}\n  - support-on-call.yaml\n`;
}
