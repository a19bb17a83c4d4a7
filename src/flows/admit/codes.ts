/** Why a request is refused, or would be. Closed; `docs/admission.md` explains each. */
export const REFUSALS = [
  'unexplained',
  'expired',
  'differs',
  'opts-out',
  'control',
  'not-the-publisher',
  'incomplete',
  'no-commit',
  'cannot-judge',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Why a request is let through. Closed; `docs/admission.md` explains each. */
export const ALLOWANCES = [
  'not-ours',
  'removal',
  'built-in',
  'publisher',
  'grants-no-more',
  'unchanged',
  'known',
  'explained',
] as const;
export type Allowance = (typeof ALLOWANCES)[number];
