import type { Control } from '../../control.ts';
import { aboutLanding, describeLanding, judgeLandings, REVIEWS } from '../../landing-fact.ts';

export const control: Control = {
  id: 'commit/date-is-plausible',
  title: 'A commit’s date can be true',
  severity: 'low',
  evaluate: (facts) =>
    judgeLandings(facts, {
      violations: (landing) =>
        landing.commits
          .filter(({ backdated }) => backdated === true)
          .map((commit) => ({
            verdict: 'violated',
            subject: commit.committer,
            message: `Commit ${commit.commit.slice(0, 12)} in ${describeLanding(landing)} bears a date that lies before its parent’s, or long before anybody saw it.`,
            ...aboutLanding(landing),
            context: commit.commit,
          })),
      open: ({ atWitnessed, landing }) => !atWitnessed && landing !== 'initial',
      provide: REVIEWS,
      holds: 'every date can be true.',
    }),
};
