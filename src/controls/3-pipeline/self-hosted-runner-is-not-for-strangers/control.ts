import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/self-hosted-runner-is-not-for-strangers',
  title: 'Own machines run no stranger’s code',
  severity: 'high',
  evaluate: (facts) =>
    judgePipelines(facts, {
      fact: 'fork-on-own-runner',
      consequence: 'Their code is on a machine of the organisation, and may stay for the next job.',
    }),
};
