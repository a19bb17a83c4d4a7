import { subjectKey } from '../../../stages/5-cluster/ask/names.ts';
import type { Holder } from '../../../stages/5-cluster/holders.ts';
import { wildcardOf } from '../../../stages/5-cluster/rule-power.ts';
import { type ClusterFinding, type ClusterView, holdersText, subjectOf } from '../../cluster-view.ts';
import type { Control } from '../../control.ts';
import { judgeClusters } from '../../judge-clusters.ts';

export const control: Control = {
  id: 'cluster/accounts-are-not-administrators',
  title: 'No workload runs as an administrator of the cluster',
  severity: 'high',
  evaluate: (facts) =>
    judgeClusters(facts, {
      kinds: ['ClusterRoleBinding'],
      holds: 'no service account in view is an administrator of the cluster',
      find: administrators,
    }),
};

/** Only default roles: one that is written in Git is shown there, by `cluster/no-wildcard-rules`. */
function administrators(view: ClusterView): readonly ClusterFinding[] {
  return view.cluster.bindings.flatMap((binding) => {
    const role = view.authorizer.roleOf(binding);
    if (binding.kind !== 'ClusterRoleBinding' || role?.builtIn !== true) return [];
    const total = role.rules.filter((rule) => wildcardOf(rule) === 'everything');
    const held = total
      .flatMap((rule): readonly Holder[] => view.holders.of(rule))
      .filter(
        (holder) => holder.binding === binding && (holder.kind === 'account' || holder.kind === 'platform'),
      );
    const accounts = [...new Map(held.map((holder) => [subjectKey(holder.who), holder])).values()];
    const [first] = accounts;
    if (first === undefined) return [];
    const plain = accounts.find(({ kind }) => kind === 'account');
    return [
      {
        subject: subjectOf(binding),
        message: `${subjectOf(binding)} makes ${holdersText(accounts)} an administrator of the cluster. Whoever gets into one of its pods, or may create one in that namespace, is one too.`,
        location: (plain ?? first).subject.at,
        severity: plain === undefined ? 'low' : 'high',
        holders: accounts,
      },
    ];
  });
}
