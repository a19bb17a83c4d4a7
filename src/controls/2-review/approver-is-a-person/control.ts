import type { Control } from '../../control.ts';
import { judgeLandings } from '../../judge-landings.ts';
import { hasReason, lacking, lacksAgreement, toProvide } from '../../landing-reasons.ts';
import { accountName, listed } from '../../person-name.ts';

export const control: Control = {
  id: 'review/approver-is-a-person',
  title: 'The approvals of a change come from people',
  severity: 'high',
  evaluate: (facts) => {
    const forges = new Map(facts.repositories.map(({ name, evidence }) => [name, evidence?.forge]));
    return judgeLandings(facts, {
      severity: 'high',
      faults: (landing) => {
        if (!lacksAgreement(landing) || !hasReason(landing, 'bot-approval')) return [];
        const bots = landing.approvals.filter(({ why }) => why === 'not-a-person');
        const forge = forges.get(landing.repository) ?? '';
        const names = bots.map(({ person }) => accountName(person, facts.roster, forge));
        const who = bots.length === 0 ? 'a machine' : listed(names);
        return [
          {
            ...(bots.length === 0 ? {} : { subject: who }),
            why: `was approved by ${who}, which is no person; it lacks ${lacking(landing)}`,
          },
        ];
      },
      open: (landing) => toProvide(landing, ['reviews-not-supplied']),
      question: 'whether a person approved them',
    });
  },
};
