import type { Location } from '../../../model/location.ts';
import type { RbacSubject } from '../../../model/rbac.ts';

/** What is to be taken out of the files of a repository. */
export interface Target {
  /** A place in the object, by preference that of the subject: path, line and column. */
  readonly at: Pick<Location, 'path' | 'line' | 'column'>;
  /** The object that is written there; its namespace where it is written. */
  readonly object: { readonly kind: string; readonly name: string; readonly namespace?: string };
  /** Whom a binding is to name no more, however often it does; left out for the whole object. */
  readonly subject?: RbacSubject;
}

/** A file as it is to be; `null` = it is gone. */
export interface CutFile {
  readonly path: string;
  readonly after: Uint8Array | null;
}

/**
 * Why something is left to people. `stale`: it is not there as expected. `unreadable`: the file is refused by the reader.
 * `template`, `anchor`, `merge`, `tag`: the bytes are not what is meant. `generated`: a program writes the file. `symlink`. `patch-file`: a kustomization uses the
 * file for something else than a resource. `patched`: a kustomization changes or renames what is to go. `last-resource`: nothing would
 * be left of a kustomization. `kustomization`: one cannot be read. `layout`: it cannot be told which characters are its own.
 */
export type TaskCode =
  | 'stale'
  | 'unreadable'
  | 'template'
  | 'anchor'
  | 'merge'
  | 'tag'
  | 'generated'
  | 'symlink'
  | 'patch-file'
  | 'patched'
  | 'last-resource'
  | 'kustomization'
  | 'layout';

/** Something that somebody has to do by hand, and where. */
export interface RemovalTask {
  readonly kind: 'task';
  readonly code: TaskCode;
  readonly at: Pick<Location, 'path' | 'line' | 'column'>;
  /** One plain sentence, without a full stop. */
  readonly say: string;
}

/** What becomes of one target; `files` of all of them together tell what the bytes are to be. */
export type Outcome = { readonly kind: 'removed'; readonly paths: readonly string[] } | RemovalTask;

export interface Removal {
  /** Every file that changes, once, by path; with all that is removed from it. */
  readonly files: readonly CutFile[];
  /** One for each target, in the order in which they were given. */
  readonly outcomes: readonly Outcome[];
}
