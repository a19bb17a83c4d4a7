import { fileLocation } from '../../../model/location.ts';
import type { OwnerRule } from '../../../model/ownership.ts';
import type { Severity } from '../../../model/verdict.ts';
import { OwnerIndex } from '../../../stages/2-review/codeowners.ts';
import type { Control, Judgement } from '../../control.ts';
import { weighed } from '../../followed.ts';
import { chainFrom, type GuardedBranch, judgeBranches, ruleLocation } from '../../judge-branches.ts';
import { type Eligible, eligibility } from '../../owner-eligibility.ts';
import { listed } from '../../person-name.ts';

export const control: Control = {
  id: 'review/code-owners-are-effective',
  title: 'Where code owners have to agree, somebody can and has to',
  severity: 'high',
  evaluate: (facts) => judgeBranches(facts, 'high', judge),
};

function judge(guarded: GuardedBranch): readonly Judgement[] {
  const { rule, repository, title } = guarded;
  const { ownership } = repository;
  if (!rule.codeOwners) return wish(guarded);
  if (!ownership.rules.some(({ owners }) => owners.length > 0)) {
    const why = ownership.path === undefined ? 'there is no CODEOWNERS' : `${ownership.path} names nobody`;
    const message = `The rules of ${title} demand a code owner’s approval, and ${why}: nobody’s is needed.`;
    return [violated(guarded, 'no owners', message, 'high', ruleLocation(guarded))];
  }
  const found = [
    ...ownership.rules.flatMap((line) => judgeLine(guarded, line)),
    ...ownFile(guarded),
    ...ownership.invalid.map(({ reason, at }) =>
      violated(guarded, reason, `The forge passes over a line of ${at.path}: ${reason}.`, 'medium', at),
    ),
    ...ownership.shadowed.map((path) =>
      violated(
        guarded,
        path,
        `${path} looks like it says who owns what, and the forge reads only ${ownership.path ?? 'another'}.`,
        'low',
        fileLocation({ path, repository: repository.name }),
      ),
    ),
  ];
  if (found.length > 0) return found;
  return [{ verdict: 'holds', subject: title, message: `Each code owner of ${title} can approve.` }];
}

/** Owners are named, and nothing demands that they agree. */
function wish(guarded: GuardedBranch): readonly Judgement[] {
  const { rules, path = 'CODEOWNERS' } = guarded.repository.ownership;
  const first = rules.find(({ owners }) => owners.length > 0);
  if (first === undefined) return [];
  const message = `${path} names owners for ${guarded.title}, and no rule demands that they agree.`;
  return [violated(guarded, path, message, 'low', first.at)];
}

function judgeLine(guarded: GuardedBranch, line: OwnerRule): readonly Judgement[] {
  if (line.owners.length === 0) return [];
  const judged = line.owners.map((owner) => ({ owner, ...eligibility(guarded, owner) }));
  const lame = judged.filter(({ eligible }) => eligible === 'no');
  const open = judged.filter(({ eligible }) => eligible === 'unknown');
  const why = (list: readonly (Eligible & { owner: string })[]): string =>
    listed(list.map(({ owner, why: because }) => `${owner} ${because}`));
  if (lame.length === judged.length) {
    const message = `Nobody who owns ${line.pattern} can approve: ${why(lame)}. Then the forge demands no owner at all.`;
    return [violated(guarded, line.pattern, message, 'high', line.at)];
  }
  if (lame.length > 0) {
    const message = `One of the owners of ${line.pattern} cannot approve: ${why(lame)}.`;
    return [violated(guarded, line.pattern, message, 'low', line.at)];
  }
  if (open.length < judged.length) return [];
  return [
    {
      verdict: 'unknown',
      subject: line.pattern,
      location: line.at,
      message: `Whether an owner of ${line.pattern} can approve was not observed: ${why(open)}. Provide the members and teams of ${guarded.repository.name} in the forge’s evidence.`,
      group: 'members and teams were not observed',
    },
  ];
}

/** Whoever may change the list without its owners takes the owners away first. */
function ownFile(guarded: GuardedBranch): readonly Judgement[] {
  const { path, rules } = guarded.repository.ownership;
  if (path === undefined) return [];
  const line = new OwnerIndex(guarded.repository.ownership).ruleFor(path);
  if ((line?.owners.length ?? 0) > 0) return [];
  const message = `${path} itself is owned by nobody, so one change that takes its owners away needs none of them.`;
  const at = line?.at ?? rules[0]?.at;
  return [violated(guarded, path, message, 'high', at ?? ruleLocation(guarded))];
}

function violated(
  guarded: GuardedBranch,
  what: string,
  message: string,
  severity: Severity,
  location: NonNullable<Judgement['location']>,
): Judgement {
  return {
    verdict: 'violated',
    subject: what === 'no owners' ? guarded.title : what,
    location,
    severity: weighed(guarded.facts, guarded.repository.name, severity),
    message,
    chain: [`a change that no owner approved → ${guarded.title}`, ...chainFrom(guarded)],
  };
}
