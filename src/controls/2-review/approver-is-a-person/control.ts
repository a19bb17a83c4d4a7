import type { Control } from '../../control.ts';
import { judgeLandings } from '../../judge-landings.ts';
import { hasReason, lacking, lacksAgreement, toProvide } from '../../landing-reasons.ts';
import { namesOf } from '../../person-name.ts';

export const control: Control = {
  id: 'review/approver-is-a-person',
  title: 'The approvals of a change come from people',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'high',
      faults: (landing) => {
        if (!lacksAgreement(landing) || !hasReason(landing, 'bot-approval')) return [];
        const bots = landing.approvals.filter(({ why }) => why === 'not-a-person');
        const who = bots.length === 0 ? 'a machine' : namesOf(bots.map(({ person }) => person));
        return [{ why: `was approved by ${who}, which is no person; it lacks ${lacking(landing)}` }];
      },
      open: (landing) => toProvide(landing, ['reviews-not-supplied']),
      question: 'whether a person approved them',
    }),
};
