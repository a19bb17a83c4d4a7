import type { ArgoSyncPower } from '../../model/argocd.ts';
import type { ImageAutomationReach } from '../../model/flux.ts';
import type { MainwardEvidence } from '../../model/mainward-evidence.ts';
import type { Roster } from '../../model/person.ts';
import type { System } from '../../model/policy.ts';
import type { ClusterObjects } from '../../model/rbac.ts';
import type { ClaimTemplate, Intersection, Trust } from '../../model/trust.ts';
import type { FeedFacts, RepositoryFacts, Unread } from '../facts.ts';

/** The facts of all stages that the graph is built of. */
export interface ChainMaterial {
  readonly now: string;
  readonly repositories: readonly RepositoryFacts[];
  readonly feeds: readonly FeedFacts[];
  readonly clusters: readonly ClusterObjects[];
  /** What was not read where no agent is in view. */
  readonly loose: readonly Unread[];
  readonly images: readonly ImageAutomationReach[];
  /** By the feed's id. */
  readonly syncPowers: ReadonlyMap<string, ArgoSyncPower>;
  readonly trusts: readonly Trust[];
  readonly roster?: Roster;
  readonly system?: System;
  readonly mainward?: MainwardEvidence;
  /** Identity tokens that can be minted in a repository. */
  readonly templates: (repository: RepositoryFacts) => readonly ClaimTemplate[];
  readonly meets: (trust: Trust, template: ClaimTemplate) => Intersection;
}
