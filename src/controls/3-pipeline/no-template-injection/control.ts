import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/no-template-injection',
  title: 'No text of strangers becomes code',
  severity: 'high',
  evaluate: (facts) => [
    ...judgePipelines(facts, {
      fact: 'outsider-text-becomes-code',
      consequence: 'Whoever writes the text writes the script.',
      severity: (fact) => (fact.stake === 'little' ? 'medium' : undefined),
    }),
    ...judgePipelines(facts, {
      fact: 'contributor-text-becomes-code',
      consequence:
        'Whoever may push writes the script, also where the workflow itself is out of their reach.',
      severity: () => 'low',
    }),
  ],
};
