import type { Answer } from './agent.ts';
import type { Location } from './location.ts';

/** One `${{ … }}` of a text; `text` is what stands between the braces, trimmed. */
export interface Expression {
  readonly text: string;
  readonly at: Location;
}

/** A text of a workflow with the expressions in it. */
export interface WorkflowText {
  readonly text: string;
  readonly at: Location;
  readonly expressions: readonly Expression[];
}

/** A name that a key or a value gives, with its place. */
export interface WorkflowName {
  readonly name: string;
  readonly at: Location;
}

/** One event under `on`. Patterns are GitHub's filters; an absent list does not filter. */
export interface Trigger {
  readonly event: string;
  readonly branches?: readonly string[];
  readonly branchesIgnore?: readonly string[];
  readonly tags?: readonly string[];
  readonly tagsIgnore?: readonly string[];
  readonly paths?: readonly string[];
  readonly pathsIgnore?: readonly string[];
  readonly types?: readonly string[];
  /** For `workflow_run`: the names of the workflows it follows. */
  readonly workflows?: readonly string[];
  readonly at: Location;
}

export type ScopeLevel = 'none' | 'read' | 'write';

/** A `permissions` key. `explicit` sets every scope it does not name to `none`. */
export interface PermissionSet {
  readonly kind: 'explicit' | 'read-all' | 'write-all' | 'unreadable';
  readonly scopes: ReadonlyMap<string, { readonly level: ScopeLevel; readonly at: Location }>;
  readonly at: Location;
}

/**
 * How an action, workflow or image is held. `branch-or-tag` is a name that may move; `tag` one that looks like a
 * version, which may move too; `self` is `$/path`, read from the commit that runs; `expression` cannot be told.
 */
export type Pin =
  | 'sha'
  | 'tag'
  | 'branch-or-tag'
  | 'none'
  | 'local'
  | 'self'
  | 'docker'
  | 'docker-digest'
  | 'expression';

/** What `uses` names. For `local` and `self` the path is that of the repository; for images it is the image. */
export interface ActionRef {
  readonly text: string;
  readonly owner: string;
  readonly repo: string;
  readonly path: string;
  readonly ref: string;
  readonly pin: Pin;
  /** The platform's own (`actions/…`, `github/…`), or this repository's. */
  readonly firstParty: boolean;
  readonly at: Location;
}

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: ActionRef;
  readonly run?: WorkflowText;
  readonly with: ReadonlyMap<string, WorkflowText>;
  readonly env: ReadonlyMap<string, WorkflowText>;
  readonly condition?: WorkflowText;
  readonly at: Location;
}

export interface ReusableCall {
  readonly ref: ActionRef;
  readonly secrets: 'inherit' | 'map' | 'none';
  /** Of the `secrets` key where there is one, otherwise of `uses`. */
  readonly at: Location;
}

/** A container, a service or an image that a job starts. */
export interface JobImage {
  readonly image: string;
  readonly digest: boolean;
  readonly at: Location;
}

/** An environment of a job; a `name` that is absent is made by an expression. */
export interface JobEnvironment {
  readonly name?: string;
  readonly at: Location;
}

export interface Job {
  readonly id: string;
  readonly name?: string;
  readonly needs: readonly string[];
  readonly condition?: WorkflowText;
  readonly environment?: JobEnvironment;
  readonly permissions?: PermissionSet;
  /** Labels as written; a group is `group:NAME`. Empty where the job calls a workflow. */
  readonly runsOn: readonly WorkflowText[];
  readonly uses?: ReusableCall;
  readonly with: ReadonlyMap<string, WorkflowText>;
  /** `secrets:` handed to a called workflow, by the name they get there. */
  readonly secrets: ReadonlyMap<string, WorkflowText>;
  readonly env: ReadonlyMap<string, WorkflowText>;
  readonly steps: readonly Step[];
  readonly images: readonly JobImage[];
  /** Every text under the job, in the order of the file: where secrets are looked for. */
  readonly texts: readonly WorkflowText[];
  readonly at: Location;
}

