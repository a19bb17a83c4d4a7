import type { LandedSignature } from './landing.ts';
import type { PersonRef } from './person.ts';

/** What is known of a commit's signature, and why. */
export interface CommitSignature extends LandedSignature {
  /** One sentence. */
  readonly why: string;
  /** What to provide so that an `unknown` can be settled. */
  readonly supply?: string;
  /** Where `witnessedAt` comes from. */
  readonly witness?: string;
  /** The kind of key, e.g. `ssh-ed25519`. */
  readonly keyType?: string;
}

/** When somebody other than the author saw a commit. */
export interface Witness {
  /** RFC 3339 UTC. */
  readonly time: string;
  /** Who saw it, e.g. `push event`, `merge of pull request 7`. */
  readonly source: string;
  /** Seen only through a descendant: the commit existed by then, and may be older. */
  readonly atLatest?: boolean;
}

/** That a key was somebody's during a span of time. Times are milliseconds since 1970; `until` and `revokedAt` are exclusive. */
export interface KeyGrant {
  /** `SHA256:…` of the public key, or of the authority's key. */
  readonly fingerprint: string;
  readonly person: PersonRef;
  readonly from?: number;
  readonly until?: number;
  readonly revokedAt?: number;
  readonly reason?: string;
  /** Where this was said, e.g. `allowed_signers:3` or `roster`. */
  readonly source: string;
  /** Set where the key speaks for others: certificates it signed count for names that match. */
  readonly authority?: { readonly principals: readonly string[] };
}
