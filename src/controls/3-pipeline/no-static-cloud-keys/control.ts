import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/no-static-cloud-keys',
  title: 'Workflows enter clouds and clusters without lasting keys',
  severity: 'high',
  evaluate: (facts) =>
    judgePipelines(facts, {
      fact: 'cloud-key-static',
      consequence: 'Whoever reads it once, in a log, a fork or a step of somebody else, keeps it.',
    }),
};
