import type { LandingReason } from './landing.ts';
import type { Location } from './location.ts';
import type { RbacSubject, RoleRef } from './rbac.ts';

/** Annotations of the objects that a temporary grant puts into a cluster; whoever reads one of them reads all. */
export const GRANT_ANNOTATION = 'mainward.dev/grant';
/** Absolute, RFC 3339 UTC, whole seconds: from then on the object is not wanted, whatever Git has. */
export const EXPIRES_ANNOTATION = 'mainward.dev/expires';

/** Where the Grants of a repository lie, `<id>.yaml` each. */
export const GRANTS_FOLDER = '.mainward/grants';

/** A right that may be had for a while: one role, in one namespace or in all of the cluster. */
export interface OfferedRole {
  /** Absent = cluster scope: a ClusterRoleBinding. */
  readonly namespace?: string;
  readonly role: Pick<RoleRef, 'kind' | 'name'>;
}

/** Who may have which access for a while, who must agree, and for how long at most. */
export interface AccessPolicy {
  readonly name: string;
  readonly cluster: string;
  /** All of them are given together. */
  readonly offers: readonly OfferedRole[];
  /** Groups of the roster whose members may ask for it. */
  readonly eligible: readonly string[];
  readonly minutes: { readonly longest: number; readonly usual: number };
  /** All of these must agree; empty is refused: temporary access without a second person is break-glass. */
  readonly approvals: readonly { readonly group: string; readonly count: number }[];
  /** A reason must begin with one of these, e.g. `INC-`; empty = any reason. */
  readonly reasonPrefixes: readonly string[];
  /** How long a request waits for agreement before it is void. */
  readonly pendingMinutes: number;
  /** Folder of the repository, applied by the agent of the cluster, in which the grants' manifests lie. */
  readonly folder: string;
  /** Absent = there is no break-glass for this. */
  readonly breakGlass?: BreakGlassRule;
  readonly at: Location;
}

/** Access without agreement: immediate, loud, and reviewed afterwards. */
export interface BreakGlassRule {
  readonly eligible: readonly string[];
  readonly longestMinutes: number;
  /** Groups of the roster; never whoever used it. */
  readonly reviewers: readonly string[];
  readonly reviewWithinMinutes: number;
  /** Id in the roster of the robot whose signed commits may bring it in without agreement. */
  readonly committer: string;
}

export type AccessGrantKind = 'normal' | 'break-glass';

/**
 * One grant, as the file `.mainward/grants/<id>.yaml` (kind `Grant`) has it. The manifests beside it are what
 * `bundleOf` renders of it, byte for byte, or the change that brings it is refused.
 */
export interface AccessGrant {
  /** Lower case, digits and `-`; also the name of its objects, `mainward-<id>`. */
  readonly id: string;
  readonly kind: AccessGrantKind;
  /** Name of the AccessPolicy. */
  readonly policy: string;
  /** Id in the roster of whoever has it. */
  readonly person: string;
  /** As the API server of the cluster knows that person. */
  readonly subject: RbacSubject;
  readonly reason: string;
  /** RFC 3339 UTC, whole seconds. */
  readonly requestedAt: string;
  /** RFC 3339 UTC, whole seconds; absolute. */
  readonly expires: string;
  readonly at: Location;
}

/** What a change does to temporary access, by what is accepted before it. */
export interface AccessChange {
  readonly gives: readonly { readonly grant: AccessGrant; readonly policy: AccessPolicy }[];
  /** Ids of the grants that it takes out, whole. */
  readonly takes: readonly string[];
  /** It does nothing else: then what the policies of these grants demand stands in place of the Requirements. */
  readonly whole: boolean;
  /** Proved to be wrong. */
  readonly broken: readonly LandingReason[];
  /** Cannot be told. */
  readonly open: readonly LandingReason[];
}
