import type { Holder } from '../../../stages/5-cluster/holders.ts';
import { readsSecrets, wildcardOf } from '../../../stages/5-cluster/rule-power.ts';
import { type ClusterFinding, type ClusterView, holdersText, subjectOf, weight } from '../../cluster-view.ts';
import type { Control } from '../../control.ts';
import { judgeClusters } from '../../judge-clusters.ts';

export const control: Control = {
  id: 'cluster/secrets-are-not-read-cluster-wide',
  title: 'Nobody reads the Secrets of all namespaces',
  severity: 'high',
  evaluate: (facts) =>
    judgeClusters(facts, {
      kinds: ['ClusterRole', 'ClusterRoleBinding'],
      holds: 'nobody in view reads the Secrets of all namespaces',
      find: (view) => [...ownRoles(view), ...defaultRoles(view)],
    }),
};

/** A role in Git that reads Secrets and is bound in the whole cluster: shown where the rule stands. */
function ownRoles({ ownRules, holders }: ClusterView): readonly ClusterFinding[] {
  const reading = ownRules.filter(
    ({ role, rule }) => role.kind === 'ClusterRole' && readsSecrets(rule) && wildcardOf(rule) === undefined,
  );
  return [...Map.groupBy(reading, ({ role }) => role)].flatMap(([role, rules]) => {
    const held = rules.flatMap(({ rule }) => holders.of(rule)).filter(({ namespace }) => namespace === null);
    const severity = held.length === 0 ? undefined : weight('high', held);
    const [first] = rules;
    if (severity === undefined || first === undefined) return [];
    return [
      {
        subject: subjectOf(role),
        message: `${subjectOf(role)} lets ${holdersText(held)} read every Secret of the cluster: tokens of service accounts, keys of clouds, credentials of the agents.`,
        location: first.rule.at,
        severity,
        holders: held,
      },
    ];
  });
}

/** `edit` and `admin` read Secrets as well; bound in the whole cluster, they are shown where they are bound. */
function defaultRoles({ authorizer, cluster, holders }: ClusterView): readonly ClusterFinding[] {
  return cluster.bindings.flatMap((binding) => {
    const role = authorizer.roleOf(binding);
    if (binding.kind !== 'ClusterRoleBinding' || role?.builtIn !== true) return [];
    if (role.rules.some((rule) => wildcardOf(rule) === 'everything')) return [];
    const held = role.rules
      .filter(readsSecrets)
      .flatMap((rule): readonly Holder[] => holders.of(rule))
      .filter((holder) => holder.binding === binding);
    const severity = held.length === 0 ? undefined : weight('high', held);
    if (severity === undefined) return [];
    return [
      {
        subject: subjectOf(binding),
        message: `${subjectOf(binding)} gives ${holdersText(held)} the default role ${role.name} in all namespaces, and with it every Secret of the cluster.`,
        location: binding.roleRef.at ?? binding.at,
        severity,
        holders: held,
      },
    ];
  });
}
