import type { Actor } from '../../../model/drift.ts';
import type { Roster, RosterPerson, RosterRobot, Span } from '../../../model/person.ts';

/**
 * The actor with whoever has the account by the roster: accounts of the system that is named as the cluster or, where it
 * names none, of `kubernetes`, by exactly this user name, at the time of the request. Groups make nobody a person, and an
 * account that two have is nobody's. One that had ended then is told with `left`: somebody used it all the same.
 */
export function knownActor(actor: Actor, rosters: readonly Roster[], cluster: string): Actor {
  const user = actor.impersonator ?? actor.user;
  if (user === undefined) return actor;
  const moment = Date.parse(actor.at);
  const holdings = rosters.flatMap(({ people, robots }) => [...people, ...robots]);
  for (const system of [cluster, 'kubernetes']) {
    const held = holdings.flatMap((one) => holdingsOf(one, system, user, moment));
    const [found, ...others] = distinct(bestOf(held));
    if (found !== undefined) return others.length > 0 ? actor : { ...actor, ...named(found) };
  }
  return actor;
}

/** Somebody has, or had, the account. */
interface Holding {
  readonly owner: RosterPerson | RosterRobot;
  /** When it ended; absent while it is theirs. */
  readonly left?: string;
}

function holdingsOf(
  owner: RosterPerson | RosterRobot,
  system: string,
  user: string,
  moment: number,
): readonly Holding[] {
  return owner.accounts.flatMap((account) => {
    if (account.system !== system || account.login !== user) return [];
    if (!hasBegun(account, moment) || !hasBegun(owner, moment)) return [];
    const [left] = [account.until, owner.until].filter((one) => one !== undefined).toSorted(byTime);
    return left === undefined || moment < Date.parse(left) ? [{ owner }] : [{ owner, left }];
  });
}

/** Whoever has it now stands before whoever had it. */
function bestOf(held: readonly Holding[]): readonly Holding[] {
  const now = held.filter(({ left }) => left === undefined);
  return now.length > 0 ? now : held;
}

function distinct(held: readonly Holding[]): readonly Holding[] {
  return [...new Map(held.map((one) => [`${one.owner.kind} ${one.owner.id}`, one])).values()];
}

function named({ owner, left }: Holding): Partial<Actor> {
  const ended = left === undefined ? {} : { left };
  return owner.kind === 'person'
    ? { person: owner.id, ...ended }
    : { robot: { id: owner.id, owners: owner.owners }, ...ended };
}

function hasBegun({ from }: Span, moment: number): boolean {
  return from === undefined || Date.parse(from) <= moment;
}

function byTime(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other);
}
