import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Actor, GraphPerson, PersonKey } from '../../model/graph.ts';
import type { Roster, RosterPerson, RosterRobot } from '../../model/person.ts';

const WRITING: ReadonlySet<string> = new Set(['write', 'maintain', 'admin']);

/**
 * Who plays a part in the graph. Turns accounts, teams and groups into actors, each commanded by the people
 * of the roster or, without one, by the somebody the account stands for. Every person met is remembered.
 */
export class Cast {
  readonly people: Map<PersonKey, GraphPerson> = new Map();
  /** Accounts that act but that the roster does not know: they may be anybody's. */
  readonly strangers: Set<string> = new Set();
  /** Robots whose owners are unknown: no witnessed path goes through them. */
  readonly ownerless: Set<string> = new Set();
  readonly #roster: Roster | undefined;
  readonly #now: string;
  readonly #byAccount = new Map<string, RosterPerson | RosterRobot>();
  readonly #actors = new Map<string, Actor>();

  constructor(roster: Roster | undefined, now: string) {
    this.#roster = roster;
    this.#now = now;
    for (const identity of [...(roster?.people ?? []), ...(roster?.robots ?? [])]) {
      for (const account of identity.accounts) {
        if (isCurrent(account, now) && isCurrent(identity, now)) {
          this.#byAccount.set(accountKey(account.system, account.login), identity);
        }
      }
    }
  }

  /** True where people are told apart by a roster and everybody met so far is in it. */
  get identified(): boolean {
    return this.#roster !== undefined && this.strangers.size === 0;
  }

  account(system: string, login: string, kind: 'human' | 'bot' | 'app' | 'unknown' = 'human'): Actor {
    const id = accountKey(system, login);
    const known = this.#actors.get(id);
    if (known !== undefined) return known;
    const actor = this.#makeActor(id, login, kind, this.#byAccount.get(id));
    this.#actors.set(id, actor);
    return actor;
  }

  /** Somebody who exists but was not observed; counts as one person, in assumed steps only. */
  unnamed(description: string): Actor {
    return this.#simple(`unnamed:${description}`, { account: description, identified: false }, 'unnamed');
  }

