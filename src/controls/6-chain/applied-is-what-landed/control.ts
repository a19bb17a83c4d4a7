import type { Facts } from '../../../chain/facts.ts';
import type { Control, Judgement } from '../../control.ts';
import { entriesOf, judgeLink } from '../../judge-ledger.ts';

export const control: Control = {
  id: 'chain/applied-is-what-landed',
  title: 'What agents applied is what landed',
  severity: 'critical',
  evaluate: (facts) => [
    ...judgeLink(facts, {
      link: 'applied',
      holds: 'was handed over and applied as it landed',
      violated: 'is not what was handed over or applied',
      provide: 'the entries of what was handed to the agent',
    }),
    ...(facts.recorded?.strays ?? []).map((stray) => ({
      verdict: stray.verdict,
      subject: `${stray.repository} ${stray.commit.slice(0, 12)}`,
      context: 'stray',
      message: `Of ${stray.repository}, ${stray.why} (${entriesOf(stray)}).`,
    })),
    ...unobserved(facts),
  ],
};

/** One a cluster: what it applied while nobody looked. */
function unobserved({ recorded }: Facts): readonly Judgement[] {
  const gaps = Map.groupBy(recorded?.unobserved ?? [], ({ entry }) => entry.cluster ?? '');
  return [...gaps].flatMap(([cluster, list]): readonly Judgement[] => {
    const last = list.at(-1);
    if (last === undefined) return [];
    const { index, entry } = last;
    const more = list.length > 1 ? `, and ${list.length - 1} times before` : '';
    return [
      {
        verdict: 'unknown',
        severity: 'medium',
        subject: `cluster ${cluster}`,
        context: 'gap',
        message: `What agents applied in cluster ${cluster} was not observed from ${entry.from} to ${entry.at}${more} (ledger entry ${index}). Provide the cluster’s audit log of that time.`,
      },
    ];
  });
}
