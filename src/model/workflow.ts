import type { Answer, Answered } from './agent.ts';
import type { Location } from './location.ts';

/** A value as written, with the place of the value and of its key. */
export interface Field {
  readonly value: string;
  readonly at: Location;
  readonly keyAt: Location;
}

/**
 * By whose doing a job can start. `outsider`: anyone without rights (a fork's pull request, a comment, an issue).
 * `contributor`: whoever may push a branch. `merged`: what landed on a branch the workflow names, or a schedule.
 * `dispatch`: whoever may start workflows by hand or by the interface.
 */
export type TrustClass = 'outsider' | 'contributor' | 'merged' | 'dispatch';

/** A thing that could not be read or resolved, and what would settle it. */
export interface WorkflowUnknown {
  readonly why: string;
  readonly supply: string;
  readonly at: Location;
}

/** `branches`, `tags` or `paths` of a trigger, in the forge's own grammar; the order of the patterns matters. */
export interface TriggerFilter {
  readonly patterns: readonly Field[];
  /** Written as `branches-ignore` and the like. */
  readonly ignore: boolean;
}

export interface Trigger {
  readonly event: string;
  readonly types: readonly Field[];
  readonly branches?: TriggerFilter;
  readonly tags?: TriggerFilter;
  readonly paths?: TriggerFilter;
  /** Names in `workflow_run.workflows`. */
  readonly workflows: readonly Field[];
  readonly at: Location;
}

export type TokenAccess = 'none' | 'read' | 'write';

/** `permissions:` as written. */
export interface PermissionSet {
  /** `map` with no scopes (`{}`) takes everything away; `unread` was not understood. */
  readonly kind: 'map' | 'read-all' | 'write-all' | 'unread';
  readonly scopes: readonly { readonly scope: string; readonly access: TokenAccess; readonly at: Location }[];
  readonly at: Location;
}

/** What the job's own token may do when started in one way; a scope that is not listed is `none`. */
export interface EffectivePermissions {
  readonly scopes: ReadonlyMap<string, TokenAccess | 'unknown'>;
  /** Where it is decided, in words: job, workflow, caller, the repository's default. */
  readonly because: string;
  readonly at?: Location;
  /** Present where a setting that was not observed decides. */
  readonly supply?: string;
}

/** One way in which a job starts. */
export interface JobStart {
  readonly trust: TrustClass;
  readonly event: string;
  /** Started by content of a fork. */
  readonly fork: boolean;
  /** Does the run get secrets and the token as declared? A fork's pull request does not. */
  readonly privileged: Answer;
  readonly permissions: EffectivePermissions;
  /** The trigger that gives it. */
  readonly at: Location;
  /** Jobs that call this one, outermost first (`path#job`), or the parent workflows of `workflow_run`. */
  readonly via: readonly { readonly name: string; readonly at: Location }[];
}

export type PinKind = 'sha' | 'tag' | 'branch' | 'none' | 'local' | 'docker' | 'docker-digest' | 'dynamic';

/** `uses:` of a step or job. */
export interface ActionRef {
  /** As written. */
  readonly text: string;
  /** For `docker://` the registry and image; '' for a local one. */
  readonly owner: string;
  readonly repo: string;
  /** Folder or file inside the repository; '' for its root. Repository-relative for a local one. */
  readonly path: string;
  readonly ref: string;
  /** `tag` looks like a version, `branch` does not: without the other repository it is a guess, both are movable. */
  readonly pin: PinKind;
  /** `same-owner` needs the repository's own owner to be known. */
  readonly publisher: 'local' | 'same-owner' | 'platform' | 'third-party' | 'unknown';
  readonly at: Location;
  readonly keyAt: Location;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly at: Location;
  readonly keyAt: Location;
}

export interface Step {
  /** `id`, else `name`, else `uses`, else `step N` counted from 1. */
  readonly name: string;
  readonly id?: string;
  readonly index: number;
  readonly uses?: ActionRef;
  readonly run?: Field;
  readonly shell?: Field;
  readonly workingDirectory?: Field;
  readonly with: readonly Variable[];
  readonly env: readonly Variable[];
  readonly condition?: Field;
  /** Steps of a composite action of the same repository, in order. */
  readonly inner: readonly Step[];
  readonly at: Location;
}

/** A job that calls a reusable workflow. */
export interface ReusableCall {
  readonly uses: ActionRef;
  readonly secrets: 'inherit' | 'none' | 'map';
  readonly secretsAt?: Location;
  readonly passed: readonly Variable[];
  readonly inputs: readonly Variable[];
  /** Path of the called workflow where it lies in the same repository and was read. */
  readonly resolved?: string;
}

/** Secrets that are sent to the runner for one job. */
export interface SecretUse {
  /** Every place where a secret is named, `GITHUB_TOKEN` left out. */
  readonly named: readonly {
    readonly name: string;
    readonly at: Location;
    readonly in: 'run' | 'env' | 'with' | 'condition' | 'container' | 'other' | 'call';
    /** The step, where it is a step's. */
    readonly step?: string;
  }[];
  /** Present where every secret is sent: `toJSON(secrets)`, `secrets[…]`. */
  readonly all?: { readonly why: string; readonly at: Location };
  /** `secrets: inherit` of a call. */
  readonly inherit?: Location;
}

export type Confidence = 'certain' | 'likely' | 'guess';

