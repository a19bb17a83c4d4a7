import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/deploy-environment-is-guarded',
  title: 'A guarded environment stands before what is deployed',
  severity: 'high',
  evaluate: (facts) => [
    ...judgePipelines(facts, {
      fact: 'deploy-environment-open',
      consequence: 'Whoever may push a branch deploys from it.',
      severity: (fact) => (fact.stake === 'little' ? 'medium' : undefined),
    }),
    ...judgePipelines(facts, {
      fact: 'deploys-without-environment',
      consequence: 'What it signs in with can be had from any branch.',
      severity: () => 'medium',
    }),
  ],
};
