import { judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/nobody-syncs-any-revision',
  title: 'Syncing a revision that the Application does not name takes a right of its own',
  severity: 'high',
  evaluate: (facts) => {
    const manual = facts.feeds.filter(
      ({ feed }) => feed.agent === 'argocd' && feed.automatic.answer !== 'yes',
    );
    return judgeFacts(facts, {
      fact: 'argo-revision-override',
      violatedBy: 'no',
      consequence:
        manual.length > 0
          ? `${manual.length === 1 ? 'One Application is' : `${manual.length} Applications are`} synced by hand: whoever may do that chooses a branch that nobody reviewed.`
          : 'Every Application in view is synced automatically, which refuses other revisions for now.',
      severity: () => (manual.length > 0 ? undefined : 'low'),
    });
  },
};
