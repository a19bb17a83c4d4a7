import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/token-is-least-privilege',
  title: 'A job’s token may do what the job needs',
  severity: 'medium',
  evaluate: (facts) => [
    ...judgePipelines(facts, {
      fact: 'token-writes-everything',
      consequence: 'Any step of it may push, release and start other workflows.',
      severity: (fact) => (fact.stake === 'most' ? 'high' : undefined),
    }),
    ...judgePipelines(facts, {
      fact: 'identity-token-for-whole-workflow',
      consequence: 'Each of them can sign in wherever one of them may.',
    }),
  ],
};
