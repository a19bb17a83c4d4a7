import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readLandings } from '../verify/landings.ts';
import type { LandingJudge, LandingJudgement } from './broker.ts';

export interface ProtectedRepository {
  /** A path under which it is opened. */
  readonly path: string;
  /** Full name of its protected ref. */
  readonly ref: string;
}

export interface LandingPorts {
  readonly git: GitOpener;
  readonly clock: Clock;
  /** What is known of a repository at this moment: reviews, roster, accepted policy. */
  readonly evidence: (repository: string) => Promise<Evidence>;
}

/** What `verify` says of one commit of a protected ref, asked anew each time. */
export class VerifiedLandings implements LandingJudge {
  readonly #repositories: ReadonlyMap<string, ProtectedRepository>;
  readonly #ports: LandingPorts;

  /** By the names that policy and evidence use. */
  constructor(repositories: ReadonlyMap<string, ProtectedRepository>, ports: LandingPorts) {
    this.#repositories = repositories;
    this.#ports = ports;
  }

  protectedRef(repository: string): string | undefined {
    return this.#repositories.get(repository)?.ref;
  }

  async judge(name: string, commit: string): Promise<LandingJudgement> {
    const place = this.#repositories.get(name);
    const repository = place === undefined ? undefined : await this.#ports.git.open(place.path);
    if (place === undefined || repository === undefined) throw gone(name);
    try {
      const tip = repository.refs().get(place.ref);
      if (tip === undefined) throw gone(name);
      const parents = await parentsOf(repository, commit);
      if (parents === undefined || !(await isOnLine(repository, tip, commit, parents)))
        return { landed: false };
      const [parent] = parents;
      const { landings, unreadable } = await readLandings(repository, {
        name,
        span: { ref: place.ref, tip: commit, not: parent === undefined ? [] : [parent] },
        evidence: await this.#ports.evidence(name),
        bounds: { landings: 1 },
        cheaply: false,
        now: new Date(this.#ports.clock.now()).toISOString(),
      });
      const landing = landings.find((one) => one.commit === commit);
      return { landed: true, verdict: unreadable > 0 ? 'unknown' : (landing?.verdict ?? 'unknown') };
    } finally {
      await repository.close();
    }
  }
}

/** By object id only: a name could be a branch that somebody called like a commit. */
async function parentsOf(repository: GitRepository, commit: string): Promise<readonly string[] | undefined> {
  const [raw] = await repository.commits({ from: [commit], limit: 1 });
  if (raw?.oid !== commit) return undefined;
  const read = readCommit(raw.oid, raw.bytes);
  return read.ok ? read.value.parents : undefined;
}

/** Whether the ref once pointed to it. */
async function isOnLine(
  repository: GitRepository,
  tip: string,
  commit: string,
  parents: readonly string[],
): Promise<boolean> {
  const line = await repository.commits({ from: [tip], not: parents, firstParent: true });
  return line.some(({ oid }) => oid === commit);
}

function gone(repository: string): MainwardError {
  return new MainwardError(
    'REPOSITORY_UNREADABLE',
    `${repository} or its protected ref is not there, so what landed cannot be told.`,
    { fields: { repository }, remedy: 'See that the server can read the repository.' },
  );
}
