import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReviews } from '../../src/flows/verify/statements.ts';
import type { Review } from '../../src/model/evidence.ts';
import type { FoundStatement } from '../../src/ports/forge.ts';
import { lastWords } from '../../src/stages/2-review/judge/last-words.ts';
import { ROSTER } from './people.ts';
import { HEAD, statement } from './statements.ts';

const NOW = '2026-06-01T00:00:00Z';
const CONTEXT = { repository: 'shop', ref: 'refs/heads/main', roster: ROSTER, now: NOW };
const OTHER = 'f'.repeat(40);

const time = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 0, minute)).toISOString();

interface Said {
  readonly key: string;
  readonly head: string;
  readonly verdict: 'approve' | 'withdraw';
  /** Minutes. */
  readonly at: number;
  readonly seen: number | undefined;
}

const said: fc.Arbitrary<Said> = fc.record({
  key: fc.constantFrom('ben', 'ben at home', 'cho', 'mallory'),
  head: fc.constantFrom(HEAD, OTHER),
  verdict: fc.constantFrom('approve', 'withdraw'),
  at: fc.nat({ max: 9 }),
  seen: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
});

const made = new Map<string, FoundStatement>();
function found({ key, head, verdict, at, seen }: Said): FoundStatement {
  const id = JSON.stringify([key, head, verdict, at]);
  const one = made.get(id) ?? statement({ head, verdict, at: time(at) }, { key });
  made.set(id, one);
  return seen === undefined ? one : { ...one, seen: time(seen) };
}

/** Who stands by the head, as the code tells. */
function standing(all: readonly Said[]): readonly string[] {
  const reviews = readReviews(all.map(found), CONTEXT);
  return lastWords({ head: HEAD, reviews })
    .filter(({ state, commit }: Review) => state === 'approved' && commit === HEAD)
    .map(({ author }) => author.person ?? 'nobody')
    .toSorted();
}

/** The same, told once more: somebody stands by it if one of their approvals is younger than all of their withdrawals. */
function standingAgain(all: readonly Said[]): readonly string[] {
  const people = { ben: 'ben', 'ben at home': 'ben', cho: 'cho' } as const;
  const of = (person: string, verdict: Said['verdict']): readonly Said[] =>
    all.filter(
      (one) =>
        one.head === HEAD &&
        one.verdict === verdict &&
        (people as Record<string, string>)[one.key] === person,
    );
  return ['ben', 'cho'].filter((person) => {
    const approved = of(person, 'approve').map(({ at, seen }) => Math.min(at, seen ?? at));
    const withdrawn = of(person, 'withdraw').map(({ at, seen }) => seen ?? at);
    return approved.some((at) => withdrawn.every((taken) => at > taken));
  });
}

test('who stands by a head is whoever approved it after taking back, with a key of theirs, in whatever order it is read', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 8 }), (all) => {
      expect(standing(all)).toEqual(standingAgain(all));
    }),
    { numRuns: 300 },
  );
});

test('nothing that somebody else signs adds to who stands by it, or takes from it', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 6 }), fc.array(said, { maxLength: 6 }), (all, more) => {
      const strange = more.map((one) => ({ ...one, key: 'mallory' }));
      expect(standing([...all, ...strange])).toEqual(standing(all));
    }),
  );
});