export type DeployTarget =
  | 'kubernetes'
  | 'argocd'
  | 'flux'
  | 'terraform'
  | 'aws'
  | 'gcp'
  | 'azure'
  | 'package'
  | 'pages'
  | 'other';

/** Something in a job that changes what runs. */
export interface DeployEvidence {
  readonly target: DeployTarget;
  /** The command or action, e.g. `kubectl apply`. */
  readonly how: string;
  readonly confidence: Confidence;
  /** `change` writes; `look` only reads (`plan`, `diff`, `--dry-run`). */
  readonly effect: 'change' | 'look';
  readonly at: Location;
  readonly step?: string;
}

export type CredentialProvider =
  | 'aws'
  | 'gcp'
  | 'azure'
  | 'vault'
  | 'kubernetes'
  | 'registry'
  | 'package'
  | 'git'
  | 'github-app'
  | 'terraform-cloud'
  | 'other';

/** A credential that a job holds or obtains. */
export interface PipelineCredential {
  /** `static`: lives until somebody rotates it. `federated`: exchanged for the job's identity token. */
  readonly kind: 'static' | 'federated';
  readonly provider: CredentialProvider;
  /** What it is called: the secret, the role, the account. */
  readonly name: string;
  /** The role, service account or client that is assumed, as written; an expression stays one. */
  readonly role?: Field;
  readonly how: string;
  readonly confidence: Confidence;
  readonly at: Location;
  readonly step?: string;
}

/** Code of somebody without rights that a privileged job fetches, and what then executes it. */
export interface UntrustedCode {
  /** The step that fetches it. */
  readonly checkout: { readonly step: string; readonly how: string; readonly at: Location };
  /** The expression or ref by which it is chosen; a movable one can change after a check. */
  readonly movable: boolean;
  readonly events: readonly string[];
  /** What runs it afterwards, in order; empty where nothing was found that does. */
  readonly executed: readonly {
    readonly step: string;
    readonly how: string;
    readonly confidence: Confidence;
    readonly at: Location;
  }[];
  /** Conditions that stand before it (label, author, permission), and whether they hold against it. */
  readonly gate?: { readonly kind: GateKind; readonly at: Location; readonly text: string };
  readonly trigger: Location;
  /** Why the fetch itself probably fails; what would be executed is then a guess. */
  readonly refused?: string;
}

/** Text of whoever starts the job that becomes code of it. */
export interface Injection {
  /** The context, e.g. `github.event.issue.title`. */
  readonly expression: string;
  /** `run`, or the action and input that execute it. */
  readonly sink: string;
  readonly step: string;
  /** Ways of starting in which somebody writes the text. */
  readonly starts: readonly JobStart[];
  readonly at: Location;
}

/** What a condition asks for. `spoofable` asks something the author controls; `none-known` was not understood. */
export type GateKind =
  | 'same-repository'
  | 'association'
  | 'actor'
  | 'label'
  | 'environment'
  | 'permission'
  | 'spoofable'
  | 'never'
  | 'none-known';

/** An image that a job runs in or beside. */
export interface JobImage {
  readonly role: 'container' | 'service' | 'step';
  readonly image: string;
  readonly pinned: Answer;
  readonly at: Location;
}

export interface Job {
  readonly id: string;
  readonly name?: string;
  /** Path of the workflow file. */
  readonly workflow: string;
  readonly needs: readonly Field[];
  readonly condition?: Field;
  /** `dynamic` where the name is an expression. */
  readonly environment?: { readonly name: string; readonly dynamic: boolean; readonly at: Location };
  readonly permissions?: PermissionSet;
  readonly runsOn: readonly Field[];
  /** `yes` where it runs on a machine that the organisation keeps. */
  readonly selfHosted: Answered;
  readonly call?: ReusableCall;
  readonly steps: readonly Step[];
  readonly images: readonly JobImage[];
  readonly env: readonly Variable[];
  /** Presence and place of a matrix. */
  readonly matrix?: Location;
  readonly concurrency?: Location;
  readonly outputs: readonly Variable[];
  readonly starts: readonly JobStart[];
  /** Can any start of it obtain an identity token of the forge? */
  readonly mintsIdToken: Answered;
  readonly secrets: SecretUse;
  readonly untrusted: readonly UntrustedCode[];
  readonly injections: readonly Injection[];
  readonly deploys: readonly DeployEvidence[];
  readonly credentials: readonly PipelineCredential[];
  readonly unknown: readonly WorkflowUnknown[];
  readonly at: Location;
  readonly keyAt: Location;
}

/** One workflow file. */
export interface Workflow {
  readonly path: string;
  readonly repository: string;
  readonly name?: string;
  readonly triggers: readonly Trigger[];
  readonly permissions?: PermissionSet;
  readonly env: readonly Variable[];
  readonly concurrency?: Location;
  readonly jobs: readonly Job[];
  readonly at: Location;
  readonly unknown: readonly WorkflowUnknown[];
}

/** Every workflow of one repository, each job with what was derived of it. */
export interface Workflows {
  readonly repository: string;
  /** `owner/name` on the forge, where it is known. */
  readonly fullName?: string;
  readonly workflows: readonly Workflow[];
  readonly unknown: readonly WorkflowUnknown[];
}

/** `path#job`: how a job is named in messages, graphs and on the command line. */
export function jobAddress(job: Pick<Job, 'workflow' | 'id'>): string {
  return `${job.workflow}#${job.id}`;
}
