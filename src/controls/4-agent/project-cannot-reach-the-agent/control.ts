import { judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/project-cannot-reach-the-agent',
  title: "No tenant's Argo CD project may write into Argo CD's own namespace",
  severity: 'high',
  evaluate: (facts) => {
    const { controlPlanes, controlPlane } = facts.inventory;
    const own = new Set(
      facts.feeds
        .filter(({ feed }) => {
          const namespace = feed.destination.namespace ?? '';
          return namespace === controlPlane || controlPlanes.has(namespace);
        })
        .map(({ feed }) => feed.id),
    );
    return judgeFacts(facts, {
      fact: 'argo-project-reaches-control-plane',
      violatedBy: 'yes',
      consequence:
        'An Application in it can bring AppProjects, settings and Applications of its own making, and so leave every limit.',
      concerns: (fact) => !fact.subject.endsWith('/default'),
      severity: (fact) =>
        fact.feeds.length === 0 ? 'low' : fact.feeds.some((id) => own.has(id)) ? 'medium' : undefined,
    });
  },
};
