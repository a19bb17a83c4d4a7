import type { Facts } from '../../../chain/facts.ts';
import { costOf, type Effect, type Quorum, type QuorumPath } from '../../../model/graph.ts';
import { formatLocation } from '../../../model/location.ts';
import type { Severity } from '../../../model/verdict.ts';
import type { Control, Judgement } from '../../control.ts';
import { namesOf } from '../../person-name.ts';

export const control: Control = {
  id: 'chain/production-needs-two-people',
  title: 'It takes two people to change production',
  severity: 'high',
  evaluate: (facts) =>
    facts.quorums.filter(({ route }) => route === 'delivery').map((quorum) => judge(facts, quorum)),
};

const WHAT: Readonly<Record<Effect, string>> = {
  workload: 'what runs in',
  access: 'who may do what in',
};

function judge(facts: Facts, quorum: Quorum): Judgement {
  const { target, effect, atLeast, atMost } = quorum;
  const what = `${WHAT[effect]} ${target}`;
  const base = { subject: `${target} (${effect})`, context: effect };
  if (atMost !== null && atMost < 2) return tooFew(facts, quorum, atMost, what);
  if (atLeast >= 2)
    return { ...base, verdict: 'holds', message: `It takes at least ${atLeast} people to change ${what}.` };
  const assumed = quorum.paths.find((path) => costOf(path) < 2 && path.assumed.length > 0);
  const why =
    assumed?.assumed[0] ?? quorum.open[0] ?? 'accounts stand for people, and two of them may be one';
  const more = new Set([...(assumed?.assumed ?? []), ...quorum.open]).size - 1;
  return {
    ...base,
    verdict: 'unknown',
    severity: severityOf(facts, target, 1),
    message: `Whether one person can change ${what} cannot be told: ${why}${more > 0 ? `; and ${more} more that was not seen` : ''}. Provide ${assumed === undefined && quorum.open.length === 0 ? 'a roster' : 'what was not seen as evidence'}.`,
    ...(assumed === undefined ? {} : { chain: chainOf(assumed) }),
    group: `the quorum of ${target} is open`,
  };
}

function tooFew(facts: Facts, quorum: Quorum, atMost: number, what: string): Judgement {
  const { target, effect, paths } = quorum;
  const path = paths.find((one) => one.assumed.length === 0 && costOf(one) <= atMost);
  const location = path?.steps.find((step) => step.location !== undefined)?.location;
  const ways = paths.filter((one) => one.assumed.length === 0 && costOf(one) < 2).length;
  const others = ways > 1 ? ` There are ${ways} such ways in sight.` : '';
  return {
    verdict: 'violated',
    subject: `${target} (${effect})`,
    context: effect,
    severity: severityOf(facts, target, atMost),
    message: `${whoOf(path, atMost)} can change ${what} with nobody else’s cooperation.${others}`,
    ...(location === undefined ? {} : { location }),
    chain: path === undefined ? [] : chainOf(path),
    group: `${target} needs fewer than two people`,
  };
}

function whoOf(path: QuorumPath | undefined, atMost: number): string {
  if (atMost === 0) return 'An outsider, without any right that was granted,';
  const first = path?.people[0] ?? [];
  const alternatives = path?.alternatives ?? null;
  const more = alternatives !== null && alternatives > 1 ? ` (or any of ${alternatives - 1} more)` : '';
  return first.length === 0 ? 'One person' : `${namesOf(first)}${more}`;
}

function chainOf(path: QuorumPath): readonly string[] {
  return path.steps.map(({ from, to, why, location }) => {
    const at = location === undefined ? '' : ` (${formatLocation(location)})`;
    return `${from} → ${to}: ${why}${at}`;
  });
}

/** Other environments weigh less than production, where production is among them. */
function severityOf(facts: Facts, target: string, atMost: number): Severity {
  const production = facts.quorums.some((quorum) => quorum.target === 'production');
  if (production && target !== 'production') return 'medium';
  return atMost === 0 ? 'critical' : 'high';
}
