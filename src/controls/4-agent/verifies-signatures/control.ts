import { judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/verifies-signatures',
  title: 'The agent applies only what is signed',
  severity: 'medium',
  evaluate: (facts) => {
    const seen = new Set<string>();
    return [
      ...judgeFacts(facts, {
        fact: 'flux-signatures-demanded',
        violatedBy: 'no',
        consequence: 'Whoever can write the source decides what is applied, with or without a key.',
        // One source serves many feeds and is judged once.
        concerns: (fact) => {
          const feed = facts.feeds.find((one) => fact.feeds.includes(one.feed.id))?.feed;
          const source = feed?.source.definedIn;
          const key =
            source === undefined || feed === undefined
              ? fact.subject
              : `${source.kind} ${source.namespace ?? feed.namespace}/${source.name} ${feed.runsIn ?? ''}`;
          if (seen.has(key)) return false;
          seen.add(key);
          return true;
        },
        group: () => 'agent/verifies-signatures flux',
      }),
      ...judgeFacts(facts, {
        fact: 'argo-signatures-demanded',
        violatedBy: 'no',
        consequence: 'Whoever can write a repository that it permits decides what is applied.',
        concerns: (fact) => fact.feeds.length > 0,
        group: () => 'agent/verifies-signatures argocd',
      }),
    ];
  },
};
