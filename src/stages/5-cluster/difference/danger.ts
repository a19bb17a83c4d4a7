import type { Rights } from '../../../model/access-diff.ts';
import type { PolicyRule } from '../../../model/rbac.ts';
import { SEVERITIES, type Severity } from '../../../model/verdict.ts';
import type { HeldRule } from '../authorizer.ts';
import { type Escalation, escalations } from '../escalation/escalations.ts';
import type { Surroundings } from '../escalation/primitive.ts';
import { changesThatCount } from '../rule-power.ts';
import type { HeldRights } from './boxes.ts';

/** How much rights matter by themselves, and what they open. */
export interface Danger {
  readonly danger: Severity;
  /** Titles of the ways to more, the gravest first. */
  readonly opens: readonly string[];
}

/** What some rights are worth alone; what they open together with others is for the escalations of their holder. */
export function dangerOf(rights: HeldRights, around: Surroundings): Danger {
  const rule = ruleOf(rights);
  const held: readonly HeldRule[] = rights.via
    .slice(0, 1)
    .map((one) => ({ ...one, rule, namespace: rights.namespace }));
  const ways = [...escalations(held, around)].sort(bySeverity);
  const [gravest] = ways;
  return {
    danger: gravest?.severity ?? weightOf(rule, rights.namespace),
    opens: [...new Set(ways.map(({ title }) => title))],
  };
}

function weightOf(rule: PolicyRule, namespace: string | null): Severity {
  if (!changesThatCount(rule)) return 'info';
  return namespace === null ? 'medium' : 'low';
}

function ruleOf({ verbs, groups, resources, names = [], nonResourceURLs = [], via }: HeldRights): PolicyRule {
  const at = via[0]?.rule.at ?? { path: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { verbs, apiGroups: groups, resources, resourceNames: names, nonResourceURLs, at };
}

export function bySeverity(one: Pick<Escalation, 'severity'>, other: Pick<Escalation, 'severity'>): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
}

/** How far rights reach, for ordering what is equally grave: everywhere before a namespace, every object before named ones. */
export function breadthOf({ namespace, names, verbs, resources }: Rights): number {
  return (
    (namespace === null ? 8 : 0) +
    (names === undefined ? 4 : 0) +
    (resources.includes('*') ? 2 : 0) +
    (verbs.includes('*') ? 1 : 0)
  );
}
