import type { AgentObjectName, Answer, FeedOverlay, FeedSource } from './agent.ts';
import type { Location } from './location.ts';

/** A string of the material with its place. */
export interface Placed {
  readonly value: string;
  readonly at: Location;
}

export interface ArgoDestinationRule {
  /** '' where it was left out, as the agent itself reads it. */
  readonly server: string;
  readonly name: string;
  readonly namespace: string;
  readonly at: Location;
}

export interface ArgoKindRule {
  readonly group: string;
  readonly kind: string;
  /** Cluster-scoped lists only; '' = any name. */
  readonly name: string;
  readonly at: Location;
}

export interface ArgoDestinationAccount {
  readonly server: string;
  readonly namespace: string;
  /** `name` or `namespace:name`, as written. */
  readonly account: string;
  readonly at: Location;
}

export interface ArgoProjectRole {
  readonly name: string;
  readonly policies: readonly Placed[];
  readonly groups: readonly Placed[];
  readonly tokens: readonly { readonly id: string; readonly expires: boolean; readonly at: Location }[];
  readonly at: Location;
}

/** One policy of `spec.sourceIntegrity.git.policies`; the legacy `signatureKeys` read as one policy for `*` in mode `head`. */
export interface ArgoSignaturePolicy {
  readonly repositories: readonly Placed[];
  readonly mode: 'none' | 'head' | 'strict' | 'unknown';
  readonly keys: readonly string[];
  readonly legacy: boolean;
  readonly at: Location;
}

/**
 * What an AppProject permits. Lists keep the difference between left out and empty, because the agent does:
 * a left-out `namespaceResourceWhitelist` permits every namespaced kind, an empty one none.
 */
export interface ArgoProject {
  readonly name: string;
  readonly namespace: string;
  readonly sourceRepositories: readonly Placed[];
  readonly destinations: readonly ArgoDestinationRule[];
  readonly clusterAllowed: readonly ArgoKindRule[];
  readonly clusterDenied: readonly ArgoKindRule[];
  /** Absent = every kind. */
  readonly namespacedAllowed?: readonly ArgoKindRule[];
  readonly namespacedDenied: readonly ArgoKindRule[];
  readonly sourceNamespaces: readonly Placed[];
  readonly destinationAccounts: readonly ArgoDestinationAccount[];
  readonly onlyProjectClusters: boolean;
  readonly signatures: readonly ArgoSignaturePolicy[];
  readonly roles: readonly ArgoProjectRole[];
  readonly orphanedResourcesWatched: boolean;
  /** True where the object is not in view and this is the `default` project that Argo CD creates: everything permitted. */
  readonly assumed: boolean;
  readonly at: Location;
  /** Fields that could not be read; judgements that need them are unknown. */
  readonly unread: readonly string[];
}

export interface ArgoSource extends FeedSource {
  /** `ref:` name for values files. */
  readonly ref?: string;
  readonly overlay?: FeedOverlay;
}

/** One Application, written or generated. */
export interface ArgoApplication {
  readonly name: string;
  /** The control plane's namespace where none is written. */
  readonly namespace: string;
  readonly project: string;
  readonly projectAt: Location;
  readonly sources: readonly ArgoSource[];
  readonly destination: {
    readonly server?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly at: Location;
  };
  /** `spec.syncPolicy.automated` present and not `enabled: false`. */
  readonly automated: Answer;
  readonly selfHeal: Answer;
  readonly prune: Answer;
  readonly allowEmpty: Answer;
  readonly automatedAt?: Location;
  readonly syncOptions: readonly Placed[];
  readonly ignoreDifferences: readonly {
    readonly group: string;
    readonly kind: string;
    readonly pointers: readonly string[];
    readonly at: Location;
  }[];
  /** `argocd.argoproj.io/skip-reconcile: "true"`. */
  readonly skipped: boolean;
  /** Argo CD Image Updater's annotations, when there are any. */
  readonly imageUpdater?: ArgoImageUpdate;
  readonly generatedBy?: AgentObjectName;
  readonly at: Location;
  readonly definedBy: string;
  readonly unread: readonly string[];
}

