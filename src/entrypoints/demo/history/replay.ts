import type { PullRequest, PushEvent } from '../../../model/evidence.ts';
import { rfc3339 } from '../calendar.ts';
import type { SigningKey } from '../git/keys.ts';
import { type Identity, ObjectStore } from '../git/objects.ts';
import { keyAt, type Person } from '../organisation/people.ts';
import { type Change, type DirectPush, type Files, landedAt, later, type Offer } from './change.ts';
import { merged } from './merge.ts';

export interface History {
  readonly store: ObjectStore;
  readonly refs: ReadonlyMap<string, string>;
  /** The files of `main`, at its end. */
  readonly files: Files;
  readonly pullRequests: readonly PullRequest[];
  readonly pushes: readonly PushEvent[];
  /** Where each planted change landed. */
  readonly plants: ReadonlyMap<string, Landed>;
}

export interface Landed {
  /** The commit on `main`. */
  readonly commit: string;
  readonly pullRequest?: number;
  /** The commits that were offered. */
  readonly offered: readonly string[];
}

export interface Beginning {
  readonly files: Files;
  readonly by: Person;
  /** Seconds since 1970. */
  readonly at: number;
}

interface State {
  readonly at: number;
  readonly commit: string;
  readonly files: Files;
}

const MAIN = 'refs/heads/main';
const NOBODY = '0'.repeat(40);

/** Makes the commits of one repository as developers and the forge would have made them, in the order of their landing. */
export function replay(beginning: Beginning, changes: readonly Change[], forgeKey: SigningKey): History {
  return new Replay(beginning, forgeKey).run(changes);
}

class Replay {
  readonly #store = new ObjectStore();
  readonly #refs = new Map<string, string>();
  readonly #main: State[];
  readonly #pulls: PullRequest[] = [];
  readonly #pushes: PushEvent[] = [];
  readonly #plants = new Map<string, Landed>();
  readonly #forgeKey: SigningKey;

  constructor({ files, by, at }: Beginning, forgeKey: SigningKey) {
    this.#forgeKey = forgeKey;
    const who = identity(by, at);
    const message = 'Begin';
    const commit = this.#store.commit({
      files,
      parents: [],
      author: who,
      committer: who,
      message,
      key: keyAt(by, at),
    });
    this.#main = [{ at, commit, files }];
    this.#pushes.push(push('create', by, NOBODY, commit, at));
  }

  run(changes: readonly Change[]): History {
    const offers = changes.filter((change) => change.kind === 'offer');
    const numbers = new Map(
      [...offers].sort((a, b) => a.openedAt - b.openedAt).map((offer, index) => [offer, index + 1]),
    );
    for (const change of [...changes].sort((a, b) => landedAt(a) - landedAt(b))) {
      if (change.kind === 'push') this.#direct(change);
      else this.#offer(change, numbers.get(change) ?? 0);
    }
    this.#refs.set(MAIN, this.#tip().commit);
    return {
      store: this.#store,
      refs: this.#refs,
      files: this.#tip().files,
      pullRequests: this.#pulls.sort((a, b) => a.number - b.number),
      pushes: this.#pushes,
      plants: this.#plants,
    };
  }

  #tip(): State {
    const tip = this.#main.at(-1);
    if (tip === undefined) throw new RangeError('main has no beginning.');
    return tip;
  }

  #direct(change: DirectPush): void {
    const tip = this.#tip();
    const who = identity(change.by, change.at);
    const files = change.edit(tip.files);
    const { message } = change;
    const commit = this.#store.commit({ files, parents: [tip.commit], author: who, committer: who, message });
    this.#main.push({ at: change.at, commit, files });
    this.#pushes.push({ ...push('push', change.by, tip.commit, commit, change.at), bypassed: true });
    if (change.plant !== undefined) this.#plants.set(change.plant, { commit, offered: [] });
  }

  #offer(offer: Offer, number: number): void {
    const base = this.#main.findLast((state) => state.at <= offer.openedAt) ?? this.#tip();
    const heads = this.#commits(offer, base);
    const head = heads.at(-1) ?? base;
    this.#refs.set(`refs/pull/${number}/head`, head.commit);
    if (offer.landing === undefined) this.#refs.set(`refs/heads/${offer.branch}`, head.commit);
    const landed =
      offer.landing === undefined ? undefined : this.#land(offer, offer.landing, number, base, head);
    if (landed !== undefined && offer.plant !== undefined)
      this.#plants.set(offer.plant, {
        commit: landed,
        pullRequest: number,
        offered: heads.map(({ commit }) => commit),
      });
    this.#pulls.push(described(offer, number, heads, landed));
  }

  #commits(offer: Offer, base: State): readonly State[] {
    const heads: State[] = [];
    for (const commit of offer.commits) {
      const before = heads.at(-1) ?? base;
      const at = later(offer, commit.afterHours);
      const who = identity(commit.by, commit.dated ?? at);
      const files = commit.edit(before.files);
      const id = this.#store.commit({
        files,
        parents: [before.commit],
        author: who,
        committer: who,
        message: commit.message,
        key: keyAt(commit.by, commit.dated ?? at),
      });
      heads.push({ at, commit: id, files });
    }
    return heads;
  }

  #land(
    offer: Offer,
    landing: NonNullable<Offer['landing']>,
    number: number,
    base: State,
    head: State,
  ): string {
    const tip = this.#tip();
    const at = later(offer, landing.afterHours);
    const files = merged(base.files, tip.files, head.files);
    const squash = landing.method === 'squash';
    const commit = this.#store.commit({
      files,
      parents: squash ? [tip.commit] : [tip.commit, head.commit],
      author: { ...identity(squash ? offer.author : landing.by, at), zone: '+0000' },
      committer: { name: 'GitHub', email: 'noreply@github.com', at, zone: '+0000' },
      message: squash
        ? squashMessage(offer, number)
        : `Merge pull request #${number} from acme/${offer.branch}\n\n${offer.title}`,
      key: this.#forgeKey,
    });
    this.#main.push({ at, commit, files });
    this.#pushes.push(push('merge', landing.by, tip.commit, commit, at));
    return commit;
  }
}

