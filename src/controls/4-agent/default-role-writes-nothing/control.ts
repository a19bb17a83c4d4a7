import { judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/default-role-writes-nothing',
  title: 'Signing in to Argo CD alone gives no right to change anything',
  severity: 'high',
  evaluate: (facts) =>
    judgeFacts(facts, {
      fact: 'argo-default-role-writes',
      violatedBy: 'yes',
      consequence: 'That role can change what runs.',
    }),
};