  /** The publisher of third-party code that is followed unpinned: one person of its own. */
  publisher(name: string): Actor {
    return this.#simple(
      `publisher:${name}`,
      { account: `publisher of ${name}`, identified: false },
      'publisher',
    );
  }

  /** The members of a group of the roster, each as one actor; without a roster, the group's name stands for one of them. */
  group(name: string): readonly Actor[] {
    const members = (this.#roster?.people ?? []).filter(
      (person) => person.groups.includes(name) && isCurrent(person, this.#now),
    );
    return members.map((person) => this.person(person.id));
  }

  /** A user as a cluster names it: an account of the roster, a person's id or e-mail, else somebody of that name. */
  user(name: string): Actor {
    const known = this.#findUser(name);
    return known === undefined ? this.account('kubernetes', name) : this.person(known.id);
  }

  #findUser(name: string): RosterPerson | undefined {
    const wanted = name.toLowerCase();
    return (this.#roster?.people ?? []).find(
      (person) =>
        isCurrent(person, this.#now) &&
        (person.id.toLowerCase() === wanted ||
          person.emails.some((email) => email.toLowerCase() === wanted) ||
          person.accounts.some(
            (account) => account.login.toLowerCase() === wanted && isCurrent(account, this.#now),
          )),
    );
  }

  /** Is there somebody in the roster whom a system may know by this name? */
  hasUser(name: string): boolean {
    return this.#findUser(name) !== undefined;
  }

  everybody(): readonly Actor[] {
    return (this.#roster?.people ?? [])
      .filter((person) => isCurrent(person, this.#now))
      .map((person) => this.person(person.id));
  }

  hasGroup(name: string): boolean {
    return (this.#roster?.people ?? []).some((person) => person.groups.includes(name));
  }

  hasPerson(id: string): boolean {
    return (this.#roster?.people ?? []).some((person) => person.id === id && isCurrent(person, this.#now));
  }

  /** A person of the roster acting under whatever account. */
  person(id: string): Actor {
    const key = `person:${id}`;
    this.#meet(key, { key, ref: id, kind: 'person' });
    return { id: key, commandedBy: [key] };
  }

  #makeActor(id: string, login: string, kind: string, owner: RosterPerson | RosterRobot | undefined): Actor {
    if (owner?.kind === 'person') return { id, commandedBy: this.person(owner.id).commandedBy };
    if (owner?.kind === 'robot') {
      const owners = owner.owners.filter((person) => this.hasPerson(person));
      if (owners.length === 0) this.ownerless.add(owner.id);
      return {
        id,
        commandedBy: owners.map((person) => `person:${person}`).map((key) => this.#known(key)),
        robot: owner.id,
      };
    }
    if (kind === 'bot' || kind === 'app') {
      this.ownerless.add(login);
      return { id, commandedBy: [], robot: login };
    }
    if (this.#roster !== undefined) this.strangers.add(id);
    this.#meet(id, { key: id, ref: { account: login, identified: false }, kind: 'account' });
    return { id, commandedBy: [id] };
  }

  #known(key: PersonKey): PersonKey {
    this.#meet(key, { key, ref: key.slice('person:'.length), kind: 'person' });
    return key;
  }

  #simple(key: PersonKey, ref: GraphPerson['ref'], kind: GraphPerson['kind']): Actor {
    this.#meet(key, { key, ref, kind });
    return { id: key, commandedBy: [key] };
  }

  #meet(key: PersonKey, person: GraphPerson): void {
    if (!this.people.has(key)) this.people.set(key, person);
  }
}

/** Accounts of forges are compared without regard to case. */
export function accountKey(system: string, login: string): string {
  return `account:${system}:${login.toLowerCase()}`;
}

function isCurrent(span: { readonly from?: string; readonly until?: string }, now: string): boolean {
  return (span.from === undefined || span.from <= now) && (span.until === undefined || now < span.until);
}

/** Who holds which rights in one repository, as its forge says. */
export interface RepositoryCast {
  readonly writers: readonly Actor[];
  readonly admins: readonly Actor[];
  /** Were members or teams observed at all? */
  readonly observed: boolean;
  /** `undefined` where the team was not observed. */
  team(name: string): readonly Actor[] | undefined;
  login(login: string): Actor;
  /** Somebody named by an e-mail address. */
  email(address: string): Actor;
}

export function repositoryCast(cast: Cast, evidence: ForgeEvidence): RepositoryCast {
  const kinds = new Map((evidence.members ?? []).map((member) => [member.login.toLowerCase(), member.kind]));
  const login = (name: string): Actor =>
    cast.account(evidence.forge, name, kinds.get(name.toLowerCase()) ?? 'human');
  const teams = new Map((evidence.teams ?? []).map((team) => [teamKey(team.name), team]));
  const holding = (permissions: ReadonlySet<string>): readonly Actor[] => {
    const names = [
      ...(evidence.members ?? [])
        .filter((member) => permissions.has(member.permission))
        .map((member) => member.login),
      ...(evidence.teams ?? [])
        .filter((team) => permissions.has(team.permission ?? 'none'))
        .flatMap((team) => team.members),
      ...(evidence.owners ?? []),
    ];
    return unique(names.map(login));
  };
  return {
    writers: holding(WRITING),
    admins: holding(new Set(['admin'])),
    observed: evidence.members !== undefined || evidence.teams !== undefined,
    team: (name) => {
      const team = teams.get(teamKey(name));
      return team === undefined ? undefined : unique(team.members.map(login));
    },
    login,
    email: (address) => cast.user(address),
  };
}

/** `@acme/platform`, `acme/platform` and `platform` name the same team of one repository's organisation. */
function teamKey(name: string): string {
  const bare = name.replace(/^@/, '').toLowerCase();
  return bare.slice(bare.lastIndexOf('/') + 1);
}

function unique(actors: readonly Actor[]): readonly Actor[] {
  return [...new Map(actors.map((actor) => [actor.id, actor])).values()];
}
