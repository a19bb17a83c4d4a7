import { judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/impersonates',
  title: "Argo CD applies with the project's account and not with its own",
  severity: 'medium',
  evaluate: (facts) =>
    judgeFacts(facts, {
      fact: 'argo-impersonation-enabled',
      violatedBy: 'no',
      consequence: 'Its own account may do everything that any project needs, so the cluster stops nobody.',
    }),
};