/** Argo CD Image Updater follows image tags by itself: a robot between a registry and what runs. */
export interface ArgoImageUpdate {
  readonly images: readonly string[];
  /** `argocd` writes to the Application in the cluster, `git` commits. */
  readonly writeBack: 'argocd' | 'git';
  readonly branch?: string;
  readonly at: Location;
}

export interface ArgoApplicationSet {
  readonly name: string;
  readonly namespace: string;
  readonly generators: readonly { readonly kind: string; readonly at: Location }[];
  readonly project: string;
  readonly projectAt: Location;
  /** The template's project depends on what a generator yields. */
  readonly projectTemplated: boolean;
  /** Applications that the generators give, where that can be told exactly from the material. */
  readonly applications: readonly ArgoApplication[];
  /** Why not all of them could be told; absent where `applications` is complete. */
  readonly unexpanded?: { readonly why: string; readonly supply: string };
  /** The template as an application with placeholders left in. */
  readonly template?: ArgoApplication;
  readonly at: Location;
  readonly definedBy: string;
}

/** A `p` line: subject, resource, action, object, effect. */
export interface ArgoGrant {
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly object: string;
  readonly effect: 'allow' | 'deny';
  readonly origin: 'built-in' | 'policy' | 'project';
  readonly at: Location;
}

/** A `g` line: `member` is a user or group, or a role that inherits. */
export interface ArgoMembership {
  readonly member: string;
  readonly role: string;
  readonly origin: 'built-in' | 'policy' | 'project';
  readonly at: Location;
}

/** argocd-rbac-cm, with every `policy.*.csv` joined, in the agent's order. */
export interface ArgoRbac {
  readonly namespace: string;
  readonly grants: readonly ArgoGrant[];
  readonly memberships: readonly ArgoMembership[];
  readonly defaultRole?: Placed;
  readonly matchMode: 'glob' | 'regex';
  readonly scopes: readonly string[];
  /** Lines the agent refuses. It then keeps its last good policy, so nothing can be told from the rest. */
  readonly rejected: readonly { readonly line: string; readonly at: Location }[];
  /** `policy` rows whose subject is no role and no member of one: never applied to groups. */
  readonly at: Location;
  /** True where the ConfigMap is not in view and the defaults stand in for it. */
  readonly assumed: boolean;
}

/** Somebody who may do something through the agent's own interface. */
export interface ArgoActor {
  /** A user or group name, `*` for everybody who is signed in, `anonymous` for anybody, `proj:P:R` for tokens of a project role. */
  readonly subject: string;
  /** Names do not say whether they mean a user or a group. */
  readonly kind: 'account-or-group' | 'everyone-signed-in' | 'anyone' | 'project-token' | 'local-account';
  readonly because: readonly Location[];
}

export interface ArgoLocalAccount {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly enabled: boolean;
  readonly at: Location;
}

/** Keys of argocd-cm and argocd-cmd-params-cm that decide who may do what. Absent = not in view, so the agent's default stands. */
export interface ArgoSettings {
  readonly namespace: string;
  /** All keys of both ConfigMaps, as written. */
  readonly values: ReadonlyMap<string, Placed>;
  readonly accounts: readonly ArgoLocalAccount[];
  readonly inView: { readonly settings: boolean; readonly parameters: boolean };
  /** Keys that are set by a variable or an unrendered template. */
  readonly at: Location | undefined;
}

/** Who may sync what revision of an application. */
export interface ArgoSyncPower {
  /** May sync the revision that the Application names. */
  readonly sync: readonly ArgoActor[];
  /** May apply any revision of the source, reviewed or not. */
  readonly anyRevision: readonly ArgoActor[];
  /** May apply manifests of their own that are in no repository. */
  readonly localManifests: readonly ArgoActor[];
  /** May change the Application itself, its source included. */
  readonly redefine: readonly ArgoActor[];
  readonly answer: Answer;
  readonly why: string;
}
