import { type Holder } from '../../../stages/5-cluster/holders.ts';
import { wildcardOf } from '../../../stages/5-cluster/rule-power.ts';
import {
  type ClusterFinding,
  type ClusterView,
  holdersText,
  lower,
  subjectOf,
  weight,
} from '../../cluster-view.ts';
import type { Control } from '../../control.ts';
import { judgeClusters } from '../../judge-clusters.ts';

export const control: Control = {
  id: 'cluster/no-wildcard-rules',
  title: 'No role permits changing whatever there is',
  severity: 'high',
  evaluate: (facts) =>
    judgeClusters(facts, {
      kinds: ['Role', 'ClusterRole'],
      holds: 'no role in view permits changing whatever there is',
      find: wildcards,
    }),
};

function wildcards({ ownRules, holders }: ClusterView): readonly ClusterFinding[] {
  const wide = ownRules.filter(({ rule }) => wildcardOf(rule) !== undefined);
  return [...Map.groupBy(wide, ({ role }) => role)].flatMap(([role, rules]) => {
    const worst = rules.find(({ rule }) => wildcardOf(rule) === 'everything') ?? rules[0];
    if (worst === undefined) return [];
    const held = rules.flatMap(({ rule }): readonly Holder[] => holders.of(rule));
    const everything = wildcardOf(worst.rule) === 'everything';
    const severity = weight(everything ? 'high' : 'medium', held);
    if (severity === undefined) return [];
    const inNamespaces = held.length > 0 && held.every(({ namespace }) => namespace !== null);
    const people = held.some(({ kind }) => kind === 'people' || kind === 'everyone');
    const groups = worst.rule.apiGroups.map((group) => (group === '' ? 'core' : group)).join(', ');
    const what = everything
      ? 'every resource of every group, kinds that are added later included'
      : `every resource of ${groups}`;
    return [
      {
        subject: subjectOf(role),
        message: `${subjectOf(role)} permits ${worst.rule.verbs.join(', ')} on ${what}. It is held by ${holdersText(held)}.`,
        location: worst.rule.at,
        severity: inNamespaces && !people ? lower(severity) : severity,
        related: rules.filter((one) => one !== worst).map(({ rule }) => rule.at),
        holders: held,
      },
    ];
  });
}
