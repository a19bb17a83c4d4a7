import type { Sha256 } from './ledger.ts';
import type { PolicyRule } from './rbac.ts';
import type {
  CampaignState,
  ItemDecision,
  ItemState,
  ReviewCoverage,
  ReviewItem,
  ReviewVerdict,
} from './review.ts';

/** An item with who is to review it. */
export interface AssignedItem extends ReviewItem {
  /** Id in the roster; absent where nobody may. */
  readonly reviewer?: string;
  /** By which rule; where nobody may, why. */
  readonly rule: string;
}

export interface ReviewCount {
  readonly items: number;
}

/** The answer of `review preview`: `mainward.dev/review-preview/v1`. */
export interface ReviewPreviewDocument {
  readonly schema: 'mainward.dev/review-preview/v1';
  readonly definition: string;
  readonly repository: string;
  readonly commit: string;
  /** Root of the Merkle tree over the items. */
  readonly population: Sha256;
  /** How many distinct principals, groups not counted. */
  readonly principals: number;
  readonly namespaces: readonly (ReviewCount & {
    readonly cluster: string;
    /** `null` = cluster scope. */
    readonly namespace: string | null;
  })[];
  readonly reviewers: readonly (ReviewCount & { readonly reviewer: string })[];
  /** How many of the items nobody may review: a campaign of them would not begin. */
  readonly unassigned: number;
  readonly coverage: ReviewCoverage;
  readonly items: readonly AssignedItem[];
  readonly notes: readonly string[];
}

/** An item as a reviewer sees it in a list. */
export interface ListedItem extends AssignedItem {
  readonly state: ItemState;
  readonly decision?: ItemDecision;
}

/** One campaign, in a list: `mainward.dev/reviews/v1` has them. */
export interface ListedCampaign {
  readonly campaign: string;
  readonly definition: string;
  readonly repository: string;
  readonly commit: string;
  readonly population: Sha256;
  readonly state: CampaignState;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly due: string;
  readonly closedAt?: string;
  readonly items: number;
  /** How many nobody decided about yet. */
  readonly open: number;
  /** How many of these the reader is to review. */
  readonly mine: number;
}

/** The answer of `review list`, and of `GET /api/v1/reviews`. */
export interface ReviewsDocument {
  readonly schema: 'mainward.dev/reviews/v1';
  /** The newest first. */
  readonly campaigns: readonly ListedCampaign[];
}

/** The answer of `GET /api/v1/reviews/:campaign`, and of `review start`. */
export interface ReviewDocument extends ListedCampaign {
  readonly schema: 'mainward.dev/review/v1';
  /** Id in the roster; absent for readers who may not know. */
  readonly by?: string;
  readonly states: Readonly<Record<ItemState, number>>;
  /** Developers see themselves only. */
  readonly reviewers: readonly (ReviewCount & { readonly reviewer: string; readonly open: number })[];
  readonly coverage: ReviewCoverage;
  /** The payload was erased, or is damaged: the items cannot be shown. */
  readonly isErased: boolean;
  /** The reader is in the group that owns it, so may decide what others are asked, and act on what was revoked. */
  readonly owns: boolean;
}

/** The answer of `review list CAMPAIGN`, and of `GET /api/v1/reviews/:campaign/items`. */
export interface ReviewItemsDocument {
  readonly schema: 'mainward.dev/review-items/v1';
  readonly campaign: string;
  readonly repository: string;
  readonly commit: string;
  /** The gravest first. */
  readonly items: readonly ListedItem[];
  /** What to ask for as `after`; absent where this is the last page. */
  readonly next?: string;
}

/** `none`: nothing can be said. */
export interface ReviewRecommendation {
  readonly verdict: ReviewVerdict | 'none';
  /** In sentences. */
  readonly reasons: readonly string[];
}

/** What a reviewer wants to know before they decide. */
export interface ItemInsight {
  /** Of the role, as the commit has it. */
  readonly rules: readonly PolicyRule[];
  /** The file around the subject, from a line on; absent where it cannot be read. */
  readonly lines?: { readonly from: number; readonly text: readonly string[] };
  /** On which ways the same principal has at least the same rights there. */
  readonly otherWays: readonly Pick<ReviewItem, 'id' | 'binding' | 'via' | 'namespace'>[];
  readonly peers?: { readonly people: number; readonly having: number };
  /** The same item in the campaign of the same definition before this one. */
  readonly before?: {
    readonly campaign: string;
    readonly state: ItemState;
    readonly decision?: ItemDecision;
  };
  readonly recommendation: ReviewRecommendation;
  /** What could not be read, in sentences. */
  readonly unknown: readonly string[];
}

/** The answer of `GET /api/v1/reviews/:campaign/items/:id`. */
export interface ReviewItemDocument extends ItemInsight {
  readonly schema: 'mainward.dev/review-item/v1';
  readonly campaign: string;
  readonly repository: string;
  readonly commit: string;
  readonly item: ListedItem;
}

/** The answer of `POST /api/v1/reviews/:campaign/decisions`: what was recorded, as it is now. */
export interface ReviewDecisionsDocument {
  readonly schema: 'mainward.dev/review-decisions/v1';
  readonly campaign: string;
  /** Of its entry. */
  readonly index: number;
  readonly items: readonly ListedItem[];
}

/** The answer of `GET /api/v1/reviews/:campaign/remediation`: what comes of what was revoked. */
export interface ReviewRemediationDocument {
  readonly schema: 'mainward.dev/review-remediation/v1';
  readonly campaign: string;
  readonly state: CampaignState;
  /** Commits that are, or were, offered. */
  readonly proposals: readonly {
    readonly repository: string;
    readonly ref: string;
    readonly head: string;
    /** Index of its `review.proposed`. */
    readonly index: number;
    /** RFC 3339. */
    readonly at: string;
    /** Ids of what it takes out. */
    readonly items: readonly Sha256[];
  }[];
  /** What a person has to do. */
  readonly tasks: readonly { readonly item: Sha256; readonly code: string; readonly say: string }[];
  /** What was revoked and is not known to be gone everywhere, with what is missing for that. */
  readonly unverified: readonly {
    readonly item: Sha256;
    readonly state: ItemState;
    readonly missing: string;
    /** Nobody can verify it, so whoever closes the campaign may take it upon them. */
    readonly acknowledgeable: boolean;
  }[];
  /** What stays although it was revoked, and until when (RFC 3339). */
  readonly exceptions: readonly {
    readonly item: Sha256;
    readonly reason: string;
    readonly expires: string;
  }[];
  readonly canClose: boolean;
  /** Why it cannot be closed; without what may be acknowledged. */
  readonly obstacles: readonly string[];
}
