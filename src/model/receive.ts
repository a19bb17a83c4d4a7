/** One ref that a push wants to change. Zeros stand for no object. */
export interface RefUpdate {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

/** Why one update, and with it the whole push, is not taken. Texts are for the person who pushes. */
export interface Refusal {
  readonly ref: string;
  /** Who pushes, and who made what is pushed, as far as that is known. */
  readonly who: string;
  readonly what: string;
  readonly why: readonly string[];
  /** How to go on. */
  readonly how: readonly string[];
}

export interface ReceiveReport {
  readonly repository: string;
  /** None where the push may be taken. */
  readonly refusals: readonly Refusal[];
}

/** Does the id stand for no object? */
export function isNoObject(oid: string): boolean {
  return /^0+$/.test(oid);
}
