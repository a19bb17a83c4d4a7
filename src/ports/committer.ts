/** What becomes of one file. */
export interface FileEdit {
  /** Repository-relative. */
  readonly path: string;
  /** `null` = the file goes. */
  readonly bytes: Uint8Array | null;
}

export interface CommitRequest {
  /** Name of the repository in the configuration. */
  readonly repository: string;
  /** Commit that it is made on. */
  readonly base: string;
  readonly edits: readonly FileEdit[];
  /** First line, empty line, text, trailers. */
  readonly message: string;
  /**
   * Full name of the branch that it is offered at, below `refs/heads/mainward/`: made, or moved. Where changes are proposed
   * in another way than by a branch, it is proposed in that way, too.
   */
  readonly ref: string;
}

/** Why a push did not go through, for people; `refused` is the gate's own word. */
export type PushFailure =
  | { readonly kind: 'refused'; readonly say: string }
  /** The ref is not where it was expected: look again. */
  | { readonly kind: 'moved' }
  /** Both sides changed the same lines: nothing is merged. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unreachable'; readonly say: string };

export type CommitOutcome = { readonly kind: 'done'; readonly commit: string } | PushFailure;

/**
 * Makes commits as the robot that the configuration names, signed with its key, and brings them in through the same gate
 * as everybody's: by a push. Nothing rejects: what goes wrong is an answer.
 */
export interface Committer {
  /** A commit of its own on a branch. The same request gives the same tree. */
  offer(request: CommitRequest): Promise<CommitOutcome>;
  /** Merges an offered commit into the protected ref, without fast-forward, where that still points to `onto`. */
  land(request: {
    readonly repository: string;
    readonly onto: string;
    readonly head: string;
    readonly message: string;
  }): Promise<CommitOutcome>;
  /** Takes a branch of its own away, where it still points to `head`, and with it a proposal that did not land. */
  withdraw(request: {
    readonly repository: string;
    readonly ref: string;
    readonly head: string;
  }): Promise<{ readonly kind: 'gone' } | PushFailure>;
}
