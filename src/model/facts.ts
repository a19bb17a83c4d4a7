import type { AgentController, AgentSecret, Answered, Feed } from './agent.ts';
import type { ArgoApplication, ArgoApplicationSet, ArgoProject, ArgoRbac, ArgoSettings } from './argocd.ts';
import type { ForgeEvidence } from './evidence.ts';
import type {
  FluxHelmRelease,
  FluxImageAutomation,
  FluxKustomization,
  FluxReceiver,
  FluxSource,
  ImageAutomationReach,
} from './flux.ts';
import type { Effect, Quorum } from './graph.ts';
import type { Landing } from './landing.ts';
import type { Location } from './location.ts';
import type { Roster } from './person.ts';
import type { Requirement, System } from './policy.ts';
import type { TreeEntry } from './tree.ts';

type ClusterObjects = unknown;
type TrustPolicy = unknown;
type Workflow = unknown;
type Ownership = unknown;
/** Something that was not read or not understood, and what would settle it. */
export interface Unseen {
  readonly what: string;
  readonly why: string;
  readonly provide: string;
  readonly at?: Location;
}

export interface RepositoryFacts {
  readonly name: string;
  readonly commit?: string;
  readonly entries: readonly TreeEntry[];
  readonly evidence?: ForgeEvidence;
  readonly ownership: Ownership;
  readonly workflows: readonly Workflow[];
  /** Landings of the tracked ref within the window; absent where there is no history (a plain directory). */
  readonly landings?: readonly Landing[];
  readonly requirements: readonly Requirement[];
}

/** A feed together with where it leads and what it may do there. */
export interface FeedFacts {
  readonly feed: Feed;
  readonly environment: string;
  readonly cluster: string;
  /** Full ref of the repository in view that is followed; absent where the source is not in view or not a ref. */
  readonly ref?: string;
  /** Repository-relative files that are rendered, as far as they could be told. */
  readonly paths: readonly string[];
  /** Folders where any new manifest is applied too. */
  readonly openFolders: readonly string[];
  readonly effects: Readonly<Record<Effect, Answered>>;
}

export interface AgentFacts {
  readonly feeds: readonly FeedFacts[];
  readonly projects: readonly ArgoProject[];
  readonly applications: readonly ArgoApplication[];
  readonly applicationSets: readonly ArgoApplicationSet[];
  readonly argoRbac: readonly ArgoRbac[];
  readonly argoSettings: readonly ArgoSettings[];
  readonly sources: readonly FluxSource[];
  readonly kustomizations: readonly FluxKustomization[];
  readonly helmReleases: readonly FluxHelmRelease[];
  readonly imageAutomations: readonly FluxImageAutomation[];
  readonly imageReaches: readonly ImageAutomationReach[];
  readonly receivers: readonly FluxReceiver[];
  readonly controllers: readonly AgentController[];
  readonly secrets: readonly AgentSecret[];
}

/** Everything that was read, given meaning once: the only input of controls. */
export interface Facts {
  /** The time of the judgement; RFC 3339 UTC. */
  readonly now: string;
  readonly repositories: readonly RepositoryFacts[];
  readonly agents: AgentFacts;
  readonly clusters: readonly ClusterObjects[];
  readonly trusts: readonly TrustPolicy[];
  readonly roster?: Roster;
  readonly system?: System;
  readonly quorums: readonly Quorum[];
  readonly unseen: readonly Unseen[];
}
