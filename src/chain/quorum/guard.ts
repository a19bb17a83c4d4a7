import type { Actor, Duty, Guard, PersonKey } from '../../model/graph.ts';

/**
 * Can these people, together, perform every duty? Actors are distinct within a duty and between roles that
 * are kept apart; one person may command several actors and so fill several roles (two accounts of one
 * person are two actors but one person).
 */
export function satisfies(guard: Guard, people: ReadonlySet<PersonKey>): boolean {
  const usable = guard.duties.map((duty) => duty.from.filter((actor) => isCommanded(actor, people)));
  if (usable.some((actors, index) => actors.length < (guard.duties[index]?.count ?? 0))) return false;
  if (guard.apart.length === 0) return true;
  return assign(guard, usable, 0, new Map());
}

function isCommanded(actor: Actor, people: ReadonlySet<PersonKey>): boolean {
  return actor.commandedBy.some((person) => people.has(person));
}

function assign(
  guard: Guard,
  usable: readonly (readonly Actor[])[],
  index: number,
  taken: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const duty = guard.duties[index];
  if (duty === undefined) return true;
  const barred = barredFor(guard, duty, taken);
  const free = (usable[index] ?? []).filter((actor) => !barred.has(actor.id));
  for (const chosen of combinations(free, duty.count)) {
    const ids = new Set([...(taken.get(duty.role) ?? []), ...chosen.map((actor) => actor.id)]);
    if (assign(guard, usable, index + 1, new Map(taken).set(duty.role, ids))) return true;
  }
  return false;
}

function barredFor(
  guard: Guard,
  duty: Duty,
  taken: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const barred = new Set<string>();
  for (const [left, right] of guard.apart) {
    const other = left === duty.role ? right : right === duty.role ? left : undefined;
    if (other === undefined) continue;
    for (const id of taken.get(other) ?? []) barred.add(id);
  }
  return barred;
}

/** All choices of `count` out of `items`, in order. */
export function* combinations<T>(items: readonly T[], count: number, start = 0): Generator<readonly T[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let index = start; index <= items.length - count; index += 1) {
    const first = items[index];
    if (first === undefined) return;
    for (const rest of combinations(items, count - 1, index + 1)) yield [first, ...rest];
  }
}
