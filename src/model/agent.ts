import type { Location } from './location.ts';

/** Which GitOps agent moves Git into a cluster. */
export type AgentKind = 'argocd' | 'flux';

/** A three-valued answer. `unknown` always comes with a reason and with what would settle it. */
export type Answer = 'yes' | 'no' | 'unknown';

export interface Answered {
  readonly answer: Answer;
  readonly why: string;
  readonly at?: Location;
  /** What to provide so that an `unknown` can be settled. */
  readonly supply?: string;
}

/** Whether something was read in the material, or follows from a default that the material does not contradict. */
export type Ground = 'witnessed' | 'assumed';

/** Something that could not be told. `about` names the field of the feed it leaves open. */
export interface AgentUnknown {
  readonly about:
    | 'source'
    | 'revision'
    | 'path'
    | 'destination'
    | 'identity'
    | 'limits'
    | 'content'
    | 'generator'
    | 'definition';
  readonly why: string;
  readonly supply: string;
  readonly at?: Location;
}

/** An object of a cluster, as an agent names it. */
export interface AgentObjectName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * What a source follows. `head` is the remote's default branch. `other` is a ref name that is neither
 * provably a branch nor a tag (Argo CD accepts both without saying which).
 */
export interface FeedRevision {
  readonly kind: 'branch' | 'tag' | 'commit' | 'semver' | 'digest' | 'head' | 'other' | 'unknown';
  readonly value: string;
  /** True where whoever may write the ref changes what is applied; a full commit id or digest is not mutable. */
  readonly mutable: boolean;
  readonly at?: Location;
}

export type FeedSourceKind = 'git' | 'oci' | 'bucket' | 'helm-repository' | 'external-artifact' | 'unknown';

export interface FeedSource {
  readonly kind: FeedSourceKind;
  /** As written; user info removed. Absent where the source object is not in view. */
  readonly url?: string;
  /** Name of the repository in view that the URL means. */
  readonly repository?: string;
  /** How `repository` was found: by its URL, or because it is the only one it can be. */
  readonly matched?: Ground;
  readonly revision: FeedRevision;
  /** Folder (or, for a Git-hosted chart, the chart's folder), repository-relative, without leading `./` or `/`; '' is the root. Absent where unknown or not a path. */
  readonly path?: string;
  /** How the path becomes objects. Helm, plugins and jsonnet are not rendered here. */
  readonly renderer: 'kustomize' | 'manifests' | 'auto' | 'helm' | 'jsonnet' | 'plugin' | 'none';
  readonly chart?: string;
  /** Argo CD `directory.recurse`; Flux always recurses where there is no kustomization. */
  readonly recurse: boolean;
  /** Argo CD `directory.include` and `directory.exclude`, as written. */
  readonly include?: string;
  readonly exclude?: string;
  /** The source is followed only for values files (`ref:`); nothing of it is applied by itself. */
  readonly valuesOnly: boolean;
  /** Set where Mainward hands it over: only landings that `verify` passes, and nothing else. */
  readonly verified?: true;
  /** The object that defines the source (Flux); for Argo CD it is the Application itself. */
  readonly definedIn?: {
    readonly kind: string;
    readonly name: string;
    /** Absent = the feed's own. */
    readonly namespace?: string;
  };
  readonly at: Location;
}

/** What the feed changes in what its path renders, before it applies it. Nothing of it is in the path's own files. */
export interface FeedOverlay {
  /** Names of the fields that change objects: `patches`, `components`, `images`, `namePrefix`, `commonMetadata`, `postBuild` ... */
  readonly fields: readonly string[];
  /** Folders of kustomize components, relative to the path. */
  readonly components: readonly string[];
  readonly namespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  /** Flux `postBuild.substitute`: `${NAME}` becomes the value. */
  readonly substitutes: ReadonlyMap<string, string>;
  /** Flux `postBuild.substituteFrom`: values that live in the cluster, by object. */
  readonly substitutesFrom: readonly string[];
  readonly at: Location;
}

export interface FeedDestination {
  /** Name of the cluster; absent where it cannot be told. */
  readonly cluster?: string;
  /** Where the name came from. `repository`: nothing names the cluster, so it is called like the repository that feeds it. */
  readonly namedBy: 'system' | 'destination' | 'folder' | 'repository' | 'unknown';
  /** Argo CD: `server` as written; Flux: the kubeconfig's secret. */
  readonly server?: string;
  /** The namespace of objects that name none (Argo CD), or of all of them (Flux `targetNamespace`). */
  readonly namespace?: string;
  /** True where every namespaced object ends up in `namespace` whatever it says. */
  readonly namespaceForced: boolean;
  /** Environment that the folder names tell (`production`, `staging`), where they do. */
  readonly environment?: string;
  readonly at?: Location;
}

