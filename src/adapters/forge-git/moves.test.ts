import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PushHistory, PushRecord } from '../../ports/push-log.ts';
import { movesOf } from './moves.ts';

const REF = 'refs/heads/main';
const NOW = '2026-06-01T00:00:00Z';
const [ZERO, A, B, C, D] = ['0', 'a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
  string,
];

let minute = 0;
function step(before: string, after: string, over: Partial<PushRecord> = {}): PushRecord {
  minute += 1;
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return { ref: REF, before, after, at, kind: before === ZERO ? 'create' : 'push', pusher: 'ann', ...over };
}

/** Records, of which those happened whose place is named. */
function history(
  records: readonly PushRecord[],
  happened: readonly number[] = records.map((_, at) => at),
): PushHistory {
  return {
    records,
    happened: happened.flatMap((at) => {
      const record = records[at];
      return record === undefined ? [] : [`${record.before} ${record.after} ${record.ref}`];
    }),
    cut: false,
  };
}

function told(now: string, past: PushHistory): readonly string[] {
  return movesOf(REF, now, past, NOW).events.map(
    ({ before, after, bypassed, actor }) =>
      `${before[0]}${after[0]} ${bypassed === true ? 'past the hook' : actor.login}`,
  );
}

describe('what a ref did', () => {
  test('is told by what was accepted and happened', () => {
    expect(told(B, history([step(ZERO, A), step(A, B, { pusher: 'ben' })]))).toEqual(['0a ann', 'ab ben']);
  });

  test('leaves out what was accepted and did not happen', () => {
    const past = history([step(ZERO, A), step(A, B), step(A, C)], [0, 2]);
    expect(told(C, past)).toEqual(['0a ann', 'ac ann']);
    expect(told(A, history([step(ZERO, A), step(A, B)], [0]))).toEqual(['0a ann']);
  });

  test('believes what was accepted where only its confirmation was lost', () => {
    expect(told(B, history([step(ZERO, A), step(A, B)], [0]))).toEqual(['0a ann', 'ab ann']);
    expect(told(C, history([step(ZERO, A), step(A, B), step(B, C)], [0, 2]))).toEqual([
      '0a ann',
      'ab ann',
      'bc ann',
    ]);
  });

  test('of two who tried the same, names the one who came through', () => {
    const records = [step(ZERO, A), step(A, B, { pusher: 'ben' }), step(A, B, { pusher: 'cho' })];
    expect(
      told(B, { ...history(records, [0]), happened: [`${ZERO} ${A} ${REF}`, `${A} ${B} ${REF}`] }),
    ).toEqual(['0a ann', 'ab cho']);
  });

  test('is not told by a failed push that is like an earlier one that happened', () => {
    const records = [step(ZERO, A), step(A, B), step(B, A), step(A, B, { pusher: 'cho' })];
    expect(told(A, history(records, [0, 1, 2]))).toEqual(['0a ann', 'ab ann', 'ba ann']);
  });

  test('is told also where two confirmations were written the other way round', () => {
    const past = history([step(ZERO, A), step(A, B), step(B, C)], [0, 2, 1]);
    expect(told(C, past)).toEqual(['0a ann', 'ab ann', 'bc ann']);
  });

  test('begins where the record does', () => {
    expect(told(A, history([step(A, A, { kind: 'installed' })]))).toEqual([]);
    expect(told(B, history([step(A, A, { kind: 'installed' }), step(A, B)], [1]))).toEqual(['ab ann']);
  });

  test('that nothing tells of, it did past the hook', () => {
    const installed = step(A, A, { kind: 'installed' });
    expect(told(B, history([installed]))).toEqual(['ab past the hook']);
    expect(told(ZERO, history([installed]))).toEqual(['a0 past the hook']);
    expect(told(C, history([installed, step(A, B)], [1]))).toEqual(['ab ann', 'bc past the hook']);
    expect(told(D, history([installed, step(A, B), step(C, D)], [1, 2]))).toEqual([
      'ab ann',
      'bc past the hook',
      'cd ann',
    ]);
  });

  test('includes being wound back to what it once was', () => {
    const past = history([step(ZERO, A), step(A, B), step(B, C)]);
    expect(told(A, past)).toEqual(['0a ann', 'ab ann', 'bc ann', 'ca past the hook']);
  });

  test('is not excused by keeping the record anew', () => {
    const past = history([step(ZERO, A), step(B, B, { kind: 'installed' })], [0]);
    expect(told(B, past)).toEqual(['0a ann', 'ab past the hook']);
  });
});

test('whatever was pushed and lost, the moves lead from the beginning to now, and those past the hook are told', () => {
  const oids = [A, B, C, D];
  const world = fc.array(
    fc.record({ to: fc.nat({ max: 3 }), how: fc.constantFrom('pushed', 'failed', 'unconfirmed', 'behind') }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(world, (steps) => {
      const records: PushRecord[] = [step(A, A, { kind: 'installed' })];
      const happened: string[] = [];
      let [now, behind] = [A, 0];
      for (const { to, how } of steps) {
        const next = oids[to] ?? A;
        if (next === now) continue;
        if (how !== 'behind') records.push(step(now, next));
        if (how === 'pushed') happened.push(`${now} ${next} ${REF}`);
        if (how === 'behind') behind += 1;
        if (how !== 'failed') now = next;
      }
      const { events, gaps } = movesOf(REF, now, { records, happened, cut: false }, NOW);
      let at = A;
      for (const { before, after } of events) {
        expect(before).toBe(at);
        at = after;
      }
      expect(at).toBe(now);
      if (behind === 0 && steps.every(({ how }) => how === 'pushed' || how === 'failed'))
        expect(gaps).toEqual([]);
      if (happened.length === 0 && records.length === 1) expect(gaps.length > 0).toBe(now !== A);
    }),
    { numRuns: 2_000 },
  );
});
