import type { Guard, PersonKey } from '../../model/graph.ts';
import { classify, countSets, type Pick, picks, representatives } from './classes.ts';
import { combinations, satisfies } from './guard.ts';
import { SEARCHED_UP_TO } from './reach.ts';

/** How many alternatives of a path are spelled out. */
const MOST_ALTERNATIVES = 20;

export interface Price {
  /** People whose cooperation is enough; the size of the union, whoever does several steps counts once. */
  readonly size: number;
  /** The smallest sets, sorted, at most 20. */
  readonly sets: readonly (readonly PersonKey[])[];
  readonly count: number;
  /** Everybody who is in some smallest set. */
  readonly members: ReadonlySet<PersonKey>;
}

/** What a way costs: the smallest sets of people that satisfy all its guards; `undefined` beyond the search's bound. */
export function price(guards: readonly Guard[]): Price | undefined {
  const needed = guards.filter((guard) => guard.duties.length > 0);
  const classes = classify(needed);
  for (let size = 0; size <= SEARCHED_UP_TO; size += 1) {
    const fitting: Pick[] = [];
    for (const pick of picks(classes, size)) {
      const people = representatives(pick);
      if (needed.every((guard) => satisfies(guard, people))) fitting.push(pick);
    }
    if (fitting.length === 0) continue;
    return {
      size,
      sets: spellOut(fitting),
      count: fitting.reduce((total, pick) => total + countSets(pick), 0),
      members: new Set(fitting.flatMap((pick) => pick.flatMap(({ of }) => of.members))),
    };
  }
  return undefined;
}

function spellOut(fitting: readonly Pick[]): readonly (readonly PersonKey[])[] {
  const sets: (readonly PersonKey[])[] = [];
  for (const pick of fitting) {
    let taken = 0;
    for (const set of concrete(pick)) {
      sets.push([...set].sort());
      taken += 1;
      if (taken >= MOST_ALTERNATIVES) break;
    }
  }
  return sets.sort(compareSets).slice(0, MOST_ALTERNATIVES);
}

function* concrete(pick: Pick): Generator<readonly PersonKey[]> {
  const [first, ...rest] = pick;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const chosen of combinations(first.of.members, first.count)) {
    for (const others of concrete(rest)) yield [...chosen, ...others];
  }
}

function compareSets(a: readonly PersonKey[], b: readonly PersonKey[]): number {
  const left = a.join('\n');
  const right = b.join('\n');
  return left < right ? -1 : left > right ? 1 : 0;
}