export interface FeedIdentity {
  /** The account the objects are applied with; absent where it is not known. */
  readonly serviceAccount?: AgentObjectName;
  /** True where the agent impersonates the account instead of using its own rights. */
  readonly impersonated: boolean;
  /** Whether somebody chose the account for the feed (its object, its project, the controller's default), so that the agent's own rights do not count. */
  readonly chosen: Answer;
  /** As far as bindings in view tell: `cluster-admin` means every verb on every resource of every group. */
  readonly privilege: 'cluster-admin' | 'bounded' | 'unknown';
  readonly ground: Ground;
  readonly why: string;
  readonly at?: Location;
}

/** What the agent's own configuration lets the feed apply, whatever the account may do beyond that. */
export interface FeedLimits {
  /** Deployments, DaemonSets, Jobs, CronJobs, Pods and the like. */
  readonly workloads: Answered;
  /** Role and RoleBinding in the namespaces the feed reaches. */
  readonly namespacedAccess: Answered;
  /** ClusterRole and ClusterRoleBinding. */
  readonly clusterAccess: Answered;
  /** Objects of the agent itself: may the feed create further feeds (Applications, AppProjects, Kustomizations)? */
  readonly agentObjects: Answered;
  /** Namespaces the feed may reach, as patterns of the agent; `['*']` where nothing limits it. */
  readonly namespaces: readonly string[];
  /** Argo CD: the project. */
  readonly project?: string;
}

export type SignatureProvider = 'gpg' | 'ssh' | 'cosign' | 'notation' | 'unknown';

/** What the agent demands of signatures before it applies anything. */
export interface FeedVerification {
  readonly required: Answered;
  readonly provider?: SignatureProvider;
  /** `head`: only the applied commit; `tag`: only the tag; `tag-and-head`; `strict`: every commit since the last verified one. */
  readonly mode?: 'head' | 'tag' | 'tag-and-head' | 'strict' | 'none' | 'unknown';
  /** Key ids, secrets or identities that are trusted, as named in the material. */
  readonly trusts: readonly string[];
}

/** One route by which a path of Git reaches a cluster. */
export interface Feed {
  /** Unique within one reading; stable across readings of unchanged material. */
  readonly id: string;
  readonly agent: AgentKind;
  readonly kind: 'Application' | 'ApplicationSet' | 'Kustomization' | 'HelmRelease';
  readonly name: string;
  readonly namespace: string;
  readonly source: FeedSource;
  readonly overlay?: FeedOverlay;
  readonly destination: FeedDestination;
  readonly identity: FeedIdentity;
  readonly limits: FeedLimits;
  /** True where a new revision is applied without a person: Flux always, Argo CD with automated sync. */
  readonly automatic: Answered;
  /** Whether changes made in the cluster by hand are undone. */
  readonly selfHeal: Answered;
  readonly prune: Answered;
  readonly suspended: Answered;
  readonly verify: FeedVerification;
  /** The feed that applies the object this feed is defined by (app of apps). */
  readonly parent?: string;
  /** `assumed`: no object in view defines it, but what it must have applied is there (an agent's bootstrap). */
  readonly ground: Ground;
  /** False where it is certain that the feed follows another revision than the one judged, so that what is judged says nothing about it. */
  readonly judged: boolean;
  /** Cluster in which the defining object lives, where it is known. */
  readonly runsIn?: string;
  /** The ApplicationSet that generated it. */
  readonly generatedBy?: AgentObjectName;
  readonly at: Location;
  /** File that holds the defining object. */
  readonly definedBy: string;
  readonly unknown: readonly AgentUnknown[];
}

/** What a repository is called and by which remote URLs agents may name it. */
export interface RepositoryInView {
  readonly name: string;
  /** Remote URLs in any form; empty where the remote is not known. */
  readonly urls: readonly string[];
  /** The branch whose tip is judged; absent where it is not known (a detached commit, a plain directory). */
  readonly branch?: string;
}

/** What a controller's Deployment tells of its flags. */
export interface AgentController {
  readonly agent: AgentKind;
  /** `kustomize-controller`, `helm-controller`, `argocd-application-controller` ... */
  readonly component: string;
  readonly name: string;
  readonly namespace: string;
  /** `--flag=value`, without the dashes; a bare flag is `true`. */
  readonly flags: ReadonlyMap<string, { readonly value: string; readonly at: Location }>;
  readonly serviceAccount?: string;
  readonly image?: string;
  readonly at: Location;
}

/** A Secret that an agent reads credentials from, by shape alone: values are never kept. */
export interface AgentSecret {
  readonly agent: AgentKind;
  readonly name: string;
  readonly namespace: string;
  /** `repository`, `repo-creds`, `repository-write`, `repo-write-creds`, `cluster`, `flux-source`, ... */
  readonly role: string;
  /** Keys that hold secret material. */
  readonly secretKeys: readonly string[];
  /** How the material is kept: `plain` is readable by whoever reads the repository. */
  readonly protection: 'plain' | 'encrypted' | 'placeholder' | 'absent';
  /** Non-secret facts: url, project, insecure, type. */
  readonly url?: string;
  readonly project?: string;
  readonly insecure: boolean;
  readonly clusterName?: string;
  readonly clusterServer?: string;
  /** Cluster secrets: a token, client certificate or password instead of a cloud identity. */
  readonly staticCredential: boolean;
  readonly at: Location;
}
