import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CommitOutcome, CommitRequest, Committer, PushFailure } from '../../ports/committer.ts';
import { type Located, locate } from '../git-cli/locate.ts';
import { readRefs } from '../git-cli/refs.ts';
import { CommitBench, type Robot } from './bench.ts';
import { push, type RefMove } from './push.ts';

/** A bare repository of this machine, and as whom commits are made for it. */
export interface CommitterPlace {
  readonly path: string;
  /** Full name of the protected ref. */
  readonly ref: string;
  readonly robot: Robot;
}

export const OWN_BRANCHES = 'refs/heads/mainward/';
const PULL = /^refs\/pull\/(\d{1,9})\/head$/;

interface At {
  readonly place: CommitterPlace;
  readonly located: Located;
  readonly bench: CommitBench;
  readonly refs: ReadonlyMap<string, string>;
}

/**
 * Commits by git plumbing, in a repository of its own; what it makes comes in by a push through the hooks of the bare one.
 * Changes are proposed there as `refs/pull/N/head`, so each branch has such a ref beside it.
 */
export class GitCommitter implements Committer {
  readonly #places: ReadonlyMap<string, CommitterPlace>;
  readonly #clock: Clock;
  /** One after the other in each repository: it would only lose races against itself. */
  readonly #running: Map<string, Promise<unknown>> = new Map();

  /** By the name of the repository. */
  constructor(places: ReadonlyMap<string, CommitterPlace>, clock: Clock) {
    this.#places = places;
    this.#clock = clock;
  }

  offer({ repository, base, edits, message, ref }: CommitRequest): Promise<CommitOutcome> {
    return this.#in(repository, async ({ place, located, bench, refs }) => {
      if (!ref.startsWith(OWN_BRANCHES) || ref === place.ref) return notOwn(ref);
      const tree = await bench.edited(base, edits);
      const commit = await bench.commit({ tree, parents: [base], message, at: this.#seconds() });
      const before = refs.get(ref);
      const moves = [{ ref, before, after: commit }, pullMove(refs, before, commit)];
      return done(await push(bench.room, located, moves, place.robot.email), commit);
    });
  }

  land(request: Parameters<Committer['land']>[0]): Promise<CommitOutcome> {
    const { repository, onto, head, message } = request;
    return this.#in(repository, async ({ place, located, bench, refs }) => {
      if (refs.get(place.ref) !== onto) return { kind: 'moved' };
      const tree = await bench.merged(onto, head);
      if (tree === undefined) return { kind: 'conflict' };
      const commit = await bench.commit({ tree, parents: [onto, head], message, at: this.#seconds() });
      const moves = [{ ref: place.ref, before: onto, after: commit }];
      return done(await push(bench.room, located, moves, place.robot.email), commit);
    });
  }

  withdraw(request: Parameters<Committer['withdraw']>[0]): ReturnType<Committer['withdraw']> {
    const { repository, ref, head } = request;
    return this.#in(repository, async ({ place, located, bench, refs }) => {
      if (!ref.startsWith(OWN_BRANCHES) || ref === place.ref) return notOwn(ref);
      if (refs.get(ref) !== head) return refs.has(ref) ? { kind: 'moved' } : { kind: 'gone' };
      const tip = refs.get(place.ref);
      const isLanded = tip !== undefined && (await bench.holds(tip, head));
      const proposals = isLanded ? [] : [...refs].filter(([name, oid]) => PULL.test(name) && oid === head);
      const moves = [ref, ...proposals.map(([name]) => name)].map((name) => ({
        ref: name,
        before: head,
        after: undefined,
      }));
      return (await push(bench.room, located, moves, place.robot.email)) ?? { kind: 'gone' };
    });
  }

  #in<Answer>(
    repository: string,
    work: (at: At) => Promise<Answer | PushFailure>,
  ): Promise<Answer | PushFailure> {
    const before = this.#running.get(repository) ?? Promise.resolve();
    const next = before.then(() => this.#open(repository, work));
    this.#running.set(repository, next);
    return next;
  }

  async #open<Answer>(
    repository: string,
    work: (at: At) => Promise<Answer | PushFailure>,
  ): Promise<Answer | PushFailure> {
    let bench: CommitBench | undefined;
    try {
      const place = this.#places.get(repository);
      if (place === undefined) return unreachable(`nobody commits in ${JSON.stringify(repository)}`);
      const located = await locate(place.path);
      if (located === undefined) return unreachable('the repository is not there');
      bench = await CommitBench.open(located, place.robot);
      return await work({ place, located, bench, refs: await readRefs(located) });
    } catch (error) {
      return unreachable(error instanceof MainwardError ? error.message : 'the repository cannot be read');
    } finally {
      await bench?.close().catch(() => undefined);
    }
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1_000);
  }
}

/** The proposal that the branch had is moved with it; else the next free number is taken. */
function pullMove(refs: ReadonlyMap<string, string>, before: string | undefined, after: string): RefMove {
  let highest = 0;
  for (const [ref, oid] of refs) {
    const number = Number(PULL.exec(ref)?.[1] ?? 0);
    if (number > 0 && oid === before) return { ref, before, after };
    highest = Math.max(highest, number);
  }
  return { ref: `refs/pull/${highest + 1}/head`, before: undefined, after };
}

function done(failure: PushFailure | undefined, commit: string): CommitOutcome {
  return failure ?? { kind: 'done', commit };
}

function notOwn(ref: string): PushFailure {
  return { kind: 'refused', say: `${ref} is no branch of the committer: those lie below ${OWN_BRANCHES}` };
}

function unreachable(say: string): PushFailure {
  return { kind: 'unreachable', say };
}
