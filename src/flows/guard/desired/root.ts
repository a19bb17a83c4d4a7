/**
 * A Flux Kustomization with which an agent of a cluster begins, as configuration names it. What it applies is told by the
 * verified commit, never by the object that is live: whoever changes that one changes nothing of what is desired.
 */
export type GuardRoot = RootInFile | RootOfPath;

interface RootName {
  readonly namespace: string;
  readonly name: string;
  /** Repository that the agent gets through a verified source of the cluster. */
  readonly repository: string;
}

/** It is written in a file of the repository, which is read at the verified commit. */
export interface RootInFile extends RootName {
  readonly file: string;
}

/** No file has it: it applies a folder of the repository, as it is. Nothing then says what the object itself should be. */
export interface RootOfPath extends RootName {
  readonly path: string;
}
