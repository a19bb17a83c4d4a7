/** What the demo's repository says of whoever writes access round Git. */
export const GUARD_FILE = '.mainward/guard.yaml';

/** What an administrator made when the cluster was set up: kind, then names, with their namespace where they have one. */
const SET_UP: Readonly<Record<string, string>> = {
  ClusterRole:
    'tenant-viewer tenant-operator tenant-reconciler argocd-tenant platform-reconciler mainward-observer mainward-guard-observer mainward-revoker mainward-reconciler',
  ClusterRoleBinding:
    'platform-reconciler mainward-observer mainward-guard-observer mainward-revoker mainward-reconciler',
  Role: 'flux-system/mainward-publisher pipelines/mainward-broker',
  RoleBinding:
    'flux-system/mainward-publisher pipelines/mainward-broker payments/deploy-production payments/validate-production',
};

/** Access that goes round Git is always taken back. With `enforce` it is refused before that. */
export function guardPolicy(mode: 'observe' | 'enforce'): string {
  return `apiVersion: mainward.dev/v1alpha1
kind: Guard
metadata:
  name: production
spec:
  cluster: production
  tier: revoke
  limits: { perMinute: 10, perHour: 120 }
  admission: { mode: ${mode} }
  known:
${Object.entries(SET_UP)
  .flatMap(([kind, names]) => names.split(' ').map((name) => known(kind, name)))
  .join('')}`;
}

function known(kind: string, place: string): string {
  const [name = '', namespace] = place.split('/').toReversed();
  const where = namespace === undefined ? '' : `namespace: ${namespace}, `;
  return `    - { kind: ${kind}, ${where}name: ${name}, reason: made when the cluster was set up }\n`;
}
