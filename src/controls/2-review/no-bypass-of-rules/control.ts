import type { Facts } from '../../../chain/facts.ts';
import type { BypassActor, BypassMode } from '../../../model/evidence.ts';
import { ruleApplies } from '../../../stages/2-review/rules.ts';
import type { Control, Judgement } from '../../control.ts';
import { settingsLocation, weighed } from '../../followed.ts';
import { chainFrom, type GuardedBranch, judgeBranches, ruleLocation } from '../../judge-branches.ts';
import { judgeLandings } from '../../judge-landings.ts';
import { hasReason, toProvide } from '../../landing-reasons.ts';
import { namesOf } from '../../person-name.ts';

export const control: Control = {
  id: 'review/no-bypass-of-rules',
  title: 'Nobody passes over the rules of a branch that matters',
  severity: 'high',
  evaluate: (facts) => [...judgeBranches(facts, 'high', judge), ...happened(facts)],
};

/** Where the rules themselves were not observed, that is said already. */
function happened(facts: Facts): readonly Judgement[] {
  const observed = new Set(facts.repositories.flatMap((one) => (one.evidence?.rules ? [one.name] : [])));
  return judgeLandings(facts, {
    severity: 'high',
    faults: (landing) =>
      hasReason(landing, 'bypassed') && !hasReason(landing, 'direct-push')
        ? [{ why: `by ${namesOf(landing.people)} landed past the rules, as the forge recorded` }]
        : [],
    open: (landing) => toProvide(landing, ['bypass-not-observed']),
    question: 'whether they landed past the rules',
  }).filter(({ verdict, subject = '' }) => verdict === 'violated' || observed.has(subject));
}

function judge(guarded: GuardedBranch): readonly Judgement[] {
  const { rule, title } = guarded;
  if (!rule.requirePullRequest) return [];
  if (rule.bypass === 'unobservable')
    return [
      {
        verdict: 'unknown',
        subject: title,
        location: ruleLocation(guarded),
        message: `Who may pass over the rules of ${title} was not observed. Provide the bypass actors: the forge shows them only to whoever may edit the rules.`,
        group: 'bypass actors were not observed',
      },
    ];
  if (rule.bypass.length === 0)
    return [
      {
        verdict: 'holds',
        subject: title,
        location: ruleLocation(guarded),
        message: `Nobody may pass over the rules of ${title}.`,
      },
    ];
  return rule.bypass.map((actor) => configured(guarded, actor));
}

const HOW: Readonly<Record<BypassMode, string>> = {
  always: 'may push to it past every rule',
  'pull-request': 'may merge pull requests into it that nobody approved',
  exempt: 'is exempt from its rules, and the forge does not even record it',
};

function configured(guarded: GuardedBranch, actor: BypassActor): Judgement {
  const { facts, repository, title } = guarded;
  const name = nameOf(actor);
  return {
    verdict: 'violated',
    subject: actor.name,
    context: `${actor.kind} ${title}`,
    location: placeOf(guarded, actor) ?? settingsLocation(repository),
    severity: weighed(facts, repository.name, actor.mode === 'pull-request' ? 'medium' : 'high'),
    message: `${title}: ${name} ${HOW[actor.mode]}.`,
    chain: [`${name} → ${title}`, ...chainFrom(guarded)],
  };
}

/** One rule that binds an actor would be enough, so each place that lets it pass is as good as another. */
function placeOf({ evidence, ref }: GuardedBranch, actor: BypassActor): BypassActor['at'] {
  const rules = (evidence.rules ?? []).filter(
    (rule) => rule.enforcement === 'active' && rule.requirePullRequest && ruleApplies(rule, ref, evidence),
  );
  const same = rules
    .flatMap((rule) => rule.bypass ?? [])
    .filter(({ kind, name }) => kind === actor.kind && name === actor.name);
  return (
    actor.at ?? same.find(({ at }) => at !== undefined)?.at ?? rules.find(({ at }) => at !== undefined)?.at
  );
}

function nameOf({ kind, name }: BypassActor): string {
  if (kind === 'role') return `everybody with the role ${name}`;
  if (kind === 'organization-owner') return 'every owner of the organisation';
  return `the ${kind.replace('-', ' ')} ${name}`;
}
