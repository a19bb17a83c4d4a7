import type { AccessPolicy } from '../model/access-grant.ts';
import type { Answered, Feed } from '../model/agent.ts';
import type { ForgeEvidence } from '../model/evidence.ts';
import type { ImageAutomationReach } from '../model/flux.ts';
import type { Effect, Quorum } from '../model/graph.ts';
import type { LedgerJudgement } from '../model/invariant.ts';
import type { Landing } from '../model/landing.ts';
import type { Location } from '../model/location.ts';
import type { MainwardEvidence } from '../model/mainward-evidence.ts';
import type { Ownership } from '../model/ownership.ts';
import type { Roster } from '../model/person.ts';
import type { Requirement, System } from '../model/policy.ts';
import type { ClusterObjects } from '../model/rbac.ts';
import type { SourceTree } from '../model/tree.ts';
import type { Trust } from '../model/trust.ts';
import type { Workflows } from '../model/workflow.ts';
import type { PipelineFact } from '../stages/3-pipeline/facts/fact.ts';
import type { AgentFact } from '../stages/4-agent/facts/fact.ts';
import type { AgentInventory } from '../stages/4-agent/inventory.ts';

/** Something that was not read or not understood, and what would settle it. */
export interface Unseen {
  readonly what: string;
  readonly why: string;
  readonly provide: string;
  readonly at?: Location;
}

/** A place in the manifests that was not read or not rendered. */
export interface Unread {
  readonly reason: string;
  readonly at: Location;
}

/** Stands for the clusters of feeds whose destination is not told. */
export const UNNAMED_CLUSTER = 'an unnamed cluster';

export interface RepositoryFacts {
  readonly name: string;
  readonly commit?: string;
  readonly tree: SourceTree;
  /** Branch that HEAD names, where it names one. */
  readonly branch?: string;
  readonly ownership: Ownership;
  readonly workflows: Workflows;
  readonly evidence?: ForgeEvidence;
  /** Landings of the tracked ref within the window; absent where there is no history (a plain directory). */
  readonly landings?: readonly Landing[];
  readonly requirements: readonly Requirement[];
  readonly accessPolicies?: readonly AccessPolicy[];
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
  readonly effects: Readonly<Record<Effect, Answered>>;
  /** Nothing in view applies what defines the feed, although what lies beside it is applied: it may have been left behind. */
  readonly idle?: true;
  /** What of the feed's material was not read or not rendered. */
  readonly unread?: readonly Unread[];
}

/** Everything that was read, given meaning once: the only input of controls. */
export interface Facts {
  /** The time of the judgement; RFC 3339 UTC. */
  readonly now: string;
  readonly repositories: readonly RepositoryFacts[];
  readonly inventory: AgentInventory;
  readonly agentFacts: readonly AgentFact[];
  readonly pipelineFacts: readonly PipelineFact[];
  readonly images: readonly ImageAutomationReach[];
  readonly feeds: readonly FeedFacts[];
  readonly clusters: readonly ClusterObjects[];
  readonly trusts: readonly Trust[];
  readonly roster?: Roster;
  readonly system?: System;
  readonly mainward?: MainwardEvidence;
  readonly quorums: readonly Quorum[];
  readonly unseen: readonly Unseen[];
  /** The invariant of every change that a ledger in view records; absent where none is. */
  readonly recorded?: LedgerJudgement;
}
