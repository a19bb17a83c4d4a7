/** Kinds of entries of a Git tree that are told apart: a gitlink or symlink is never followed. */
export type EntryKind = 'file' | 'executable' | 'symlink' | 'gitlink';

export interface TreeEntry {
  /** Repository-relative, with `/`. Bytes that are no UTF-8 are escaped as `\xNN`. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Blob (or, for a gitlink, commit) id; absent in a plain directory. */
  readonly oid?: string;
  /** Bytes; -1 where unknown. */
  readonly size: number;
}

/** Why a file's bytes are not there: too large, a missing object, a gitlink, an unreadable file. */
export interface Unread {
  readonly unread: string;
}

export interface ClosedPath extends Unread {
  readonly path: string;
}

/**
 * The files of one repository at one commit (or of a plain directory), already read.
 * `read` is synchronous and pure: what is to be read was read before.
 */
export interface SourceTree {
  readonly repository: string;
  readonly commit?: string;
  /** Sorted by path (byte order). */
  readonly entries: readonly TreeEntry[];
  /** What is there and could not be listed, such as a folder that may not be looked into; nobody knows what it holds. */
  readonly closed?: readonly ClosedPath[];
  has(path: string): boolean;
  /** The bytes; `undefined` when there is no such file; `Unread` when it is there but cannot be judged. A symlink's bytes are never its target's. */
  read(path: string): Uint8Array | Unread | undefined;
}
