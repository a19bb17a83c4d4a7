import type { Sha256 } from './ledger.ts';
import type { CampaignState, ReviewCoverage, ReviewVerdict } from './review.ts';
import type { ListedItem } from './review-document.ts';

/** `manifest.json` of an evidence pack: `mainward.dev/review-pack/v1`. */
export interface PackManifest extends PackCampaign {
  readonly schema: 'mainward.dev/review-pack/v1';
  /** What wrote the files: the same entries give the same bytes. */
  readonly generator: string;
  /** The tree that all entries are proven in. */
  readonly log: { readonly origin: string; readonly size: string; readonly root: string };
  /** Every other file, by path. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: Sha256 }[];
}

interface PackCampaign {
  readonly campaign: string;
  readonly definition: string;
  readonly repository: string;
  readonly commit: string;
  readonly population: Sha256;
  readonly items: number;
  readonly state: CampaignState;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly due: string;
  readonly closedAt?: string;
}

/** One statement that was recorded, and who signed it with what. */
export interface PackStatement {
  /** Of its entry. */
  readonly index: number;
  readonly at: string;
  readonly kind: 'decided' | 'excepted';
  /** Id in the roster. */
  readonly by: string;
  readonly signedWith: 'roster-key' | 'session-key';
  /** Fingerprint, or thumbprint of a session key. */
  readonly key: string;
  /** As the roster of the time has it, or as JWK. */
  readonly publicKey: string;
  /** Index of the policy whose roster was in force. */
  readonly policy?: number;
  /** Of a session key: how whoever had it proved who they are. */
  readonly session?: { readonly issuer: string; readonly subject: string; readonly signedInAt: string };
  /** File of the pack. */
  readonly envelope: string;
}

/** One decision as it was signed. */
export interface PackDecision {
  readonly index: number;
  readonly at: string;
  readonly by: string;
  readonly item: Sha256;
  readonly verdict: ReviewVerdict;
  readonly reason: string;
  /** No later one took its place. */
  readonly counts: boolean;
}

/** What came of what was revoked, entry by entry. */
export interface PackRemediation {
  readonly proposed: readonly {
    readonly index: number;
    readonly at: string;
    readonly repository: string;
    readonly ref?: string;
    readonly head?: string;
    readonly items: readonly string[];
    readonly tasks: readonly { readonly item: string; readonly code: string; readonly say: string }[];
  }[];
  readonly verified: readonly {
    readonly index: number;
    readonly at: string;
    readonly commit: string;
    /** Absent = in Git. */
    readonly cluster?: string;
    readonly items: readonly string[];
    readonly returned: readonly string[];
  }[];
  readonly excepted: readonly {
    readonly index: number;
    readonly at: string;
    readonly by: string;
    readonly expires: string;
    readonly items: readonly { readonly item: string; readonly reason: string }[];
  }[];
  readonly closed?: {
    readonly index: number;
    readonly at: string;
    readonly outcome: 'closed' | 'cancelled';
    readonly by?: string;
    readonly why?: string;
    /** Ids of items of which whoever closed it said that nothing more is to be done. */
    readonly acknowledged: readonly string[];
  };
}

/** What a page says of a campaign: everything that the pack holds, for people. */
export interface PackReport {
  readonly campaign: PackCampaign;
  /** Id in the roster of whoever began it. */
  readonly by: string;
  readonly log: PackManifest['log'];
  readonly items: readonly ListedItem[];
  readonly coverage: ReviewCoverage;
  readonly statements: readonly PackStatement[];
  readonly decisions: readonly PackDecision[];
  readonly remediation: PackRemediation;
}
