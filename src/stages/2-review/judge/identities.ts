import type { ForgeActor, Review } from '../../../model/evidence.ts';
import {
  holdsAt,
  type PersonRef,
  type Roster,
  type RosterPerson,
  type RosterRobot,
  type Span,
} from '../../../model/person.ts';

/** Somebody or something that took part, as far as it is known who that is. */
export interface Identity {
  /** Equal for equal people: the roster's id, else the account. */
  readonly key: string;
  readonly ref: PersonRef;
  /** `stranger`: an account that nobody in the roster has, and so may be anybody's. */
  readonly kind: 'person' | 'robot' | 'stranger';
  /** Of a robot: who can command it. */
  readonly owners: readonly string[];
  /** When the person left. */
  readonly until?: string;
}

/** Turns accounts, addresses and holders of keys into people. Without a roster each is a stranger of its own. */
export class Identities {
  readonly supplied: boolean;
  /** Does the roster give anybody a key? */
  readonly withKeys: boolean;
  readonly #system: string;
  readonly #byId = new Map<string, RosterPerson | RosterRobot>();
  readonly #byEmail = new Map<string, RosterPerson | RosterRobot>();
  readonly #byLogin = new Map<string, { readonly span: Span; readonly who: RosterPerson | RosterRobot }[]>();

  /** `system` is the forge whose logins are asked for, as the roster's accounts name it. */
  constructor(roster: Roster | undefined, system: string) {
    this.supplied = roster !== undefined;
    this.withKeys = [...(roster?.people ?? []), ...(roster?.robots ?? [])].some(
      ({ keys }) => keys.length > 0,
    );
    this.#system = system;
    for (const who of [...(roster?.people ?? []), ...(roster?.robots ?? [])]) {
      this.#byId.set(who.id, who);
      for (const email of who.emails) this.#byEmail.set(email.toLowerCase(), who);
      for (const { system: of, login, ...span } of who.accounts) {
        if (of !== system) continue;
        const key = login.toLowerCase();
        this.#byLogin.set(key, [...(this.#byLogin.get(key) ?? []), { span, who }]);
      }
    }
  }

  /** The holder of an account at a time. A server that knows people by their addresses names them so. */
  ofLogin(actor: ForgeActor, at: string): Identity {
    if (actor.person !== undefined) return this.ofHolder(actor.person, at);
    const addressed = this.#byEmail.get(actor.login.toLowerCase());
    const found = this.#byLogin
      .get(actor.login.toLowerCase())
      ?.find(({ span }) => holdsAt(span, Date.parse(at)));
    if (found !== undefined) return identityOf(found.who);
    if (addressed !== undefined) return identityOf(addressed);
    const account = `${this.#system}:${actor.login}`;
    const kind = actor.kind === 'bot' || actor.kind === 'app' ? 'robot' : 'stranger';
    return { key: account.toLowerCase(), ref: { account, identified: false }, kind, owners: [] };
  }

  /** Who spoke. A statement that nobody is known to have signed is a stranger's, named by the key. */
  ofReview({ author, at, statement }: Review): Identity {
    if (statement === undefined || author.person !== undefined) return this.ofLogin(author, at);
    const { login } = author;
    return { key: login, ref: { account: login, identified: false }, kind: 'stranger', owners: [] };
  }

  /** Whose address it is; a forge's hidden address names the account itself. */
  ofEmail(email: string, at: string): Identity {
    const known = this.#byEmail.get(email.toLowerCase());
    if (known !== undefined) return identityOf(known);
    const login = this.#system === '' ? undefined : loginIn(email);
    if (login !== undefined) return this.ofLogin({ login, kind: 'unknown' }, at);
    return {
      key: email.toLowerCase(),
      ref: { account: email, identified: false },
      kind: 'stranger',
      owners: [],
    };
  }

  /** Who a signature speaks for. */
  ofHolder(ref: PersonRef, at: string): Identity {
    if (typeof ref !== 'string') return this.ofEmail(ref.account, at);
    const known = this.#byId.get(ref);
    return known === undefined ? { key: ref, ref, kind: 'person', owners: [] } : identityOf(known);
  }

  person(id: string): Identity | undefined {
    const known = this.#byId.get(id);
    return known === undefined ? undefined : identityOf(known);
  }

  /** Whom the roster has in a group. */
  peopleIn(group: string): readonly Identity[] {
    return [...this.#byId.values()]
      .filter((who) => who.kind === 'person' && who.groups.includes(group))
      .map(identityOf);
  }

  /** Is anybody of the roster in the group? */
  hasGroup(group: string): boolean {
    return [...this.#byId.values()].some((who) => who.kind === 'person' && who.groups.includes(group));
  }

  /** Is the person in a group, as the roster has it now? */
  inGroup(identity: Identity, group: string): boolean {
    const known = this.#byId.get(identity.key);
    return known?.kind === 'person' && known.groups.includes(group);
  }
}

function identityOf(who: RosterPerson | RosterRobot): Identity {
  return {
    key: who.id,
    ref: who.id,
    kind: who.kind,
    owners: who.kind === 'robot' ? who.owners : [],
    ...(who.until === undefined ? {} : { until: who.until }),
  };
}

/** `123+ann@users.noreply.HOST` (GitHub), `123-ann@users.noreply.HOST` (GitLab), `ann@noreply.HOST` (Gitea). */
function loginIn(email: string): string | undefined {
  return /^(?:\d+[+-])?([^@+\s]+)@(?:users\.)?noreply\.[^@\s]+$/.exec(email)?.[1];
}
