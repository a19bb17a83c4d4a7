import type { AccessGrantKind } from './access-grant.ts';
import type {
  ActionOutcome,
  DriftAction,
  DriftChange,
  DriftDecision,
  DriftEffect,
  DriftEnd,
  GuardTier,
  HoldCode,
} from './drift.ts';
import type { Severity } from './verdict.ts';

/** SHA-256, lower-case hex. */
export type Sha256 = string;

/** An object in a cluster, as entries and questions name it. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for cluster scope. */
  readonly namespace?: string;
  readonly name: string;
}

/**
 * What every entry has. An entry holds digests, object ids and names of machines, never a person's name or address: what
 * is personal lies in the payload, outside the tree, and the entry commits to it.
 */
interface EntryBase {
  readonly v: 1;
  /** RFC 3339 UTC, milliseconds. Order is by index; this is what the writer's clock said. */
  readonly at: string;
  /** SHA-256 of the payload's bytes. */
  readonly payload?: Sha256;
}

/** The change that an entry is about, while it is proposed. `proposal` is the forge's own name of it, e.g. `7`. */
export interface ProposedChange {
  readonly repository: string;
  /** Full name of the ref it wants to change. */
  readonly ref: string;
  readonly proposal: string;
  /** The commit that was offered. */
  readonly head: string;
}

/** Someone's bytes, kept as they are (`log append`). */
export interface NoteEntry extends EntryBase {
  readonly type: 'note';
  readonly payload: Sha256;
}

export interface ProposedEntry extends EntryBase, ProposedChange {
  readonly type: 'change.proposed';
  /** The ref's commit when it was offered. */
  readonly base: string;
}

export interface ApprovedEntry extends EntryBase, ProposedChange {
  readonly type: 'change.approved';
  /** SHA-256 of the signed statement's bytes, as they lie in the repository. */
  readonly statement: Sha256;
}

export interface CheckedEntry extends EntryBase, ProposedChange {
  readonly type: 'change.checked';
  readonly base: string;
  /** The tree of the merge that was checked; `null` where there was a conflict. */
  readonly merged: string | null;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** SHA-256 of the report. */
  readonly report: Sha256;
}

/** The tree of a merge as Git makes it anew; `conflict` = it cannot make it, `null` = it could not be told. */
export type MergedTree = string | null;

/** An approval that counted for a landing. */
export interface CountedApproval {
  /** As its `change.approved` has it. */
  readonly statement: Sha256;
  /** The head it was given for: the one that landed, or one that only merges of the base lie after. */
  readonly head: string;
  /** The merge of that head into what the ref pointed to before. */
  readonly merged: MergedTree;
}

export interface LandedEntry extends EntryBase {
  readonly type: 'change.landed';
  readonly repository: string;
  readonly ref: string;
  /** The ref's commit before; absent where the ref is new. */
  readonly before?: string;
  readonly commit: string;
  readonly tree: string;
  /** The offered commit that it brought; absent where nothing was offered. */
  readonly head?: string;
  readonly proposal?: string;
  /** The merge of `head` into `before`. */
  readonly merged: MergedTree;
  readonly approvals: readonly CountedApproval[];
  /** Did what was in force at `before` demand anybody's approval? */
  readonly demanded: boolean;
  /** Index of the `policy.loaded` that it was judged by; absent where there was none. */
  readonly policy?: number;
  /** Index of the `gap` in which it landed: what came before it may not be recorded. */
  readonly gap?: number;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly report: Sha256;
}

/** What an exchange asks for. */
export type GrantStage = 'validate' | 'deploy';

export interface CredentialIssuedEntry extends EntryBase {
  readonly type: 'credential.issued';
  readonly stage: GrantStage;
  readonly environment: string;
  readonly repository: string;
  readonly commit: string;
  /** Name of the TrustPolicy, and the commit it was read at. */
  readonly trust: string;
  readonly policyCommit: string;
  readonly issuer: string;
  /** SHA-256 of the token that was traded in. */
  readonly token: Sha256;
  /** SHA-256 of the credential: whoever holds it can have it revoked. */
  readonly credential: Sha256;
  readonly cluster: string;
  /** `NAMESPACE/NAME` of the service account. */
  readonly account: string;
  /** `NAMESPACE/NAME` of the Secret whose deletion revokes it. */
  readonly boundTo: string;
  readonly expires: string;
}

export interface CredentialRefusedEntry extends EntryBase {
  readonly type: 'credential.refused';
  /** Why: a code of `docs/broker.md`. Whoever was refused is not told. */
  readonly code: string;
  readonly stage?: GrantStage;
  readonly environment?: string;
  readonly token?: Sha256;
  /** How many refusals before this one were not recorded, because there were too many. */
  readonly unrecorded?: number;
}

export interface CredentialRevokedEntry extends EntryBase {
  readonly type: 'credential.revoked';
  /** Index of the entry that issued it. */
  readonly issued: number;
}

