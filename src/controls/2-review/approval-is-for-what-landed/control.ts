import type { Control } from '../../control.ts';
import { judgeLandings, shortId } from '../../judge-landings.ts';
import { hasReason, lacking, lacksAgreement, toProvide } from '../../landing-reasons.ts';
import { namesOf } from '../../person-name.ts';

export const control: Control = {
  id: 'review/approval-is-for-what-landed',
  title: 'What landed is what was approved',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'high',
      faults: (landing) => {
        if (!lacksAgreement(landing) || !hasReason(landing, 'stale-approval')) return [];
        const stale = landing.approvals.filter(({ why }) => why === 'stale-approval');
        const who = stale.length === 0 ? 'somebody' : namesOf(stale.map(({ person }) => person));
        const heads = [...new Set(stale.map(({ boundTo }) => shortId(boundTo)))].join(', ');
        const what = heads === '' ? 'an earlier version' : `an earlier version (${heads})`;
        return [
          {
            ...(landing.people.length === 0 ? {} : { subject: namesOf(landing.people) }),
            why: `was approved by ${who} for ${what}; what landed lacks ${lacking(landing)}`,
          },
        ];
      },
      open: (landing) =>
        toProvide(landing, [
          'reviews-not-supplied',
          'content-not-proved',
          'content-not-read',
          'head-missing',
          'head-does-not-fit',
          'several-merged-at-once',
        ]),
      question: 'whether what landed is what was approved',
    }),
};
