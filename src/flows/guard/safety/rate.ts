import type { Severity } from '../../../model/verdict.ts';

/** How many writes there may be. */
export interface Limits {
  readonly perMinute: number;
  readonly perHour: number;
}

/** So much of an hour's writes is kept for what is grave: whoever may do little cannot use them up with it. */
const KEPT = 0.2;

/** How many writes there may be for something of a gravity. */
export function limitsFor(danger: Severity, { perMinute, perHour }: Limits): Limits {
  const isGrave = danger === 'critical' || danger === 'high';
  return { perMinute, perHour: isGrave ? perHour : perHour - Math.floor(perHour * KEPT) };
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

/**
 * When so many more writes may happen: `now`, later, or `undefined` for never. `writes` are the times of those that did,
 * the oldest first. No minute and no hour, wherever it begins, has more than the limits.
 */
export function nextWrite(
  writes: readonly number[],
  now: number,
  { perMinute, perHour }: Limits,
  count = 1,
): number | undefined {
  if (count > perMinute || count > perHour) return undefined;
  return Math.max(now, freeAt(writes, MINUTE, perMinute, count), freeAt(writes, HOUR, perHour, count));
}

/** What the limits still look at. */
export function recentWrites(writes: readonly number[], now: number): readonly number[] {
  return writes.filter((at) => at > now - HOUR);
}

function freeAt(writes: readonly number[], span: number, most: number, count: number): number {
  const hindering = writes[writes.length - 1 - (most - count)];
  return hindering === undefined ? 0 : hindering + span;
}
