import type { Actor } from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';

/** Somebody's request to write an object, as the admission webhook or the audit log saw it. */
export interface Sighting {
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** Of the object afterwards, where it was seen. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** `rbacMeaning` of the object afterwards, where it was seen. */
  readonly meaning?: string;
  /** The same of the object before, where it was seen: an equal one says that this request changed nothing. */
  readonly before?: string;
  /** Why it wrote nothing at all: it is followed, and explains no change. */
  readonly void?: 'dry-run' | 'refused';
  /** Without `person`. */
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Which change of an object somebody is looked for. */
export interface SightingQuestion {
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly removed: boolean;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly meaning?: string;
  /** When the change was seen. */
  readonly at: number;
}

/** Remembers for some minutes who wrote what. */
export interface Witness {
  note(sighting: Sighting): void;
  /**
   * Whoever made exactly this change, the best evidence first; empty where nobody is known. More than one where several
   * requests fit and it cannot be told which of them it was.
   */
  whoDid(question: SightingQuestion): readonly Actor[];
  /** Every sighting as it comes, until the signal aborts. */
  follow(signal: AbortSignal): AsyncIterable<Sighting>;
}