/** One file of `.github/workflows`. */
export interface Workflow {
  readonly path: string;
  readonly repository: string;
  readonly name?: string;
  readonly triggers: readonly Trigger[];
  readonly permissions?: PermissionSet;
  readonly env: ReadonlyMap<string, WorkflowText>;
  readonly jobs: readonly Job[];
  readonly at: Location;
}

/** What was there and was not understood. */
export interface UnreadWorkflow {
  readonly path: string;
  readonly reason: string;
  readonly at: Location;
}

/**
 * Who can start a run with content of their own choice: somebody without rights; somebody who may push a branch; only
 * what was merged into a branch that the trigger names; or whoever may dispatch by hand.
 */
export type StarterClass = 'outsider' | 'contributor' | 'merged' | 'dispatch';

export interface Starter {
  readonly class: StarterClass;
  readonly event: string;
  /** Does the run get secrets and the declared token? A fork's pull request does not. */
  readonly privileged: Answer;
  /** For a push: the filters that the branch has to pass. */
  readonly branches?: readonly string[];
  readonly branchesIgnore?: readonly string[];
  readonly tags?: readonly string[];
  /** A condition on the job that was not understood, and may keep this starter out. */
  readonly gate?: WorkflowText;
  readonly at: Location;
}

/** What the job's token may do in one scope; `unknown` where a setting decides that was not observed. */
export interface TokenScope {
  readonly level: ScopeLevel | 'unknown';
  readonly why: string;
  readonly at: Location;
}

export type CloudProvider = 'aws' | 'gcp' | 'azure' | 'vault' | 'kubernetes' | 'registry' | 'terraform';

/** A long-lived key of a cloud or a cluster that reaches the job as a secret. */
export interface StaticCredential {
  readonly provider: CloudProvider;
  readonly secret: string;
  /** The key that receives it, e.g. `aws-access-key-id`. */
  readonly into: string;
  readonly at: Location;
}

/** A role that the job names when it exchanges its identity. */
export interface AssumedRole {
  readonly provider: 'aws' | 'gcp' | 'azure' | 'vault';
  /** The literal name (an ARN, a provider, a client id); absent where an expression makes it. */
  readonly role?: string;
  readonly at: Location;
}

/** Something that changes what runs. `certain` is false where only a name says so. */
export interface Deployment {
  readonly environment?: string;
  readonly how: string;
  readonly at: Location;
  readonly certain: boolean;
}

/** A checkout of what an outsider wrote, and where it is executed with the job's privileges. */
export interface UntrustedCode {
  readonly checkout: Location;
  readonly execution: Location;
  /** The steps from the event to the execution, as short sentences. */
  readonly chain: readonly string[];
}

/** What is known of one job, whatever started it. */
export interface JobFacts {
  readonly workflow: Workflow;
  readonly job: Job;
  /** `path#job`. */
  readonly id: string;
  readonly startedBy: readonly Starter[];
  /** By scope as GitHub writes it (`contents`, `id-token`); the most that any starter gets. */
  readonly token: ReadonlyMap<string, TokenScope>;
  /** Names that the job's texts refer to, `GITHUB_TOKEN` left out. */
  readonly secrets: readonly WorkflowName[];
  /** Every secret of the repository reaches the job. */
  readonly allSecrets?: { readonly why: string; readonly at: Location };
  readonly untrustedCode?: UntrustedCode;
  /** Texts of outsiders that become code. */
  readonly injections: readonly Expression[];
  readonly deploys: readonly Deployment[];
  readonly staticCredentials: readonly StaticCredential[];
  readonly roles: readonly AssumedRole[];
  /** Code of others: actions, called workflows and images, those of called composite actions and workflows included. */
  readonly thirdParty: readonly { readonly action: string; readonly pin: Pin; readonly at: Location }[];
  readonly selfHosted?: Location;
  /** Approves or merges pull requests. */
  readonly approves?: Location;
  /** Scripts that are fetched and executed unseen. */
  readonly remoteScripts: readonly Location[];
  /** What was not followed (a called workflow elsewhere, an unreadable action), and therefore may hide more. */
  readonly unfollowed: readonly { readonly what: string; readonly why: string; readonly at: Location }[];
}
