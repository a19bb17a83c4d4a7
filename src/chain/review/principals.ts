import {
  holdsAt,
  type Roster,
  type RosterAccount,
  type RosterPerson,
  type RosterRobot,
} from '../../model/person.ts';
import type { RbacSubject } from '../../model/rbac.ts';
import type { ReviewItem } from '../../model/review.ts';
import { accountUser } from '../../stages/5-cluster/match.ts';

export type Principal = ReviewItem['principal'];

const CLUSTER = 'kubernetes';

/** Who of a roster the subjects of clusters are, at a time. */
export class Principals {
  readonly #now: number;
  readonly #users: Map<string, RosterPerson> = new Map();
  readonly #robots: Map<string, RosterRobot> = new Map();
  readonly #groups: Map<string, RosterPerson[]> = new Map();

  /** `now`: RFC 3339. */
  constructor({ people, robots }: Roster, now: string) {
    this.#now = Date.parse(now);
    // By id and address, and before them by the name that the cluster itself knows: it is written last.
    for (const person of people) for (const name of [person.id, ...person.emails]) this.#claim(name, person);
    for (const person of people)
      for (const { login } of this.#accounts(person)) this.#users.set(login, person);
    for (const robot of robots) for (const { login } of this.#accounts(robot)) this.#robots.set(login, robot);
    for (const person of people)
      for (const group of new Set(person.groups))
        this.#groups.set(group, [...(this.#groups.get(group) ?? []), person]);
  }

  of({ kind, name, namespace }: RbacSubject): Principal {
    const subject: RbacSubject = { kind, name, ...(namespace === undefined ? {} : { namespace }) };
    if (kind === 'Group') return { kind: 'group', subject };
    const user = kind === 'ServiceAccount' ? accountUser(namespace ?? '', name) : name;
    const robot = this.#robots.get(user);
    if (kind === 'ServiceAccount')
      return { kind: 'service-account', subject, ...(robot === undefined ? {} : { robot: robot.id }) };
    const person = this.#users.get(user);
    if (person !== undefined) return this.#person(person, subject);
    if (robot !== undefined) return { kind: 'robot', subject, robot: robot.id };
    return { kind: 'unidentified', subject };
  }

  /** Everybody whom the roster has in a group, who left too; `undefined` where it does not know the group. */
  membersOf(group: string): readonly Principal[] | undefined {
    return this.#groups.get(group)?.map((person) => {
      const [account] = this.#accounts(person)
        .map(({ login }) => login)
        .sort();
      return this.#person(person, { kind: 'User', name: account ?? person.id });
    });
  }

  #person({ id, until }: RosterPerson, subject: RbacSubject): Principal {
    const left = until !== undefined && Date.parse(until) <= this.#now ? until : undefined;
    return { kind: 'person', subject, person: id, ...(left === undefined ? {} : { left }) };
  }

  #accounts({ accounts }: RosterPerson | RosterRobot): readonly RosterAccount[] {
    return accounts.filter((one) => one.system === CLUSTER && holdsAt(one, this.#now));
  }

  #claim(name: string, person: RosterPerson): void {
    if (!this.#users.has(name)) this.#users.set(name, person);
  }
}
