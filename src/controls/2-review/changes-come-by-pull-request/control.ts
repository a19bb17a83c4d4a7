import type { Control } from '../../control.ts';
import {
  aboutLanding,
  describeLanding,
  judgeLandings,
  makersOf,
  REVIEWS,
  unmetOf,
} from '../../landing-fact.ts';

export const control: Control = {
  id: 'review/changes-come-by-pull-request',
  title: 'What must come by pull request came by one',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      violations: (landing, { evidence }) => {
        if (!landing.reasons.some(({ code }) => code === 'direct-push')) return [];
        const push = evidence?.pushes?.find(({ after }) => after === landing.commit);
        const who = makersOf(landing);
        return [
          {
            verdict: 'violated',
            subject: who,
            message: `${who} pushed ${describeLanding(landing)} to ${landing.ref.replace('refs/heads/', '')}, where a pull request is demanded.`,
            ...aboutLanding(landing),
            chain: [
              ...(push === undefined
                ? []
                : [
                    `${push.actor.login} pushed it at ${push.at}${push.bypassed === true ? ', past the rules' : ''}`,
                  ]),
              ...unmetOf(landing),
            ],
          },
        ];
      },
      open: (landing, { evidence }) =>
        landing.landing !== 'initial' &&
        landing.pullRequest === undefined &&
        !landing.reasons.some(({ code }) => code === 'direct-push') &&
        (evidence?.rules === undefined ||
          landing.reasons.some(({ code }) => code === 'reviews-not-supplied')),
      provide: REVIEWS,
      holds: 'every change came as the rules demand.',
    }),
};
