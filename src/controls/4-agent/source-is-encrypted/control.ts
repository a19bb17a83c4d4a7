import type { Facts } from '../../../chain/facts.ts';
import { judgeFacts } from '../../agent-fact.ts';
import type { Control, Judgement } from '../../control.ts';

export const control: Control = {
  id: 'agent/source-is-encrypted',
  title: 'What the agent fetches cannot be changed on the way',
  severity: 'medium',
  evaluate: (facts) => [
    ...judgeFacts(facts, {
      fact: 'source-insecure',
      violatedBy: 'yes',
      consequence: 'Whoever sits on the network between them decides what is applied.',
      severity: (fact) => (fact.feeds.length > 0 ? 'high' : undefined),
    }),
    ...notInView(facts),
  ],
};

function notInView(facts: Facts): readonly Judgement[] {
  return facts.feeds
    .filter(({ feed }) => feed.source.url === undefined && feed.source.kind !== 'external-artifact')
    .map(({ feed }) => {
      const subject = `${feed.kind} ${feed.namespace}/${feed.name}`;
      const { definedIn } = feed.source;
      const wanted =
        definedIn === undefined
          ? 'its source'
          : `the ${definedIn.kind} ${definedIn.namespace ?? feed.namespace}/${definedIn.name}`;
      return {
        verdict: 'unknown',
        subject,
        location: feed.source.at,
        message: `${subject}: the URL that it is fetched from is not in view. Provide ${wanted}.`,
        group: `agent/source-is-encrypted ${wanted}`,
      };
    });
}
