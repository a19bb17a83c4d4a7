import type { Sha256 } from './ledger.ts';

/** Type of the predicate with which somebody pauses the guard of a cluster, or ends a pause. */
export const PAUSE_PREDICATE = 'https://mainward.dev/pause/v1';

/** What somebody said of the guard of one cluster, as it says itself. */
export type PauseStatement = PauseBegun | PauseEnded;

interface PauseBase {
  /** Name of the repository whose policy guards the cluster. */
  readonly repository: string;
  /** As the policy names it. */
  readonly cluster: string;
  /** When the pause ends by itself; RFC 3339 UTC. */
  readonly until: string;
  /** RFC 3339 UTC; only the signer's word. */
  readonly at: string;
}

export interface PauseBegun extends PauseBase {
  readonly verdict: 'pause';
  /** RFC 3339 UTC. */
  readonly from: string;
  readonly reason: string;
  /** A commit of the repository: another one of the same name has it not. */
  readonly commit: string;
}

export interface PauseEnded extends PauseBase {
  readonly verdict: 'end';
  /** SHA-256 of the payload of the pause that it ends. */
  readonly ends: Sha256;
}

/** A statement about a pause in its envelope, taken apart; nobody has verified it yet. */
export interface SignedPause {
  readonly pause: PauseStatement;
  /** SHA-256 of the payload: the same however its envelope is written. */
  readonly id: Sha256;
  /** The bytes that the signature is over. */
  readonly message: Uint8Array;
  /** Armoured SSHSIG. */
  readonly armour: string;
}

const FOLDER = 'pauses';

/** Where a statement about a pause lies in the tree of statements; `digest` is the SHA-256 of its envelope. */
export function pausePath({ until }: Pick<PauseStatement, 'until'>, digest: Sha256): string {
  return `${pauseFolder(until)}/${digest}.json`;
}

/** The folder of pauses that end on a day: whoever asks what is in force looks at a few days only. */
export function pauseFolder(time: string): string {
  return `${FOLDER}/${time.slice(0, 10)}`;
}

export function isPausePath(path: string): boolean {
  return path.startsWith(`${FOLDER}/`);
}
