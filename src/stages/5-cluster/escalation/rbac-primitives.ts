import type { Primitive } from './primitive.ts';
import { CHANGE, need, RBAC, WRITE } from './rights.ts';

const DELETE: readonly string[] = ['delete', 'deletecollection'];

/** Ways through the RBAC API itself, past its own escalation check. */
export const RBAC_PRIMITIVES: readonly Primitive[] = [
  {
    id: 'RB-ESCALATE',
    title: 'Write rights into a ClusterRole that one does not hold',
    severity: 'critical',
    where: 'cluster',
    reach: 'cluster-admin',
    sameObject: true,
    needs: [[need(['escalate'], RBAC, ['clusterroles'])], [need(CHANGE, RBAC, ['clusterroles'])]],
    steps: [
      'change a ClusterRole that one is bound to so that it permits everything',
      'use it: the verb escalate switches the API server’s own check off',
    ],
  },
  {
    id: 'RB-ESCALATE-N',
    title: 'Write rights into a Role that one does not hold',
    severity: 'high',
    where: 'anywhere',
    reach: 'namespace-admin',
    clusterReach: 'namespace-admin',
    sameObject: true,
    needs: [[need(['escalate'], RBAC, ['roles'])], [need(CHANGE, RBAC, ['roles'])]],
    steps: [
      'change a Role that one is bound to so that it permits everything in the namespace',
      'use it: the verb escalate switches the API server’s own check off',
    ],
  },
  {
    id: 'RB-BIND-C',
    title: 'Bind a ClusterRole to oneself in the whole cluster',
    severity: 'critical',
    where: 'cluster',
    reach: 'cluster-admin',
    powerful: true,
    needs: [[need(['bind'], RBAC, ['clusterroles'])], [need(WRITE, RBAC, ['clusterrolebindings'])]],
    steps: ['create a ClusterRoleBinding of cluster-admin, or of another strong role, to oneself'],
  },
  {
    id: 'RB-BIND-N',
    title: 'Bind a role to oneself in a namespace',
    severity: 'critical',
    where: 'anywhere',
    reach: 'namespace-admin',
    clusterReach: 'cluster-admin',
    powerful: true,
    needs: [[need(['bind'], RBAC, ['clusterroles', 'roles'])], [need(WRITE, RBAC, ['rolebindings'])]],
    steps: [
      'create a RoleBinding of cluster-admin, or of another strong role, to oneself in the namespace',
      'use every Secret, pod and service account there',
    ],
  },
  {
    id: 'RB-SHARE',
    title: 'Hand on one’s own rights',
    severity: 'medium',
    where: 'anywhere',
    reach: 'access',
    needs: [[need(WRITE, RBAC, ['rolebindings', 'clusterrolebindings'])]],
    steps: ['bind a role that one holds to anybody else; nothing beyond one’s own rights'],
  },
  {
    id: 'RB-AGG-LABEL',
    title: 'Add rights to the default roles',
    severity: 'high',
    where: 'cluster',
    reach: 'access',
    needs: [[need(WRITE, RBAC, ['clusterroles'])]],
    steps: [
      'give a ClusterRole the label rbac.authorization.k8s.io/aggregate-to-edit, -view or -admin',
      'raise everybody who holds that default role, up to what one holds oneself',
    ],
  },
  {
    id: 'RB-DELETE',
    title: 'Take rights away',
    severity: 'medium',
    where: 'anywhere',
    reach: 'guard-rails',
    needs: [[need(DELETE, RBAC, ['rolebindings', 'clusterrolebindings', 'roles', 'clusterroles'])]],
    steps: ['delete the roles or bindings of others: of administrators, of controllers that guard'],
  },
];
