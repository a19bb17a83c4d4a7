import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Workshop } from './workshop.ts';

type Way = 'merge' | 'squash' | 'rebase' | 'direct' | 'evil';
interface Step {
  readonly way: Way;
  /** Commits that are offered. */
  readonly commits: number;
  /** How many landings ago the offer was begun. */
  readonly ago: number;
}

const steps = fc.array(
  fc.record({
    way: fc.constantFrom<Way>('merge', 'squash', 'rebase', 'direct', 'evil'),
    commits: fc.integer({ min: 1, max: 3 }),
    ago: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Lands one step; answers with how it must be told, whether its content is proved, and how many commits it brought. */
function land(shop: Workshop, step: Step, number: number, begun: string): readonly [string, boolean, number] {
  if (step.way === 'direct') {
    shop.commit(`Push ${number}`, { [`direct-${number}`]: '1\n' });
    return ['direct', true, 1];
  }
  const files = Array.from({ length: step.commits }, (_, index) => ({ [`f-${number}`]: `${index}\n` }));
  const head = shop.offer(number, begun, ...files);
  if (step.way === 'squash') shop.squash(number, head);
  else if (step.way === 'rebase') shop.rebase(head);
  else if (step.way === 'merge') shop.merge(number, head);
  else {
    shop.merge(number, head, '--no-commit');
    shop.commit(`Merge pull request #${number} from acme/x`, { [`hidden-${number}`]: '1\n' });
  }
  const kind = step.way === 'evil' ? 'merge' : step.way;
  const brought = step.way === 'rebase' ? 2 * step.commits : step.commits + 1;
  return [kind, step.way !== 'evil', brought];
}

test('however changes land, each is told apart, proved or found out, and brings what was offered', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const shop = new Workshop();
      try {
        const line = [shop.commit('Begin', { a: '1\n' })];
        const expected: (readonly [string, boolean, number])[] = [['initial', true, 1]];
        for (const [index, step] of history.entries()) {
          const begun = line.at(-1 - Math.min(step.ago, line.length - 1)) ?? '';
          expected.push(land(shop, step, index + 1, begun));
          line.push(shop.head());
        }
        const { landings } = await shop.verify();
        expect(
          landings.map(({ landing, contentProved, commits }) => [landing, contentProved, commits.length]),
        ).toEqual([...expected].reverse());
      } finally {
        shop.remove();
      }
    }),
    { numRuns: 20 },
  );
});
