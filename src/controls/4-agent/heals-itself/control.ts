import { isSo, judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/heals-itself',
  title: 'What is changed in the cluster past Git is undone',
  severity: 'medium',
  evaluate: (facts) => {
    const automated = new Set(
      facts.feeds.filter(({ feed }) => feed.automatic.answer === 'yes').map(({ feed }) => feed.id),
    );
    return [
      ...judgeFacts(facts, {
        fact: 'argo-self-heal',
        violatedBy: 'no',
        consequence: 'A change made with kubectl stays until somebody looks.',
        severity: (fact) => (fact.feeds.some((id) => automated.has(id)) ? undefined : 'low'),
        group: () => 'agent/heals-itself argocd',
      }),
      ...judgeFacts(facts, {
        fact: 'flux-suspended',
        violatedBy: 'yes',
        consequence: 'While it is suspended nothing is applied and nothing is undone.',
        group: () => 'agent/heals-itself suspended',
      }),
      ...judgeFacts(facts, {
        fact: 'flux-drift-detection',
        violatedBy: 'no',
        consequence: 'What a chart brought is not compared with what is live.',
        concerns: (fact) => !isSo(facts, 'flux-suspended', (one) => one.subject === fact.subject),
        severity: () => 'low',
        group: () => 'agent/heals-itself charts',
      }),
    ];
  },
};