function identity(person: Person, at: number): Identity {
  return { name: person.name, email: person.email, at, zone: person.zone };
}

function push(kind: PushEvent['kind'], by: Person, before: string, after: string, at: number): PushEvent {
  return { ref: MAIN, before, after, actor: { login: by.login, kind: 'human' }, at: rfc3339(at), kind };
}

/** The text GitHub proposes: the title, the commits' messages, and a trailer for everybody else who wrote one. */
function squashMessage(offer: Offer, number: number): string {
  const title = `${offer.title} (#${number})`;
  if (offer.commits.length < 2) return title;
  const messages = offer.commits.map((commit) => `* ${commit.message}`).join('\n\n');
  const others = new Set(offer.commits.map(({ by }) => by).filter((by) => by !== offer.author));
  const trailers = [...others].map((by) => `Co-authored-by: ${by.name} <${by.email}>`);
  return [title, messages, ...(trailers.length === 0 ? [] : ['---------', trailers.join('\n')])].join('\n\n');
}

function described(
  offer: Offer,
  number: number,
  heads: readonly State[],
  mergeCommit: string | undefined,
): PullRequest {
  const human = (person: Person) => ({ login: person.login, kind: 'human' }) as const;
  const { landing } = offer;
  return {
    number,
    state: landing === undefined ? 'open' : 'merged',
    author: human(offer.author),
    base: MAIN,
    head: { sha: heads.at(-1)?.commit ?? '', ref: `refs/heads/${offer.branch}`, fork: false },
    createdAt: rfc3339(offer.openedAt),
    ...(landing === undefined || mergeCommit === undefined
      ? {}
      : {
          mergedAt: rfc3339(later(offer, landing.afterHours)),
          mergedBy: human(landing.by),
          mergeCommit,
          mergeMethod: landing.method,
        }),
    reviews: offer.reviews.map((review) => ({
      author: { login: review.by.login, kind: review.by.kind },
      state: 'approved',
      commit: heads[review.of]?.commit ?? '',
      at: rfc3339(later(offer, review.afterHours)),
    })),
    pushes: offer.commits.map((commit, index) => ({
      actor: human(commit.pushedBy ?? commit.by),
      after: heads[index]?.commit ?? '',
      at: rfc3339(later(offer, commit.afterHours)),
    })),
  };
}
