import type { Landing } from '../../../model/landing.ts';
import type { Control } from '../../control.ts';
import { branchName } from '../../followed.ts';
import { judgeLandings } from '../../judge-landings.ts';
import { hasReason, toProvide } from '../../landing-reasons.ts';
import { namesOf } from '../../person-name.ts';

export const control: Control = {
  id: 'review/changes-come-by-pull-request',
  title: 'Changes come by pull request where one is demanded',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'high',
      concerns: ({ landing }) => landing !== 'initial',
      faults: (landing) =>
        landing.verdict === 'fail' && hasReason(landing, 'direct-push')
          ? [
              {
                ...(landing.people.length === 0 ? {} : { subject: namesOf(landing.people) }),
                why: pushed(landing),
              },
            ]
          : [],
      open: (landing) =>
        landing.landing === 'direct' && landing.pullRequest === undefined
          ? toProvide(landing, ['reviews-not-supplied'])
          : [],
      question: 'whether they came by pull request',
    }),
};

function pushed(landing: Landing): string {
  const who = landing.people.length === 0 ? 'somebody' : namesOf(landing.people);
  const how = hasReason(landing, 'bypassed')
    ? ', and the forge recorded that its rules were passed over'
    : '';
  return `was pushed to ${branchName(landing.ref)} by ${who} without the pull request that is demanded${how}`;
}
