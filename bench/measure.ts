/** One line of the table: what ours takes, what the thing it is held against takes. */
export interface Measurement {
  readonly name: string;
  /** In `unit`. */
  readonly ours: number;
  readonly reference: number;
  readonly unit: 'ms' | 's' | 'MB' | '/s';
  /** What the reference is. */
  readonly against: string;
  /** `ours / reference` may not exceed it; without one it is only reported. */
  readonly limit?: number;
}

/** What each `bench/<name>.bench.ts` exports. */
export interface Bench {
  measure(): Promise<readonly Measurement[]>;
}

/** The median of what `run` took, in milliseconds; the first run warms caches and does not count. */
export async function medianMilliseconds(rounds: number, run: () => void | Promise<void>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now();
    await run();
    if (round > 0) took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  return took[Math.floor(took.length / 2)] ?? Number.NaN;
}

/** The least of them that this share of them does not exceed (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
}
