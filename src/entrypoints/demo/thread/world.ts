import type { ClusterReader } from '../../../ports/cluster.ts';
import type { JobIssuer } from '../serving/job-issuer.ts';
import type { Cast } from './cast.ts';

/** What a command of ours left behind. */
export interface CommandAnswer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Where the thread is played. Whether its parts are real servers or in this process is nothing to it. */
export interface World {
  readonly cast: Cast;
  /** A folder of its own: the clones and keys of the people, and the proof. */
  readonly root: string;
  /** Where somebody pushes to and clones from, as themselves. */
  readonly origin: (login: string) => string;
  /** The accepted roster, as a file. */
  readonly roster: string;
  /** The server, as people and jobs reach it. */
  readonly server: URL;
  /** The server's ledger. */
  readonly log: string;
  /** Verifier keys of that ledger, one a line, as the auditor got them. */
  readonly trust: string;
  /** Sees the cluster as an administrator does. */
  readonly cluster: ClusterReader;
  readonly jobs: JobIssuer;
  /** For whom jobs' tokens are made. */
  readonly audience: string;
  /** Runs `mainward` as somebody at their own machine. */
  mainward(
    argv: readonly string[],
    at: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ): Promise<CommandAnswer>;
}

/** The thread stopped: what it showed is not so. */
export class ThreadBroken extends Error {
  constructor(step: string, why: string) {
    super(`The thread breaks at "${step}": ${why}`);
    this.name = 'ThreadBroken';
  }
}

export function demand(condition: boolean, step: string, why: () => string): asserts condition {
  if (!condition) throw new ThreadBroken(step, why());
}
