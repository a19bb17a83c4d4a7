import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/third-party-code-is-pinned',
  title: 'Code of others is held by its content',
  severity: 'high',
  evaluate: (facts) => [
    ...judgePipelines(facts, {
      fact: 'foreign-code-unpinned-with-credentials',
      consequence: 'Whoever publishes it decides, on any day, what runs beside that.',
      severity: (fact) => (fact.stake === 'little' ? 'medium' : undefined),
    }),
    ...judgePipelines(facts, {
      fact: 'foreign-code-unpinned',
      consequence:
        'Whoever publishes it decides, on any day, what the job runs; it holds nothing worth taking.',
      severity: () => 'low',
    }),
  ],
};
