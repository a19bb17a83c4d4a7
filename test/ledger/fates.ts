import type { Run } from './kill.ts';
import { STEPS } from './suicidal-store.ts';

/** Before and after each named step of the write order, the nth time that it is taken. */
export function atSteps(times: readonly number[]): readonly Run[] {
  return STEPS.flatMap((step) =>
    ['before', 'after'].flatMap((moment) =>
      times.map((nth): Run => {
        const fate = { kind: 'at-step', step: `${moment} ${step} ${nth}` } as const;
        // Partial tiles are dropped when a full one is written.
        return step === 'drop' ? { fate, count: 1_024, together: 32 } : { fate, count: 100, together: 2 };
      }),
    ),
  );
}

/** At moments that a seed decides, so that what fails fails again. */
export function atRandom(count: number, seed: number): readonly Run[] {
  const dice = numbers(seed);
  return Array.from({ length: count }, () => ({
    fate: { kind: 'from-outside', milliseconds: Math.floor(dice.next().value * 40) },
    count: 100_000,
    together: 1 + Math.floor(dice.next().value * 9),
  }));
}

function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}
