import type {
  AgentObjectName,
  Answer,
  Answered,
  FeedOverlay,
  FeedRevision,
  FeedVerification,
  Ground,
} from './agent.ts';
import type { Location } from './location.ts';

export type FluxSourceKind =
  | 'GitRepository'
  | 'OCIRepository'
  | 'Bucket'
  | 'HelmRepository'
  | 'HelmChart'
  | 'ExternalArtifact';

/** An object of source.toolkit.fluxcd.io. */
export interface FluxSource {
  readonly kind: FluxSourceKind;
  readonly name: string;
  readonly namespace?: string;
  /** User info removed. */
  readonly url?: string;
  readonly urlAt?: Location;
  readonly revision: FeedRevision;
  readonly verify: FeedVerification;
  /** `http:`, `git:` or `insecure: true`. */
  readonly insecure: boolean;
  readonly secret?: string;
  /** `generic` where left out: a static credential when there is a secret. */
  readonly provider: string;
  readonly ignore?: string;
  readonly recurseSubmodules: boolean;
  readonly includes: readonly { readonly name: string; readonly at: Location }[];
  readonly suspended: Answer;
  readonly at: Location;
  readonly definedBy: string;
}

export interface FluxSourceRef {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly at: Location;
}

/** A Kustomization of kustomize.toolkit.fluxcd.io. */
export interface FluxKustomization {
  readonly name: string;
  readonly namespace?: string;
  readonly source: FluxSourceRef;
  /** Repository-relative, without leading `./` or `/`; '' is the root. */
  readonly path: string;
  readonly pathAt?: Location;
  readonly prune: Answer;
  readonly force: Answer;
  readonly suspended: Answer;
  readonly suspendedAt?: Location;
  readonly serviceAccount?: { readonly name: string; readonly at: Location };
  readonly targetNamespace?: string;
  readonly kubeConfig?: { readonly secret?: string; readonly configMap?: string; readonly at: Location };
  readonly decryption?: { readonly provider: string; readonly secret?: string; readonly at: Location };
  readonly intervalSeconds?: number;
  readonly deletionPolicy?: string;
  readonly overlay?: FeedOverlay;
  readonly dependsOn: readonly FluxSourceRef[];
  readonly at: Location;
  readonly definedBy: string;
  readonly unread: readonly string[];
}

/** Flux Operator's FluxInstance: makes the controllers, one source and one Kustomization of its own. */
export interface FluxInstance {
  readonly name: string;
  readonly namespace?: string;
  readonly sync?: {
    readonly name: string;
    readonly kind: string;
    readonly url: string;
    /** As written: a full ref name (`refs/heads/main`), a tag or a digest. */
    readonly ref: string;
    readonly path: string;
    readonly at: Location;
  };
  readonly multitenant: Answer;
  readonly defaultServiceAccount: string;
  /** `assumed` where it was read from the values of the chart that makes the object. */
  readonly ground: Ground;
  readonly at: Location;
  readonly definedBy: string;
}

/** source-watcher's ArtifactGenerator: composes artifacts from folders of other sources. */
export interface FluxArtifactGenerator {
  readonly name: string;
  readonly namespace?: string;
  readonly sources: readonly { readonly alias: string; readonly ref: FluxSourceRef }[];
  readonly artifacts: readonly {
    readonly name: string;
    readonly copies: readonly { readonly from: string; readonly to: string; readonly at: Location }[];
    readonly at: Location;
  }[];
  readonly at: Location;
}

/** A HelmRelease. Charts are not rendered here: what it applies is unknown. */
export interface FluxHelmRelease {
  readonly name: string;
  readonly namespace?: string;
  readonly chart?: { readonly name: string; readonly version: string; readonly at: Location };
  readonly source?: FluxSourceRef;
  readonly serviceAccount?: { readonly name: string; readonly at: Location };
  readonly targetNamespace?: string;
  readonly kubeConfig?: { readonly secret?: string; readonly configMap?: string; readonly at: Location };
  readonly driftDetection: 'enabled' | 'warn' | 'disabled' | 'unknown';
  readonly suspended: Answer;
  readonly suspendedAt?: Location;
  readonly verify?: FeedVerification;
  readonly at: Location;
  readonly definedBy: string;
  readonly unread: readonly string[];
}

/** Which image an ImagePolicy follows: whoever may push a tag there chooses what is committed. */
export interface FluxImagePolicy {
  readonly name: string;
  readonly namespace?: string;
  readonly repository: FluxSourceRef;
  /** The ImageRepository's image, where it is in view. */
  readonly image?: string;
  readonly rule: 'semver' | 'alphabetical' | 'numerical' | 'unknown';
  readonly range?: string;
  readonly at: Location;
}

/** A place in a manifest that an image automation rewrites: `# {"$imagepolicy": "namespace:name"}`. */
export interface ImageSetter {
  readonly policy: AgentObjectName;
  /** `tag`, `name`, `digest`, or the whole reference. */
  readonly part: 'reference' | 'tag' | 'name' | 'digest';
  readonly at: Location;
}

/** A robot that commits image tags to Git. */
export interface FluxImageAutomation {
  readonly name: string;
  readonly namespace?: string;
  readonly source: FluxSourceRef;
  readonly checkoutBranch?: string;
  /** Branch it pushes to; the checked-out one where none is written. */
  readonly pushBranch?: string;
  readonly pushRefspec?: string;
  readonly pushAt: Location;
  readonly updatePath: string;
  readonly signs: boolean;
  readonly suspended: Answer;
  readonly author?: string;
  readonly at: Location;
  readonly definedBy: string;
}

/** What the automation can change without a person: the branch, the images followed, the places rewritten. */
export interface ImageAutomationReach {
  readonly automation: FluxImageAutomation;
  readonly repository?: string;
  readonly repositoryMatched?: Ground;
  readonly pushesTo?: string;
  /** The branch that feeds follow is the one it pushes to. */
  readonly reachesReconciledBranch: Answered;
  readonly setters: readonly ImageSetter[];
  readonly images: readonly {
    readonly image: string;
    readonly policy: AgentObjectName;
    readonly at: Location;
  }[];
  /** Policies that setters name and that are not in view. */
  readonly missingPolicies: readonly AgentObjectName[];
}

/** A webhook that makes Flux reconcile at once. */
export interface FluxReceiver {
  readonly name: string;
  readonly namespace?: string;
  readonly type: string;
  readonly secret?: string;
  readonly resources: readonly FluxSourceRef[];
  readonly at: Location;
}
