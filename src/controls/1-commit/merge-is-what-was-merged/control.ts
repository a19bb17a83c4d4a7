import type { Control } from '../../control.ts';
import { aboutLanding, describeLanding, judgeLandings, makersOf } from '../../landing-fact.ts';

export const control: Control = {
  id: 'commit/merge-is-what-was-merged',
  title: 'A merge holds what was merged and nothing else',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      violations: (landing) =>
        landing.contentProved === false
          ? [
              {
                verdict: 'violated',
                subject: describeLanding(landing),
                message: `What landed as ${describeLanding(landing)} is not the merge of what was offered: ${detailOf(landing.reasons)}. ${makersOf(landing)} took part in it.`,
                ...aboutLanding(landing),
              },
            ]
          : [],
      open: ({ contentProved }) => contentProved === null,
      provide:
        'the heads of pull requests in the clone (git fetch origin "+refs/pull/*/head:refs/pull/*/head")',
      holds: 'every landing holds exactly what was offered.',
    }),
};

function detailOf(reasons: readonly { readonly code: string; readonly detail: string }[]): string {
  return reasons.find(({ code }) => code === 'content-differs')?.detail ?? 'its content differs';
}
