import type { Binding } from '../../../model/rbac.ts';
import { type ClusterFinding, type ClusterView, subjectOf, unreadOf } from '../../cluster-view.ts';
import type { Control } from '../../control.ts';
import { judgeClusters } from '../../judge-clusters.ts';

export const control: Control = {
  id: 'cluster/bindings-have-a-role',
  title: 'Every binding names a role that exists',
  severity: 'medium',
  evaluate: (facts) =>
    judgeClusters(facts, {
      kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
      holds: 'every binding in view names a role that is there',
      find: dangling,
    }),
};

/** Only where every role is in view can one be missing. */
function dangling(view: ClusterView): readonly ClusterFinding[] {
  const { cluster, authorizer } = view;
  if (unreadOf(cluster, ['Role', 'ClusterRole']).length > 0) return [];
  return cluster.bindings
    .filter((binding) => authorizer.roleOf(binding) === undefined && !isBroughtAlong(binding))
    .map((binding) => {
      const { kind, name } = binding.roleRef;
      return {
        subject: subjectOf(binding),
        message: `${subjectOf(binding)} names ${kind} ${name}, which is nowhere in view. It grants nothing now, and whatever somebody writes into a role of that name later.`,
        location: binding.roleRef.at ?? binding.at,
        severity: kind === 'Role' ? 'medium' : 'low',
        holders: [],
      } as const;
    });
}

/** Roles that a distribution or another controller puts into the cluster. */
function isBroughtAlong({ roleRef: { kind, name } }: Binding): boolean {
  return kind === 'ClusterRole' && (name.startsWith('system:') || name.includes(':'));
}
