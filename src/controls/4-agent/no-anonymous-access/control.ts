import { isSo, judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/no-anonymous-access',
  title: 'Nobody uses Argo CD without signing in',
  severity: 'high',
  evaluate: (facts) => {
    const writes = isSo(facts, 'argo-default-role-writes');
    return judgeFacts(facts, {
      fact: 'argo-anonymous-enabled',
      violatedBy: 'yes',
      consequence: writes
        ? 'The default role may write, so anybody who reaches the address changes what runs.'
        : 'Whoever reaches the address has the default role and leaves no name.',
      severity: () => (writes ? 'critical' : undefined),
    });
  },
};
