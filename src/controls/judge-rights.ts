import type { Facts } from '../chain/facts.ts';
import type { PolicyRule } from '../model/rbac.ts';
import type { Severity } from '../model/verdict.ts';
import { escalations } from '../stages/5-cluster/escalation/escalations.ts';
import type { Holder } from '../stages/5-cluster/holders.ts';
import { requesterOf } from '../stages/5-cluster/match.ts';
import {
  type ClusterFinding,
  type ClusterView,
  holdersText,
  lower,
  subjectOf,
  weight,
} from './cluster-view.ts';
import type { Judgement } from './control.ts';
import { judgeClusters } from './judge-clusters.ts';

/** What a control about one kind of right looks for in rules. */
export interface RightReading {
  readonly severity: Severity;
  readonly holds: string;
  readonly concerns: (rule: PolicyRule, view: ClusterView) => boolean;
  /** Ways of the escalation catalogue of which the right must open one for its holder, else it weighs little. */
  readonly opens: readonly string[];
  /** What the role gives, as a sentence. */
  readonly says: (role: string, rule: PolicyRule) => string;
}

/** Judges the roles of every cluster by a right that they give: one violation a role. */
export function judgeRights(facts: Facts, reading: RightReading): readonly Judgement[] {
  return judgeClusters(facts, {
    kinds: ['Role', 'ClusterRole'],
    holds: reading.holds,
    find: (view) => find(view, reading),
  });
}

function find(view: ClusterView, reading: RightReading): readonly ClusterFinding[] {
  const concerned = view.ownRules.filter(({ rule }) => reading.concerns(rule, view));
  return [...Map.groupBy(concerned, ({ role }) => role)].flatMap(([role, rules]) => {
    const [first] = rules;
    if (first === undefined) return [];
    const held = rules.flatMap(({ rule }) => view.holders.of(rule));
    const severity = weight(reading.severity, held);
    if (severity === undefined) return [];
    const able = held.filter((holder) => opensAny(view, holder, reading.opens));
    const weighed = able.length === 0 ? 'low' : (weight(reading.severity, able) ?? 'low');
    const narrow = able.length > 0 && able.every((one) => one.namespace !== null && one.kind !== 'people');
    const idle = held.length > 0 && able.length === 0 ? ' By itself it opens nothing to them yet.' : '';
    return [
      {
        subject: subjectOf(role),
        message: `${reading.says(subjectOf(role), first.rule)} It is held by ${holdersText(held)}.${idle}`,
        location: first.rule.at,
        severity: narrow ? lower(weighed) : weighed,
        related: rules.slice(1).map(({ rule }) => rule.at),
        holders: held,
      },
    ];
  });
}

/** Does the holder, by this rule together with all else held, have one of the ways? An administrator gains nothing by it. */
function opensAny(view: ClusterView, holder: Holder, ways: readonly string[]): boolean {
  const held = view.authorizer.held(requesterOf(holder.who));
  return escalations(held, view.surroundings).some(
    ({ primitive, via }) => ways.includes(primitive) && via.some((one) => one.rule === holder.rule),
  );
}
