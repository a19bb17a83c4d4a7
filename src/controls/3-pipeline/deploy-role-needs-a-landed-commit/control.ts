import type { Control } from '../../control.ts';
import { judgePipelines } from '../../pipeline-fact.ts';

export const control: Control = {
  id: 'pipeline/deploy-role-needs-a-landed-commit',
  title: 'A role that deploys is given to landed commits only',
  severity: 'high',
  evaluate: (facts) =>
    judgePipelines(facts, {
      fact: 'role-let-in-before-landing',
      consequence: 'No review stands between them and what the role may change.',
      severity: (fact) => (fact.stake === 'most' ? 'critical' : undefined),
    }),
};
