import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/no-untrusted-code-with-privileges',
  title: 'No stranger’s code runs in a job that has rights',
  severity: 'critical',
  evaluate: (facts) =>
    judgePipelines(facts, {
      fact: 'outsider-code-executed-with-rights',
      consequence: 'Whoever opens a pull request has what the job holds.',
      severity: (fact) => (fact.stake === 'little' ? 'high' : undefined),
    }),
};
