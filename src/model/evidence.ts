import type { Location } from './location.ts';
import type { ReviewStatement } from './statement.ts';

/**
 * What a forge says about one repository: `mainward.dev/forge-evidence/v1`, one JSON file each under
 * `--evidence DIR/forge/`. An absent part was not observed (`unknown`); an empty one was observed to be empty.
 */
export interface ForgeEvidence {
  readonly schema: 'mainward.dev/forge-evidence/v1';
  /** The system whose logins these are, as the roster's accounts name it, e.g. `github`. */
  readonly forge: string;
  /** Name of the repository in view. */
  readonly repository: string;
  /** `owner/name` on the forge. */
  readonly fullName?: string;
  /** URLs under which agents and people clone it. */
  readonly urls?: readonly string[];
  /** Where and when this was read. */
  readonly source: string;
  readonly observedAt: string;
  /** The file it was read from. */
  readonly at?: Location;
  readonly settings?: ForgeSettings;
  readonly rules?: readonly BranchRule[];
  readonly members?: readonly ForgeMember[];
  readonly teams?: readonly ForgeTeam[];
  /** Owners of the organisation, who may change everything. */
  readonly owners?: readonly string[];
  readonly deployKeys?: readonly DeployKey[];
  readonly apps?: readonly ForgeApp[];
  readonly secrets?: readonly ForgeSecret[];
  readonly environments?: readonly ForgeEnvironment[];
  readonly pullRequests?: PullRequests;
  /** Ref updates as the forge saw them. */
  readonly pushes?: readonly PushEvent[];
}

export interface ForgeSettings {
  readonly defaultBranch?: string;
  readonly visibility?: 'public' | 'private' | 'internal';
  /** May people with read access (on a public repository: anyone) fork it and open pull requests? */
  readonly forks?: boolean;
  readonly defaultWorkflowPermissions?: 'read' | 'write';
  readonly workflowsMayApprove?: boolean;
  /** Do workflows of pull requests from forks get secrets and write tokens? */
  readonly forkPullRequestsGetSecrets?: boolean;
  /** Does the OIDC subject carry numeric ids (repositories made after 2026-07-15)? */
  readonly immutableSubject?: boolean;
}

export type Permission = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface ForgeMember {
  readonly login: string;
  readonly kind: 'human' | 'bot' | 'app' | 'unknown';
  readonly permission: Permission;
}

export interface ForgeTeam {
  /** As CODEOWNERS names it, without `@`: `acme/platform-security`. */
  readonly name: string;
  readonly members: readonly string[];
  readonly permission?: Permission;
}

export type BypassMode = 'always' | 'pull-request' | 'exempt';
export interface BypassActor {
  readonly kind: 'user' | 'team' | 'role' | 'app' | 'deploy-key' | 'organization-owner';
  /** Login, team, app or key title; for `role`: `admin`, `maintain` or `write`. */
  readonly name: string;
  readonly mode: BypassMode;
  /** Where the evidence names it. */
  readonly at?: Location;
}

/** One branch or tag rule, of whatever make: a ruleset, a classic protection. Several add up; the strictest counts. */
export interface BranchRule {
  readonly name: string;
  readonly enforcement: 'active' | 'evaluate' | 'disabled';
  /** Full ref names or patterns (`refs/heads/main`, `refs/heads/release/*`, `~DEFAULT_BRANCH`, `~ALL`). */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly requirePullRequest: boolean;
  readonly approvals: number;
  readonly codeOwners: boolean;
  readonly dismissStale: boolean;
  readonly lastPushApproval: boolean;
  /** Further approvals by named teams on paths. */
  readonly requiredTeams?: readonly {
    readonly team: string;
    readonly approvals: number;
    readonly paths: readonly string[];
  }[];
  readonly requiredChecks?: readonly { readonly name: string; readonly app?: string }[];
  readonly signedCommits: boolean;
  readonly blockForcePush: boolean;
  readonly blockDeletion: boolean;
  /** Where set, only these may push or merge at all. */
  readonly pushAllowed?: readonly string[];
  /** Absent = not observable with the permission that was used; never read as none. */
  readonly bypass?: readonly BypassActor[];
  /** Where on the platform this stands, for messages. */
  readonly source?: string;
  /** Where the evidence names it. */
  readonly at?: Location;
}

export interface DeployKey {
  readonly title: string;
  readonly readOnly: boolean;
  /** Which agent or job holds it, e.g. `flux-system/flux-system`, `argocd`; unknown when absent. */
  readonly usedBy?: string;
  /** Where the evidence names it. */
  readonly at?: Location;
}

export interface ForgeApp {
  readonly name: string;
  readonly permissions: Readonly<Record<string, 'read' | 'write' | 'admin'>>;
}

export interface ForgeSecret {
  readonly name: string;
  readonly scope: 'repository' | 'organization' | 'environment';
  readonly environment?: string;
}

export interface ForgeEnvironment {
  readonly name: string;
  /** Logins and teams (`team:NAME`); any one of them approves. Empty = no reviewers. */
  readonly reviewers: readonly string[];
  readonly preventSelfReview: boolean;
  /** Which refs may deploy: patterns of branch names, `protected`, or `all`. */
  readonly branches: 'all' | 'protected' | readonly string[];
  readonly adminsMayBypass: boolean;
  /** Where the evidence names it. */
  readonly at?: Location;
}

export interface PullRequests {
  /** Are all open ones here? */
  readonly openComplete: boolean;
  /** Landed ones are complete from this time on; absent = unknown. */
  readonly landedSince?: string;
  readonly items: readonly PullRequest[];
}

export interface ForgeActor {
  readonly login: string;
  readonly kind: 'human' | 'bot' | 'app' | 'unknown';
  /** Id in the roster, where a signature proved who it was. No file can say so: it is not part of the schema. */
  readonly person?: string;
}

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed' | 'merged';
  readonly author: ForgeActor;
  readonly title?: string;
  /** Full ref of the base. */
  readonly base: string;
  readonly head: {
    readonly sha: string;
    readonly ref: string;
    /** True where the head lies in another repository. */
    readonly fork: boolean;
    readonly maintainersMayPush?: boolean;
  };
  readonly createdAt: string;
  readonly mergedAt?: string;
  readonly mergedBy?: ForgeActor;
  /** The commit that landed. */
  readonly mergeCommit?: string;
  readonly mergeMethod?: 'merge' | 'squash' | 'rebase' | 'queue';
  readonly reviews: readonly Review[];
  /** Who pushed what to the head, oldest first. Absent = not observed. */
  readonly pushes?: readonly { readonly actor: ForgeActor; readonly after: string; readonly at: string }[];
}

export interface Review {
  readonly author: ForgeActor;
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  /** The head that was reviewed. */
  readonly commit: string;
  readonly at: string;
  /** Set where no forge says so but a signed statement, which speaks for this very head only. */
  readonly statement?: ReviewStatement;
}

export interface PushEvent {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: ForgeActor;
  readonly at: string;
  readonly kind: 'push' | 'force-push' | 'merge' | 'create' | 'delete';
  /** The rules were passed over. */
  readonly bypassed?: boolean;
}
