import type { Control } from '../../control.ts';
import { judgeLandings } from '../../judge-landings.ts';
import { hasReason, lacking, lacksAgreement, toProvide } from '../../landing-reasons.ts';
import { namesOf } from '../../person-name.ts';

export const control: Control = {
  id: 'review/author-is-not-approver',
  title: 'Nobody approves a change that they helped to make',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'high',
      faults: (landing) => {
        if (!lacksAgreement(landing) || !hasReason(landing, 'self-approved')) return [];
        const own = landing.approvals.filter(({ why }) => why === 'self-approval');
        const who = own.length === 0 ? 'somebody' : namesOf(own.map(({ person }) => person));
        return [
          {
            ...(own.length === 0 ? {} : { subject: who }),
            why: `was approved by ${who}, who had a part in making it; without that it lacks ${lacking(landing)}`,
          },
        ];
      },
      open: (landing) => toProvide(landing, ['reviews-not-supplied', 'roster-not-supplied']),
      question: 'whether somebody else approved them',
    }),
};
