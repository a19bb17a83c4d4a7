import type { WebhookAddress } from '../../../flows/admit/webhook/configuration.ts';
import type { GuardRoot } from '../../../flows/guard/desired/root.ts';
import type { GuardTier } from '../../../model/drift.ts';
import type { Role } from '../../../model/session.ts';
import type { Algorithm } from '../../../stages/3-pipeline/token/key.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
}

/** How people prove who they are. */
export interface SignInConfig {
  /** Exactly as ID tokens say it; https, or http on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absolute path; the secret itself is never in the configuration. */
  readonly clientSecretFile: string;
  readonly scopes: readonly string[];
  /** Claim that lists the groups somebody is in. */
  readonly groupsClaim: string;
  /** One of these must be in the ID token's `amr`, or be its `acr`; never both empty. */
  readonly mfa: { readonly amr: readonly string[]; readonly acr: readonly string[] };
  /** Minutes without a request until a session ends, and minutes until it ends in any case. */
  readonly session: { readonly idle: number; readonly absolute: number };
}

export interface RepositoryConfig {
  readonly name: string;
  /** Absolute path of a bare repository. */
  readonly path: string;
  /** Full name of the protected ref. */
  readonly ref: string;
  /** Folder of the policy at that ref. */
  readonly policy: string;
  /** Commit from which on landings are judged. */
  readonly since?: string;
  /** As whom Mainward commits here; absent = it does not. */
  readonly committer?: CommitterConfig;
}

/** A robot of the roster. */
export interface CommitterConfig {
  readonly robot: string;
  readonly name: string;
  readonly email: string;
  /** Absolute path of its SSH key; the key itself is never in the configuration. */
  readonly keyFile: string;
}

export interface ClusterConfig {
  readonly name: string;
  readonly environment: string;
  /** Absolute path of a kubeconfig; absent = the service account of the pod this runs in. */
  readonly kubeconfig?: string;
  /** Contexts of the kubeconfig, one a power; the current one where none is named. */
  readonly contexts: Readonly<Partial<Record<ClusterPower, string>>>;
}

/** What the server does in a cluster; each may be done as an account that can do nothing else. */
export type ClusterPower = 'broker' | 'publisher' | 'observer' | GuardPower;

/**
 * What only a guard does, each only where a context is named for it: the revoker deletes RBAC objects, the reconciler asks
 * agents to apply again, the registrar keeps the admission webhook registered.
 */
export type GuardPower = 'revoker' | 'reconciler' | 'registrar';

/** An issuer of jobs' tokens that may be traded in. */
export interface IssuerConfig {
  /** Exactly as tokens say it. */
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly Algorithm[];
  /** It is on this machine, and may be reached by http. */
  readonly loopback: boolean;
  /** It may be at an address of a private network. */
  readonly privateNetwork: boolean;
  readonly maxAgeMinutes: number;
}

/** Whose policy says which jobs get which credentials. */
export interface BrokerConfig {
  /** Name of a repository of this configuration. */
  readonly policy: string;
}

/** The ExternalArtifact through which a cluster's agent gets a repository. */
export interface SourceConfig {
  readonly repository: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** Who guards a cluster, and by what. How strictly stands in the `Guard` policy of the repository, never here. */
export interface GuardConfig {
  readonly cluster: string;
  readonly repository: string;
  /** With which the agents of the cluster begin; never empty. */
  readonly roots: readonly GuardRoot[];
  /** GitRepositories of the cluster by which agents fetch by themselves. */
  readonly follows: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly repository: string;
  }[];
  /** How the API server of the cluster reaches the webhook; absent = it does not ask. */
  readonly admission?: WebhookAddress;
  /** What policy says of the tier is lowered to this. */
  readonly atMost: GuardTier;
  /** `mainward guard --server` guards it, and this server only tells and records; absent = this server guards it. */
  readonly client?: GuardClientConfig;
  /** What its API server shows when it sends its audit log; absent = it sends none. */
  readonly audit?: { readonly tokenSha256: string };
}

/** The identity tokens that a guard beside its cluster shows. */
export interface GuardClientConfig extends IssuerConfig {
  readonly subject: string;
}

/** What `serve` is told. Without `signIn` nobody can sign in, and only the public routes answer. */
export interface ServerConfig {
  /** As people reach it: an origin, https or loopback. Absent = where it listens. */
  readonly publicUrl?: URL;
  readonly listen: ListenAddress;
  readonly metrics?: { readonly listen: ListenAddress };
  readonly artifacts?: { readonly listen: ListenAddress; readonly publicUrl: URL };
  /** Where API servers ask; TLS is ended here, by certificates of its own. */
  readonly admission?: { readonly listen: ListenAddress };
  readonly signIn?: SignInConfig;
  /** Groups that have each role. */
  readonly roles: Readonly<Record<Role, readonly string[]>>;
  readonly log: { readonly origin?: string; readonly open: boolean };
  readonly repositories: readonly RepositoryConfig[];
  /** Absolute folders of what else is told, as `--evidence` takes them. */
  readonly evidence: readonly string[];
  readonly clusters: readonly ClusterConfig[];
  readonly issuers: readonly IssuerConfig[];
  /** Absent = no token is traded. */
  readonly broker?: BrokerConfig;
  readonly sources: readonly SourceConfig[];
  readonly guards: readonly GuardConfig[];
}

export const DEFAULT_LISTEN: ListenAddress = { host: '127.0.0.1', port: 8080 };

/** What holds without a configuration. */
export const NO_CONFIG: ServerConfig = {
  listen: DEFAULT_LISTEN,
  roles: { developer: [], security: [], manager: [], auditor: [], administrator: [] },
  log: { open: false },
  repositories: [],
  evidence: [],
  clusters: [],
  issuers: [],
  sources: [],
  guards: [],
};
