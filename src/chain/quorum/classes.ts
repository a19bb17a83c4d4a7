import type { Guard, PersonKey } from '../../model/graph.ts';

/** People who are interchangeable in all the guards at hand: whatever one of them can do, each can. */
export interface PersonClass {
  readonly members: readonly PersonKey[];
  /** The actors they command, as seen by the guards: a set of signatures. */
  readonly powers: ReadonlySet<string>;
}

/**
 * Groups the people named in the guards into classes. A person's signature is what her own actors may do
 * (actors with the same duties are the same to a guard) together with the shared actors she commands.
 */
export function classify(guards: readonly Guard[]): readonly PersonClass[] {
  const duties = new Map<string, { commandedBy: readonly PersonKey[]; in: Set<number> }>();
  const lists = new Map<unknown, number>();
  for (const guard of guards) {
    for (const duty of guard.duties) {
      const list = lists.get(duty.from) ?? lists.size;
      lists.set(duty.from, list);
      for (const actor of duty.from) {
        const known = duties.get(actor.id) ?? { commandedBy: actor.commandedBy, in: new Set<number>() };
        known.in.add(list);
        duties.set(actor.id, known);
      }
    }
  }
  const powers = new Map<PersonKey, string[]>();
  for (const [id, actor] of duties) {
    const shared = actor.commandedBy.length > 1 ? `${id}:` : '';
    const signature = `${shared}${[...actor.in].sort((a, b) => a - b).join(',')}`;
    for (const person of actor.commandedBy) {
      const list = powers.get(person);
      if (list === undefined) powers.set(person, [signature]);
      else list.push(signature);
    }
  }
  const classes = new Map<string, { members: PersonKey[]; powers: Set<string> }>();
  for (const [person, signatures] of powers) {
    const numbered = number(signatures.sort());
    const key = numbered.join('|');
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { members: [person], powers: new Set(numbered) });
    else known.members.push(person);
  }
  const result = [...classes.values()];
  for (const one of result) one.members.sort();
  return result.sort((a, b) => compare(a.members[0] ?? '', b.members[0] ?? ''));
}

/** Tells the second actor of the same kind from the first, so that having two is more than having one. */
function number(signatures: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return signatures.map((signature) => {
    const count = (seen.get(signature) ?? 0) + 1;
    seen.set(signature, count);
    return `${signature}#${count}`;
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A choice of how many people of which class. */
export type Pick = readonly { readonly of: PersonClass; readonly count: number }[];

/** Every way to pick `size` people by class, bounded by the classes' sizes. */
export function* picks(classes: readonly PersonClass[], size: number, start = 0): Generator<Pick> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = start; index < classes.length; index += 1) {
    const of = classes[index];
    if (of === undefined) return;
    for (let count = Math.min(size, of.members.length); count >= 1; count -= 1) {
      for (const rest of picks(classes, size - count, index + 1)) yield [{ of, count }, ...rest];
    }
  }
}

/** One concrete set of people for a pick. */
export function representatives(pick: Pick): ReadonlySet<PersonKey> {
  return new Set(pick.flatMap(({ of, count }) => of.members.slice(0, count)));
}

/** How many concrete sets a pick stands for. */
export function countSets(pick: Pick): number {
  let total = 1;
  for (const { of, count } of pick) total *= binomial(of.members.length, count);
  return total;
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let index = 1; index <= k; index += 1) result = (result * (n - k + index)) / index;
  return Math.round(result);
}
