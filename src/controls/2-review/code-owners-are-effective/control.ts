import type { RepositoryFacts } from '../../../chain/facts.ts';
import { OwnerIndex } from '../../../stages/2-review/codeowners.ts';
import { mayOwn } from '../../../stages/2-review/owner-standing.ts';
import type { Control, Judgement } from '../../control.ts';
import { type GovernedBranch, governedBranches } from '../../governed-branch.ts';

export const control: Control = {
  id: 'review/code-owners-are-effective',
  title: 'Where code owners must agree, there are some who can',
  severity: 'medium',
  evaluate: (facts) =>
    facts.repositories.flatMap((repository) => {
      const { name, ownership, evidence } = repository;
      if (evidence?.rules === undefined)
        return ownership.path === undefined
          ? []
          : [
              {
                verdict: 'unknown' as const,
                subject: name,
                message: `Whether the owners in ${ownership.path} of ${name} must agree was not observed. Provide the forge's evidence of it with \`rules\`.`,
                group: `rules of ${name}`,
              },
            ];
      const demanding = governedBranches(facts, repository).find(({ rule }) => rule.codeOwners);
      return demanding === undefined ? wish(repository) : judge(repository, demanding);
    }),
};

/** Owners are named, and nothing demands their approval. */
function wish({ name, ownership }: RepositoryFacts): readonly Judgement[] {
  const [first] = ownership.rules;
  if (first === undefined) return [];
  return [
    {
      verdict: 'violated',
      subject: name,
      location: first.at,
      severity: 'low',
      message: `${name} names code owners, and no rule demands that they agree.`,
      group: `code owners of ${name}`,
    },
  ];
}

function judge(repository: RepositoryFacts, branch: GovernedBranch): readonly Judgement[] {
  const { name, ownership, evidence } = repository;
  const group = `code owners of ${name}`;
  if (ownership.path === undefined)
    return [
      {
        verdict: 'violated',
        subject: name,
        location: branch.at,
        message: `The rules of ${branch.subject} demand the approval of code owners, and there is no CODEOWNERS: nobody is asked.`,
        group,
      },
    ];
  const found: Judgement[] = ownership.invalid.map(({ reason, at }) => ({
    verdict: 'violated',
    subject: name,
    location: at,
    message: `A line of ${ownership.path ?? ''} of ${name} counts for nothing: ${reason}.`,
    context: reason,
    group,
  }));
  const itself = new OwnerIndex(ownership).ruleFor(ownership.path);
  if (itself === undefined || itself.owners.length === 0)
    found.push({
      verdict: 'violated',
      subject: name,
      location: itself?.at ?? ownership.rules[0]?.at ?? branch.at,
      message: `Nobody owns ${ownership.path} of ${name} itself, so whoever changes it needs no owner's approval.`,
      context: 'itself',
      group,
    });
  let unseen = false;
  for (const { owners, pattern, at } of ownership.rules) {
    const standing = owners.map((owner) => mayOwn(owner, evidence));
    if (owners.length === 0 || standing.includes(true)) continue;
    if (standing.includes(null)) unseen = true;
    else
      found.push({
        verdict: 'violated',
        subject: name,
        location: at,
        message: `${owners.join(', ')} may not write to ${name}, so the forge asks nobody about ${pattern}.`,
        context: pattern,
        group,
      });
  }
  if (unseen)
    found.push({
      verdict: 'unknown',
      subject: name,
      message: `Whether the code owners of ${name} may write to it was not observed. Provide its \`members\` and \`teams\`.`,
      group: `members of ${name}`,
    });
  return found.length > 0
    ? found
    : [
        {
          verdict: 'holds',
          subject: name,
          message: `The code owners of ${name} can agree to what is theirs.`,
        },
      ];
}
