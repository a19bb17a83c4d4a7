import type { LandedApproval, ReasonCode } from '../../../model/landing.ts';
import type { Control } from '../../control.ts';
import { judgeLandings } from '../../judge-landings.ts';
import { hasReason, lacking, lacksAgreement, toProvide } from '../../landing-reasons.ts';
import { personName } from '../../person-name.ts';

/** Reasons for which a control of its own speaks. */
const ELSEWHERE: readonly ReasonCode[] = ['self-approved', 'stale-approval', 'bot-approval', 'bypassed'];

const BECAUSE: Readonly<Record<string, string>> = {
  'after-merge': 'after it had landed',
  left: 'after they had left',
  withdrawn: 'and took it back',
  'same-person': 'with a second account',
};

export const control: Control = {
  id: 'review/landed-changes-were-approved',
  title: 'Each change had the approvals it needed when it landed',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'high',
      faults: (landing) => {
        if (!lacksAgreement(landing) || hasReason(landing, ...ELSEWHERE)) return [];
        const what = landing.approvals.flatMap(given).join(', ');
        return [{ why: `landed without ${lacking(landing)}${what === '' ? '' : `; ${what}`}` }];
      },
      open: (landing) =>
        toProvide(landing, [
          'rules-not-supplied',
          'reviews-not-supplied',
          'roster-not-supplied',
          'undecided',
        ]),
      question: 'whether enough people approved them',
    }),
};

function given({ state, why, person }: LandedApproval): readonly string[] {
  if (state === 'counted' || why === undefined) return [];
  return [`${personName(person)} approved it ${BECAUSE[why] ?? `(${why})`}`];
}
