import type { GuardTier } from './drift.ts';
import type { GrantStage } from './ledger.ts';
import type { Location } from './location.ts';
import type { Severity } from './verdict.ts';

/** A named environment of a `System`: which clusters belong to it. */
export interface SystemEnvironment {
  readonly name: string;
  readonly clusters: readonly string[];
}

export interface SystemRepository {
  readonly name: string;
  /** URLs under which agents know the repository. */
  readonly urls: readonly string[];
}

export interface SystemCluster {
  readonly name: string;
  /** API server URLs and names by which agents address it; `in-cluster` is the agent's own. */
  readonly servers: readonly string[];
  /** Folders of repositories whose manifests belong to this cluster: `repository:path`. */
  readonly paths: readonly string[];
}

/** What makes up the chain, by name. */
export interface System {
  readonly name: string;
  readonly repositories: readonly SystemRepository[];
  readonly clusters: readonly SystemCluster[];
  readonly environments: readonly SystemEnvironment[];
  /** Groups whose members may use break-glass, by environment. */
  readonly breakGlass: readonly { readonly environment: string; readonly groups: readonly string[] }[];
  readonly at: Location;
}

/** Who must agree to what. */
export interface Requirement {
  readonly name: string;
  /** Globs over paths of the repository (`*` stays in a segment, `**` crosses); empty = every path. */
  readonly paths: readonly string[];
  /** Kinds of Kubernetes objects whose change is meant, e.g. `RoleBinding`; empty = not restricted. */
  readonly kinds: readonly string[];
  readonly approvals: readonly { readonly group: string; readonly count: number }[];
  /** Each commit must be signed with a key that the roster gives its author. */
  readonly signed: boolean;
  readonly at: Location;
}

/** A waiver: which control, where, why, until when. */
export interface Exception {
  readonly control: string;
  readonly path?: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly at: Location;
}

/**
 * What a claim of a token must be. `exactly` compares type and value; in a `glob` a `*` is one or more characters, none
 * of them `:` or `/`, and nothing else is special.
 */
export type ClaimMatch =
  | { readonly kind: 'exactly'; readonly value: string | number | boolean }
  | { readonly kind: 'glob'; readonly pattern: string };

/** What a job may have: a short-lived token of one service account, for one stage of one environment. */
export interface StageGrant {
  readonly stage: GrantStage;
  readonly environment: string;
  /** Name of the repository whose landings count. */
  readonly repository: string;
  readonly cluster: string;
  readonly account: { readonly namespace: string; readonly name: string };
  /** How long the credential lives. */
  readonly seconds: number;
}

/** Which tokens of which issuer are traded for which grants. */
export interface TrustPolicy {
  readonly name: string;
  /** Compared character by character. */
  readonly issuer: string;
  readonly audience: string;
  /** All of them must match. */
  readonly claims: ReadonlyMap<string, ClaimMatch>;
  /** The claim that names the commit the job runs at. */
  readonly commitClaim: string;
  /** The claim that holds the full name of the ref the job runs for. */
  readonly refClaim: string;
  readonly grants: readonly StageGrant[];
  readonly at: Location;
}

/** Objects of a cluster, by patterns: `*` is any characters. */
export interface ObjectPattern {
  /** Exactly. */
  readonly kind: string;
  /** Empty = objects of cluster scope. */
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
}

/** How a cluster is guarded. Without one it is observed. */
export interface GuardPolicy {
  readonly name: string;
  readonly cluster: string;
  readonly tier: GuardTier;
  /** How long an agent has to give back what was changed, before it is deleted. */
  readonly graceSeconds: number;
  /** What is not in Git and right; `by`: only where this user was seen to write it. */
  readonly known: readonly (ObjectPattern & { readonly by?: string })[];
  /** What is never deleted. */
  readonly alertOnly: readonly ObjectPattern[];
  /** Subjects of which one must be able to administer the cluster after whatever is done. */
  readonly administrators: readonly {
    readonly kind: 'User' | 'Group' | 'ServiceAccount';
    readonly name: string;
    readonly namespace?: string;
  }[];
  readonly limits: { readonly perMinute: number; readonly perHour: number };
  readonly admission: {
    readonly mode: 'observe' | 'enforce';
    /** Objects that violate a control of this severity or above are refused, even where a verified commit has them. */
    readonly refuseFrom?: Severity;
  };
  /** Whose signed statements pause it, and for how long at most. */
  readonly pause: { readonly groups: readonly string[]; readonly longestMinutes: number };
  readonly at: Location;
}
