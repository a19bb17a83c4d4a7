import type { GrantStage } from './ledger.ts';
import type { StageGrant } from './policy.ts';

/**
 * Why no credential was issued: the closed list of stable codes. They go into the ledger and the log; whoever asked is
 * not told. `docs/broker.md` explains each, and a test holds both together.
 */
export const REFUSALS = [
  'grant-type-unsupported',
  'request-malformed',
  'request-unsupported',
  'scope-malformed',
  'token-malformed',
  'token-encrypted',
  'token-header',
  'issuer-unknown',
  'algorithm-refused',
  'key-unknown',
  'key-unfit',
  'signature-wrong',
  'times-missing',
  'token-expired',
  'token-not-yet-valid',
  'token-too-old',
  'audience-wrong',
  'subject-missing',
  'token-id-malformed',
  'policy-missing',
  'claims-do-not-match',
  'grant-missing',
  'policy-ambiguous',
  'commit-missing',
  'repository-unknown',
  'ref-wrong',
  'commit-not-landed',
  'landing-failed',
  'landing-undecided',
  'landing-held',
  'cluster-unknown',
  'token-spent',
  'issuer-unavailable',
  'policy-unavailable',
  'landing-unavailable',
  'store-unavailable',
  'cluster-unavailable',
  'ledger-unavailable',
  'defect',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Refusals that say nothing about who asked: the same request may succeed later. */
export const UNAVAILABLE: ReadonlySet<Refusal> = new Set<Refusal>([
  'issuer-unavailable',
  'policy-unavailable',
  'landing-unavailable',
  'store-unavailable',
  'cluster-unavailable',
  'ledger-unavailable',
  'defect',
]);

/** What a job asks for. */
export interface AskedGrant {
  readonly stage: GrantStage;
  readonly environment: string;
}

/** The grant that was found, and the policy that gives it. */
export interface FoundGrant {
  /** Name of the TrustPolicy. */
  readonly policy: string;
  readonly grant: StageGrant;
  /** Claims that the policy looked at, by name, as the token has them. */
  readonly looked: Readonly<Record<string, string | number | boolean>>;
  readonly commit: string;
  /** Absent where the token names none. */
  readonly ref?: string;
}
