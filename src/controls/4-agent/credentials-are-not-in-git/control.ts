import { judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/credentials-are-not-in-git',
  title: 'No credential of an agent lies readable in Git',
  severity: 'high',
  evaluate: (facts) => {
    const judged = judgeFacts(facts, {
      fact: 'credential-plain',
      violatedBy: 'yes',
      consequence: 'It stays in the history after it is removed, so it has to be replaced.',
    });
    const agents = facts.feeds.length > 0 || judged.length > 0;
    const [first] = facts.unseen;
    if (!agents) return judged;
    if (first === undefined)
      return judged.length > 0
        ? judged
        : [{ verdict: 'holds', message: 'No Secret of an agent lies in what was read.' }];
    return [
      ...judged,
      {
        verdict: 'unknown',
        ...(first.at === undefined ? {} : { location: first.at }),
        message: `${facts.unseen.length === 1 ? 'One place' : `${facts.unseen.length} places`} could not be read and may hold a Secret: ${first.why}. Provide ${first.provide}.`,
      },
    ];
  },
};
