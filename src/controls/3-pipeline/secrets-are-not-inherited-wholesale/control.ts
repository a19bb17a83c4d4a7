import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/secrets-are-not-inherited-wholesale',
  title: 'Jobs are given the secrets they use, by name',
  severity: 'medium',
  evaluate: (facts) => [
    ...judgePipelines(facts, {
      fact: 'every-secret-sent',
      consequence: 'Any step of the job has all secrets that the repository may use.',
    }),
    ...judgePipelines(facts, {
      fact: 'secrets-inherited-elsewhere',
      consequence: 'Whoever may change that workflow may take any of them.',
      severity: (fact) => (fact.stake === 'most' ? 'high' : undefined),
    }),
  ],
};
