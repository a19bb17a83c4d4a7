import type { SourceTree, TreeEntry } from '../model/tree.ts';

/** What is special about a clone; each is ordinary input. */
export interface RepositoryShape {
  readonly bare: boolean;
  /** History ends early: what lies before is missing. */
  readonly shallow: boolean;
  /** Objects may be missing; they are never fetched. */
  readonly partial: boolean;
  readonly objectFormat: 'sha1' | 'sha256';
  /** Absolute path of the work tree, where there is one. */
  readonly workTree?: string;
}

export interface Head {
  /** Full ref name; absent where HEAD is detached. */
  readonly ref?: string;
  /** Absent where the branch has no commit yet. */
  readonly oid?: string;
}

export interface CommitRange {
  readonly from: readonly string[];
  /** Commits reachable from these are left out. */
  readonly not?: readonly string[];
  readonly firstParent?: boolean;
  /** At most so many, newest first. */
  readonly limit?: number;
  /** Only ids are wanted: the commits come empty. */
  readonly idsOnly?: boolean;
  /**
   * Of all of them together no more bytes are held; what is beyond comes empty. Without it, more than is ever held
   * rejects with BUDGET_EXCEEDED.
   */
  readonly bytes?: number;
}

/** A commit object as Git stores it, without interpretation. */
export interface RawCommit {
  readonly oid: string;
  /** Empty where the object is there and larger than a commit may be. */
  readonly bytes: Uint8Array;
}

export type MergeOutcome =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unknown'; readonly why: string };

export interface ChangedPath {
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldOid: string;
  readonly newOid: string;
  readonly status: string;
}

export type BlobResult = Uint8Array | 'missing' | 'too-large';

/** One repository, read without trusting its configuration. All names given to it are object ids. */
export interface GitRepository {
  readonly name: string;
  readonly shape: RepositoryShape;
  /** URL of `origin` as its configuration has it, without user info; absent where there is none. */
  readonly remoteUrl?: string;
  head(): Head;
  /** Full ref name -> object id; tags are peeled to what they point at only by `resolve`. */
  refs(): ReadonlyMap<string, string>;
  /** A full ref name, branch, tag, `HEAD` or object id (also abbreviated), and `~N` or `^N` after it, to a commit's id; `undefined` where there is no such commit. */
  resolve(revision: string): Promise<string | undefined>;
  /** Oldest parents come last; a missing object ends the walk there, and one that is named is passed over. */
  commits(range: CommitRange): Promise<readonly RawCommit[]>;
  /** Every file of a commit's tree, sorted by path; with `below`, only of these folders, and without sizes (-1). */
  tree(commit: string, below?: readonly string[]): Promise<readonly TreeEntry[]>;
  blobs(
    oids: readonly string[],
    limits: { readonly bytesEach: number },
  ): Promise<ReadonlyMap<string, BlobResult>>;
  /** `git merge-tree --write-tree`: what a merge of both gives, with Git's default strategy and no drivers. Many asked at once are answered together. */
  merge(ours: string, theirs: string, base?: string): Promise<MergeOutcome>;
  /** What differs between two commits or trees. Many asked at once are answered together. */
  changes(before: string, after: string): Promise<readonly ChangedPath[] | 'missing'>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens what a path means: a work tree, a bare repository, a linked work tree, or a folder in one. */
export interface GitOpener {
  /** `undefined` where the path lies in no repository. Fails with REPOSITORY_UNREADABLE where it does but cannot be read. */
  open(path: string): Promise<GitRepository | undefined>;
}

/** Looks where refs point now, without opening the repository: for whoever only asks whether they moved. */
export interface GitTips {
  /** Object ids of all of them by full name; `undefined` where there is no repository. */
  refs(path: string): Promise<ReadonlyMap<string, string> | undefined>;
  /** An object id; `undefined` where the ref is not there, or is only another name of one, or cannot be told so simply. */
  tip(path: string, ref: string): Promise<string | undefined>;
}

/** Reads the files of a plain folder, or of a work tree as they lie; a file is a folder of one. Links are never followed. */
export interface FolderReader {
  /** `bytesEach` bounds single files; a larger one is there and unread. */
  read(
    path: string,
    name: string,
    wanted: (entry: TreeEntry) => boolean,
    bytesEach?: number,
  ): Promise<SourceTree>;
}

/** Compares a work tree with what a commit holds, without git's index or the repository's configuration. */
export interface WorktreeComparer {
  /** Paths of wanted files that are changed, gone, or there and not in the commit; sorted. */
  differing(
    workTree: string,
    committed: readonly TreeEntry[],
    wanted: (entry: TreeEntry) => boolean,
  ): Promise<readonly string[]>;
}
