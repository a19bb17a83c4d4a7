import type { DriftRecord, GuardStatus } from './drift.ts';
import type { Location } from './location.ts';

/** A difference in words, as people read it. */
export interface DriftWords {
  /** `RoleBinding shop/admins`. */
  readonly object: string;
  /** Where it stands. `bad` is open and grants, `open` is open otherwise. */
  readonly state: { readonly words: string; readonly kind: 'good' | 'bad' | 'open' | 'dim' };
  /** How it differs from Git. */
  readonly change: string;
  /** Who may do what because of it; the gravest first. */
  readonly does: readonly string[];
  /** What was done about it, or why nothing is. */
  readonly done: readonly string[];
  /** In the order of the record's `actors`. */
  readonly who: readonly {
    readonly name: string;
    readonly rest: string;
    /** Where the name comes from. */
    readonly source: string;
  }[];
  /** How long it was there; absent while it is. */
  readonly lasted?: string;
}

/** A difference among others, as far as the reader's roles go. */
export interface ListedDrift extends DriftRecord {
  /** False where names, rights and objects are left out for this reader. */
  readonly whole: boolean;
  readonly said: DriftWords;
}

/** A guard with why it is held, in words. */
export interface ListedGuard extends GuardStatus {
  readonly said: readonly string[];
}

/** `mainward.dev/drift-list/v1`. */
export interface DriftListDocument {
  readonly schema: 'mainward.dev/drift-list/v1';
  /** Of this server. */
  readonly guards: readonly ListedGuard[];
  /** How many are open on all pages. */
  readonly open: number;
  readonly drift: readonly ListedDrift[];
  /** What the next page is asked with. */
  readonly next?: string;
}

/** One line of what Git has and what is live, together. */
export interface SideEdit {
  /** `removed`: only in Git; `added`: only in the cluster. */
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** One difference with its objects: `mainward.dev/drift-record/v1`. */
export interface DriftRecordDocument extends ListedDrift {
  readonly schema: 'mainward.dev/drift-record/v1';
  /** As the verified commit has it, JSON. */
  readonly desired?: string;
  readonly desiredAt?: Location;
  /** As it was before, JSON. */
  readonly before?: string;
  /** As it is, JSON. */
  readonly live?: string;
  /** What would undo what was done. */
  readonly undo?: string;
  /** Both as people write them; absent where neither was kept, or may be shown. */
  readonly edits?: readonly SideEdit[];
  /** The change by which the verified commit came, where it is recorded. */
  readonly changeId?: number;
  /** Can it be asked what Git would need so that it stays? */
  readonly offers: boolean;
}

/** What would have to be written into Git so that a difference stays: `mainward.dev/drift-proposal/v1`. */
export interface DriftProposalDocument {
  readonly schema: 'mainward.dev/drift-proposal/v1';
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  /** As `git apply` takes it; empty where it has to be written by hand. */
  readonly diff: string;
  readonly files: readonly string[];
  readonly commands: readonly string[];
  /** Who must agree, as far as policy says. */
  readonly approvals: readonly string[];
  /** Why it has to be written by hand. */
  readonly unknown: readonly string[];
}
