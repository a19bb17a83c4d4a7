import type { BypassActor } from '../../../model/evidence.ts';
import type { Landing } from '../../../model/landing.ts';
import type { Control, Judgement } from '../../control.ts';
import { type GovernedBranch, judgeBranches } from '../../governed-branch.ts';
import { aboutLanding, describeLanding, makersOf } from '../../landing-fact.ts';

const HOW: Readonly<Record<BypassActor['mode'], string>> = {
  always: 'may push past every rule',
  'pull-request': 'may merge a pull request that nobody approved',
  exempt: 'is exempt from every rule, and no bypass is ever recorded',
};

export const control: Control = {
  id: 'review/no-bypass-of-rules',
  title: 'Nobody passes over the rules of a branch',
  severity: 'high',
  evaluate: (facts) => [
    ...judgeBranches(facts, configured),
    ...facts.repositories.flatMap(({ landings }) => (landings ?? []).flatMap(happened)),
  ],
};

function configured(branch: GovernedBranch): readonly Judgement[] {
  const { rule, subject, repository, at } = branch;
  if (!rule.requirePullRequest) return [];
  if (rule.bypass === 'unobservable')
    return [
      {
        verdict: 'unknown',
        subject,
        location: at,
        message: `Who may pass over the rules of ${subject} could not be observed. Provide the evidence again, read by somebody who may edit the rules.`,
        group: `bypass of ${repository.name}`,
      },
    ];
  if (rule.bypass.length === 0)
    return [{ verdict: 'holds', subject, message: `Nobody may pass over the rules of ${subject}.` }];
  return rule.bypass.map((actor) => ({
    verdict: 'violated',
    subject: actor.name,
    location: actor.at ?? at,
    message: `The ${words(actor.kind)} ${actor.name} ${HOW[actor.mode]} of ${subject}${sourcesOf(branch)}.`,
    context: `${actor.kind} ${actor.mode} ${branch.ref}`,
    group: `bypass of ${repository.name} by ${actor.kind} ${actor.name}`,
    ...(actor.mode === 'pull-request' ? { severity: 'medium' as const } : {}),
    chain: [`${words(actor.kind)} ${actor.name} → ${subject}, without anybody's approval`],
  }));
}

/** A push past a demanded pull request is another control's; here is what was merged or approved past the rules. */
function happened(landing: Landing): readonly Judgement[] {
  const codes = new Set(landing.reasons.map(({ code }) => code));
  if (!codes.has('bypassed') || codes.has('direct-push')) return [];
  const who = makersOf(landing);
  return [
    {
      verdict: 'violated',
      subject: who,
      message: `The rules were passed over when ${describeLanding(landing)} by ${who} landed.`,
      ...aboutLanding(landing),
    },
  ];
}

function words(kind: BypassActor['kind']): string {
  return kind.replaceAll('-', ' ');
}

function sourcesOf({ rules }: GovernedBranch): string {
  const sources = rules.flatMap(({ source }) => (source === undefined ? [] : [source]));
  return sources.length === 0 ? '' : ` (${sources.join(', ')})`;
}
