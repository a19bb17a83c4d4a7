import type { KubernetesObject } from '../../../ports/cluster.ts';
import type { Person } from '../organisation/people.ts';

const RBAC = 'rbac.authorization.k8s.io';
const NAME = 'platform-shortcut';

/**
 * Rights that are wider than their purpose, as they are left behind by some night's work: with them somebody can make
 * themselves administrator of the cluster, and on call in payments. Without them the API server itself would refuse it.
 */
export function shortcutFor({ email }: Person): readonly KubernetesObject[] {
  const subjects = [{ apiGroup: RBAC, kind: 'User', name: email }];
  const apiVersion = `${RBAC}/v1`;
  const inPayments = { name: NAME, namespace: 'payments' };
  return [
    {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: NAME },
      rules: [
        { apiGroups: [RBAC], resources: ['clusterrolebindings'], verbs: ['create'] },
        bind('cluster-admin'),
      ],
    },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: NAME },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: NAME },
      subjects,
    },
    {
      apiVersion,
      kind: 'Role',
      metadata: inPayments,
      rules: [
        { apiGroups: [RBAC], resources: ['rolebindings'], verbs: ['get', 'patch'] },
        bind('tenant-operator'),
      ],
    },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: inPayments,
      roleRef: { apiGroup: RBAC, kind: 'Role', name: NAME },
      subjects,
    },
  ];
}

function bind(role: string): object {
  return { apiGroups: [RBAC], resources: ['clusterroles'], resourceNames: [role], verbs: ['bind'] };
}
