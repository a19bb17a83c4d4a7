import type { ReviewVerdict } from '../../../../src/model/review.ts';
import type { Decision } from '../../sign/statement.ts';

/** A decision that is not signed yet. */
export interface Draft extends Decision {
  /** Why it will not be taken as it is. */
  readonly problem?: string;
}

export type DraftsById = ReadonlyMap<string, Draft>;

/** Milliseconds after which what was decided is kept. */
const KEEP_AFTER = 300;

/** What somebody decided about a campaign in this window and did not sign yet; it outlives a reload, and no more. */
export class Drafts {
  readonly #storage: Storage;
  readonly #key: string;
  readonly #listeners: Set<() => void> = new Set();
  #drafts: DraftsById;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(storage: Storage, campaign: string) {
    this.#storage = storage;
    this.#key = `mainward.review.${campaign}`;
    this.#drafts = kept(storage, this.#key);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Another one after each change. */
  readonly all = (): DraftsById => this.#drafts;

  decide(
    items: readonly { readonly id: string; readonly digest: string }[],
    verdict: ReviewVerdict,
    reason: string,
  ): void {
    const next = new Map(this.#drafts);
    for (const { id, digest } of items) next.set(id, { item: id, digest, verdict, reason });
    this.#change(next);
  }

  forget(ids: Iterable<string>): void {
    const next = new Map(this.#drafts);
    for (const id of ids) next.delete(id);
    this.#change(next);
  }

  /** Says why one will not be taken. */
  fault(id: string, problem: string): void {
    const draft = this.#drafts.get(id);
    if (draft !== undefined) this.#change(new Map(this.#drafts).set(id, { ...draft, problem }));
  }

  #change(drafts: DraftsById): void {
    this.#drafts = drafts;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), KEEP_AFTER);
    for (const listener of this.#listeners) listener();
  }

  #keep(): void {
    try {
      if (this.#drafts.size === 0) this.#storage.removeItem(this.#key);
      else this.#storage.setItem(this.#key, JSON.stringify([...this.#drafts.values()]));
    } catch {
      // A browser that keeps nothing forgets them at a reload.
    }
  }
}

function kept(storage: Storage, key: string): DraftsById {
  try {
    const read: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return new Map(Array.isArray(read) ? read.filter(isDraft).map((one) => [one.item, one]) : []);
  } catch {
    return new Map();
  }
}

function isDraft(value: unknown): value is Draft {
  const { item, digest, verdict, reason } = Object(value) as Readonly<Record<string, unknown>>;
  return (
    typeof item === 'string' &&
    typeof digest === 'string' &&
    (verdict === 'keep' || verdict === 'revoke') &&
    typeof reason === 'string'
  );
}
