import { applyingAccounts } from './applying-accounts.ts';
import type { Asked } from './asked.ts';
import { around as surroundingsOf } from './live.ts';
import { refuse, type Surroundings, type Verdict } from './verdict.ts';
import { nameWords } from './words.ts';

/** Refuses what violates a control at the level that the policy names, also where Git has it. */
export async function controls(asked: Asked, around: Surroundings): Promise<Verdict | undefined> {
  const { before, after, ref } = asked;
  const state = await around.desired(false);
  const from = state?.policy?.admission.refuseFrom;
  if (state === undefined || from === undefined || after?.access === undefined) return undefined;
  const what = nameWords(ref);
  const live = around.live();
  if (live === undefined)
    return refuse(
      'cannot-judge',
      `what ${what} gives cannot be told before the cluster was read once`,
      'Try again in a moment.',
    );
  const [worst, ...more] = around.violations.of(
    surroundingsOf(live, after.access),
    before?.access,
    after.access,
    {
      from,
      agents: applyingAccounts(state),
    },
  );
  if (worst === undefined) return undefined;
  const also =
    more.length === 0 ? '' : ` So does ${[...new Set(more.map(({ control }) => control))].join(', ')}.`;
  return refuse(
    'control',
    `${what} violates ${worst.control} (${worst.severity}): ${worst.message.replace(/\.$/, '')}`,
    `Give less, in Git: mainward explain ${worst.control}.${also}`,
  );
}