export interface PublishedEntry extends EntryBase {
  readonly type: 'source.published';
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  readonly tree: string;
  /** SHA-256 of the archive. */
  readonly artifact: Sha256;
  readonly bytes: number;
  readonly cluster: string;
  /** The ExternalArtifact. */
  readonly source: ObjectRef;
}

export interface AppliedEntry extends EntryBase {
  readonly type: 'agent.applied';
  readonly cluster: string;
  /** The agent's object that applied it, e.g. a Kustomization. */
  readonly agent: ObjectRef;
  readonly repository: string;
  /** What the agent says it applied. */
  readonly commit: string;
  readonly tree: string;
  /** SHA-256 of the archive that the agent says it applied. */
  readonly artifact?: Sha256;
}

export interface LiveEntry extends EntryBase {
  readonly type: 'object.live';
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly uid: string;
  readonly repository: string;
  /** The landed commit that last changed it. */
  readonly commit: string;
  /** SHA-256 of the text that the payload has of its meaning, with a salt: without what the server and the agent add. */
  readonly content: Sha256;
}

export interface PolicyLoadedEntry extends EntryBase {
  readonly type: 'policy.loaded';
  readonly repository: string;
  readonly commit: string;
}

/** A policy that does not parse: the last good one stays in force. */
export interface PolicyRefusedEntry extends EntryBase {
  readonly type: 'policy.refused';
  readonly repository: string;
  readonly commit: string;
  readonly code: string;
}

/** Something could not be observed for a while: the record is whole, what it records may not be. */
export interface GapEntry extends EntryBase {
  readonly type: 'gap';
  readonly what: string;
  /** Of what: absent where everything may be concerned. */
  readonly repository?: string;
  readonly cluster?: string;
  readonly from: string;
}

/** The guard of a cluster began: what was there already and nobody can explain is in the payload. */
export interface GuardBeganEntry extends EntryBase {
  readonly type: 'guard.began';
  readonly cluster: string;
  readonly repository: string;
  /** The verified commit that it began with. */
  readonly commit: string;
  /** How many objects nobody could explain. */
  readonly unexplained: number;
}

/** How many objects that grant the desired state has that the guard of a cluster goes by: when that is another number. */
export interface GuardFollowedEntry extends EntryBase {
  readonly type: 'guard.followed';
  readonly cluster: string;
  readonly repository: string;
  readonly commit: string;
  readonly objects: number;
}

/** Something in a cluster is not as the verified commit says. Comes before anything is done about it. */
export interface DriftSeenEntry extends EntryBase {
  readonly type: 'drift.seen';
  readonly cluster: string;
  readonly object: ObjectRef;
  /** Absent where it is gone. */
  readonly uid?: string;
  readonly change: DriftChange;
  readonly effect: DriftEffect;
  readonly danger: Severity;
  readonly repository: string;
  /** The verified commit that it differs from. */
  readonly commit: string;
  readonly tier: GuardTier;
  readonly decision: DriftDecision;
  /** Why less is done than the tier allows. */
  readonly code?: HoldCode;
}

/** Something was done about a difference, or was tried. */
export interface DriftActedEntry extends EntryBase {
  readonly type: 'drift.acted';
  readonly cluster: string;
  readonly object: ObjectRef;
  /** Index of its `drift.seen`. */
  readonly seen: number;
  readonly action: DriftAction;
  readonly outcome: ActionOutcome;
}

export interface DriftEndedEntry extends EntryBase {
  readonly type: 'drift.ended';
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly seen: number;
  readonly how: DriftEnd;
}

/** Who made a difference became known; the name is in the payload. */
export interface DriftAttributedEntry extends EntryBase {
  readonly type: 'drift.attributed';
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly seen: number;
  readonly source: 'admission' | 'audit' | 'manager';
}

/** The admission webhook refused a request, or would have. What it lets through without a word is not recorded. */
export interface AdmissionJudgedEntry extends EntryBase {
  readonly type: 'admission.judged';
  readonly cluster: string;
  readonly object: ObjectRef;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** `observed`: it would have been refused. */
  readonly verdict: 'refused' | 'observed';
  /** Why: a code of `docs/admission.md`. */
  readonly code: string;
  readonly dryRun: boolean;
}

/** The guard of a cluster stopped acting, or goes on. */
export interface GuardHeldEntry extends EntryBase {
  readonly type: 'guard.held';
  readonly cluster: string;
  readonly code: HoldCode;
  readonly held: boolean;
  /** When it goes on by itself; RFC 3339. */
  readonly until?: string;
}

/** An access review was begun: its population is what the commit says, computed anew whenever it is needed. */
export interface ReviewStartedEntry extends EntryBase {
  readonly type: 'review.started';
  readonly campaign: string;
  readonly definition: string;
  readonly repository: string;
  readonly commit: string;
  /** Root of the Merkle tree over the items. */
  readonly population: Sha256;
  readonly items: number;
  readonly due: string;
}

