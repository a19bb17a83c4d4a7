import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/workflow-cannot-approve',
  title: 'No workflow approves a pull request',
  severity: 'high',
  evaluate: (facts) => [
    ...judgePipelines(facts, {
      fact: 'workflows-may-approve',
      consequence: 'An author lets a workflow be the second pair of eyes.',
      severity: (fact) => (fact.stake === 'little' ? 'low' : undefined),
    }),
    ...judgePipelines(facts, {
      fact: 'approves-pull-requests',
      consequence: 'Nobody looked, and the rules count it as if somebody had.',
      severity: () => 'medium',
    }),
  ],
};
