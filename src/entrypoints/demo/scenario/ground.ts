import type { KubernetesObject } from '../../../ports/cluster.ts';
import { groundOf, shipped } from '../thread/ground.ts';
import { NAMESPACE } from './wanted.ts';

const RBAC = 'rbac.authorization.k8s.io';

/**
 * What stands in the cluster before an attack: the ground of the demo, with an agent and a pipeline that may do what they
 * mostly may. Flux as it installs itself administers the cluster; the account that deploys administers its namespace.
 */
export function attackGround(infrastructure: string): readonly KubernetesObject[] {
  return [
    ...groundOf(infrastructure),
    ...shipped('deploy/guard/accounts.yaml'),
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'cluster-reconciler-flux-system' },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'kustomize-controller', namespace: 'flux-system' }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'deploy-production-admin', namespace: NAMESPACE },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'deploy-production', namespace: 'pipelines' }],
    },
  ];
}