/** Somebody decided about items of a campaign. */
export interface ReviewDecidedEntry extends EntryBase {
  readonly type: 'review.decided';
  readonly campaign: string;
  readonly population: Sha256;
  /** SHA-256 of the signed statement's bytes: it counts once. */
  readonly statement: Sha256;
  readonly items: number;
}

/** Items got another reviewer. */
export interface ReviewAssignedEntry extends EntryBase {
  readonly type: 'review.assigned';
  readonly campaign: string;
  readonly items: number;
}

/** A commit that removes what was revoked is offered, or it was found what people have to do by hand. */
export interface ReviewProposedEntry extends EntryBase {
  readonly type: 'review.proposed';
  readonly campaign: string;
  readonly repository: string;
  /** Both are absent where nothing is offered. */
  readonly ref?: string;
  readonly head?: string;
  /** How many the commit removes. */
  readonly items: number;
}

/** What was revoked is not there any more, or is there again: in Git at a commit, or in a cluster. */
export interface ReviewVerifiedEntry extends EntryBase {
  readonly type: 'review.verified';
  readonly campaign: string;
  readonly repository: string;
  readonly commit: string;
  /** Absent = in Git. */
  readonly cluster?: string;
  /** How many are not there any more. */
  readonly items: number;
}

/** Something that was revoked stays, because somebody signed for it until a day. */
export interface ReviewExceptedEntry extends EntryBase {
  readonly type: 'review.excepted';
  readonly campaign: string;
  readonly statement: Sha256;
  readonly items: number;
  readonly expires: string;
}

export interface ReviewClosedEntry extends EntryBase {
  readonly type: 'review.closed';
  readonly campaign: string;
  readonly outcome: 'closed' | 'cancelled';
}

/** What identifies a temporary grant in the record. */
interface GrantEntry extends EntryBase {
  readonly grant: string;
  readonly policy: string;
  readonly cluster: string;
  readonly kind: AccessGrantKind;
}

/** Temporary access was asked for: the commit that would give it is offered, or, with break-glass, landed at once. */
export interface GrantRequestedEntry extends GrantEntry {
  readonly type: 'grant.requested';
  readonly repository: string;
  readonly ref: string;
  readonly head: string;
  /** SHA-256 of the manifests. */
  readonly bundle: Sha256;
  readonly expires: string;
}

/** The commit that gives it landed. */
export interface GrantBeganEntry extends GrantEntry {
  readonly type: 'grant.began';
  readonly repository: string;
  readonly commit: string;
  readonly bundle: Sha256;
  readonly expires: string;
}

/** Somebody ended it before its time: from then on it is to be taken out, until Git has it no more. */
export interface GrantRevokedEntry extends EntryBase {
  readonly type: 'grant.revoked';
  readonly grant: string;
  readonly cluster: string;
}

/** It ended, in one place: each of them is enough. */
export interface GrantEndedEntry extends EntryBase {
  readonly type: 'grant.ended';
  readonly grant: string;
  readonly cluster: string;
  /** `guard`: deleted in the cluster; `commit`: taken out of Git; `void`: it never began. */
  readonly by: 'guard' | 'commit' | 'void';
  readonly why: 'expired' | 'revoked' | 'refused';
  /** What the guard deleted. */
  readonly object?: ObjectRef;
  readonly commit?: string;
}

/** The use of break-glass was reviewed. */
export interface GrantReviewedEntry extends EntryBase {
  readonly type: 'grant.reviewed';
  readonly grant: string;
  readonly verdict: 'justified' | 'not-justified' | 'misuse';
}

export type LedgerEntry =
  | NoteEntry
  | ProposedEntry
  | ApprovedEntry
  | CheckedEntry
  | LandedEntry
  | CredentialIssuedEntry
  | CredentialRefusedEntry
  | CredentialRevokedEntry
  | PublishedEntry
  | AppliedEntry
  | LiveEntry
  | PolicyLoadedEntry
  | PolicyRefusedEntry
  | GuardBeganEntry
  | GuardFollowedEntry
  | DriftSeenEntry
  | DriftActedEntry
  | DriftEndedEntry
  | DriftAttributedEntry
  | AdmissionJudgedEntry
  | GuardHeldEntry
  | ReviewStartedEntry
  | ReviewAssignedEntry
  | ReviewDecidedEntry
  | ReviewProposedEntry
  | ReviewVerifiedEntry
  | ReviewExceptedEntry
  | ReviewClosedEntry
  | GrantRequestedEntry
  | GrantBeganEntry
  | GrantRevokedEntry
  | GrantEndedEntry
  | GrantReviewedEntry
  | GapEntry;

export type LedgerEntryType = LedgerEntry['type'];

/** An entry where it lies. */
export interface Recorded<Entry extends LedgerEntry = LedgerEntry> {
  /** 0-based. */
  readonly index: number;
  readonly entry: Entry;
}

/** What an entry can be found by. */
export interface Facets {
  readonly repository?: string;
  readonly proposal?: string;
  readonly commits: readonly string[];
  readonly digests: readonly Sha256[];
  /** Each object as one string; equal strings are the same object. */
  readonly objects: readonly string[];
}
