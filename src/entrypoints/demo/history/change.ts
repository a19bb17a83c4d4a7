import type { Person } from '../organisation/people.ts';

/** Repository-relative path -> text. */
export type Files = ReadonlyMap<string, string>;

/** What a commit changes, given the files before it. Nothing is ever deleted, so Git sees no renames. */
export type Edit = (files: Files) => Files;

export interface OfferedCommit {
  readonly by: Person;
  readonly message: string;
  readonly edit: Edit;
  /** When it was pushed, counted from the opening of the pull request. */
  readonly afterHours: number;
  /** Absent = by its author. */
  readonly pushedBy?: Person;
  /** Absent = the commit's dates are the time of its push. Seconds since 1970. */
  readonly dated?: number;
}

export interface OfferedReview {
  readonly by: { readonly login: string; readonly kind: 'human' | 'bot' };
  readonly afterHours: number;
  /** Which of the commits was the head, counted from 0. */
  readonly of: number;
}

/** A pull request. Its base is `main` as it was when it was opened. */
export interface Offer {
  readonly kind: 'offer';
  readonly title: string;
  readonly branch: string;
  readonly author: Person;
  /** Seconds since 1970. */
  readonly openedAt: number;
  readonly commits: readonly OfferedCommit[];
  readonly reviews: readonly OfferedReview[];
  /** Absent = still open. */
  readonly landing?: {
    readonly method: 'merge' | 'squash';
    readonly by: Person;
    readonly afterHours: number;
  };
  /** The planted weakness that this is. */
  readonly plant?: string;
}

/** A commit pushed to `main` by hand, without a signature. */
export interface DirectPush {
  readonly kind: 'push';
  readonly by: Person;
  readonly at: number;
  readonly message: string;
  readonly edit: Edit;
  readonly plant?: string;
}

export type Change = Offer | DirectPush;

/** When it came to lie on `main`; open pull requests come last. */
export function landedAt(change: Change): number {
  if (change.kind === 'push') return change.at;
  return change.landing === undefined ? Number.POSITIVE_INFINITY : later(change, change.landing.afterHours);
}

export function later(offer: Offer, hours: number): number {
  return Math.round(offer.openedAt + hours * 3600);
}

export function write(path: string, text: string): Edit {
  return (files) => new Map([...files, [path, text]]);
}

/** Throws `RangeError` where the file does not hold `from` exactly once. */
export function replaceIn(path: string, from: string, to: string): Edit {
  return (files) => {
    const parts = (files.get(path) ?? '').split(from);
    if (parts.length !== 2) throw new RangeError(`${path} does not hold ${JSON.stringify(from)} once.`);
    return new Map([...files, [path, parts.join(to)]]);
  };
}

export function append(path: string, text: string): Edit {
  return (files) => new Map([...files, [path, `${files.get(path) ?? ''}${text}`]]);
}

export function all(...edits: readonly Edit[]): Edit {
  return (files) => edits.reduce((now, edit) => edit(now), files);
}
