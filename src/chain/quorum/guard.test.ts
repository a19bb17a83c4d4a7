import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Actor, Guard } from '../../model/graph.ts';
import { satisfies } from './guard.ts';

const ACTORS: readonly Actor[] = [
  { id: 'ann', commandedBy: ['ann'] },
  { id: 'ben', commandedBy: ['ben'] },
  { id: 'ben-2', commandedBy: ['ben'] },
  { id: 'bot', commandedBy: ['ann', 'cho'] },
];
const ROLES = ['author', 'approver', 'merger'];

/** Tries every way of giving each actor any set of roles. */
function bruteForce(guard: Guard, people: ReadonlySet<string>): boolean {
  const masks = 2 ** ROLES.length;
  for (let code = 0; code < masks ** ACTORS.length; code += 1) {
    const roles = ACTORS.map((_, index) => Math.floor(code / masks ** index) % masks);
    const plays = (index: number, role: string): boolean =>
      ((roles[index] ?? 0) & (1 << ROLES.indexOf(role))) !== 0;
    const apart = guard.apart.every(([a, b]) =>
      ACTORS.every((_, index) => !(plays(index, a) && plays(index, b))),
    );
    const enough = guard.duties.every(
      (duty) =>
        ACTORS.filter(
          (actor, index) =>
            plays(index, duty.role) &&
            duty.from.some((one) => one.id === actor.id) &&
            actor.commandedBy.some((person) => people.has(person)),
        ).length >= duty.count,
    );
    if (apart && enough) return true;
  }
  return false;
}

test('a guard is satisfied exactly when some assignment of roles satisfies it', () => {
  const duties = fc.uniqueArray(
    fc.record({
      role: fc.constantFrom(...ROLES),
      count: fc.integer({ min: 1, max: 2 }),
      from: fc.subarray([...ACTORS], { minLength: 1 }),
    }),
    { maxLength: 3, selector: (one) => one.role },
  );
  const apart = fc.subarray<readonly [string, string]>([
    ['author', 'approver'],
    ['approver', 'merger'],
    ['merger', 'author'],
  ]);
  fc.assert(
    fc.property(duties, apart, fc.subarray(['ann', 'ben', 'cho']), (list, pairs, people) => {
      const guard: Guard = { duties: list, apart: pairs };
      expect(satisfies(guard, new Set(people))).toBe(bruteForce(guard, new Set(people)));
    }),
    { numRuns: 150 },
  );
});
