/** Why something of what comes after a revocation is not done; stable. */
export const REMEDY_REFUSALS = [
  'not-open',
  'erased',
  'nothing-accepted',
  'unreadable',
  'no-committer',
  'too-much',
  'gate-refused',
  'lost-the-race',
  'unavailable',
  'not-settled',
  'not-acknowledgeable',
  'malformed',
  'other-content',
  'replayed',
  'clock',
  'expires',
  'signature',
  'not-owner',
  'not-revoked',
  'own-item',
] as const;
export type RemedyCode = (typeof REMEDY_REFUSALS)[number];

/** Thrown where it is found, and told by whoever was asked. */
export class RemedyRefusal extends Error {
  override readonly name: string = 'RemedyRefusal';
  readonly code: RemedyCode;
  readonly remedy: string;

  constructor(code: RemedyCode, detail: string, remedy: string) {
    super(detail);
    this.code = code;
    this.remedy = remedy;
  }
}
