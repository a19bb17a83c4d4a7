import type { Facts, RepositoryFacts } from '../../../chain/facts.ts';
import type { DeployKey } from '../../../model/evidence.ts';
import type { Control, Judgement } from '../../control.ts';
import { evidenceLocation } from '../../evidence-location.ts';
import { chainOf, feedsFrom } from '../../feed-chain.ts';

export const control: Control = {
  id: 'agent/reads-repository-only',
  title: 'The GitOps agent may read the repository it applies, and not write it',
  severity: 'high',
  evaluate: (facts) => facts.repositories.flatMap((repository) => judge(facts, repository)),
};

function judge(facts: Facts, repository: RepositoryFacts): readonly Judgement[] {
  const feeds = feedsFrom(facts, repository.name);
  if (feeds.length === 0) return [];
  const keys = repository.evidence?.deployKeys;
  const location = feeds[0]?.feed.source.at;
  const base = location === undefined ? {} : { location };
  if (keys === undefined)
    return [
      {
        ...base,
        verdict: 'unknown',
        subject: repository.name,
        message: `What the agent's credential may do to ${repository.name} was not observed. Provide the deploy keys in the forge's evidence.`,
      },
    ];
  return keys.flatMap((key) => judgeKey(facts, repository, key));
}

function judgeKey(facts: Facts, repository: RepositoryFacts, key: DeployKey): readonly Judgement[] {
  const subject = key.title;
  const base = { subject, location: key.at ?? evidenceLocation(repository.name), context: repository.name };
  if (key.usedBy === undefined && !key.readOnly)
    return [
      {
        ...base,
        verdict: 'unknown',
        message: `The deploy key ${key.title} may write to ${repository.name}, and who holds it was not said. Provide usedBy in the evidence.`,
      },
    ];
  if (key.usedBy === undefined || !isAgents(facts, key.usedBy)) return [];
  if (key.readOnly)
    return [{ ...base, verdict: 'holds', message: `${key.usedBy} may only read ${repository.name}.` }];
  const feeds = feedsFrom(facts, repository.name);
  return [
    {
      ...base,
      verdict: 'violated',
      message: `${key.usedBy} holds the deploy key ${key.title}, which may write to ${repository.name}: whoever reads that key's Secret changes what is applied.`,
      related: feeds.slice(0, 1).map(({ feed }) => feed.source.at),
      chain: [
        `deploy key ${subject} → ${repository.name}`,
        ...chainOf(
          facts,
          feeds.map(({ feed }) => feed.id),
        ),
      ],
    },
  ];
}

/** The holder is an agent by its name, or the source object of a feed. */
function isAgents(facts: Facts, holder: string): boolean {
  const name = holder.toLowerCase();
  if (/(^|[^a-z])(flux|fluxcd|argo|argocd|argo-cd)([^a-z]|$)/.test(name)) return true;
  return facts.feeds.some(({ feed }) => {
    const { definedIn } = feed.source;
    return definedIn !== undefined && name === `${definedIn.namespace ?? feed.namespace}/${definedIn.name}`;
  });
}
