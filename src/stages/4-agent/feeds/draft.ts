import type { AgentUnknown, Feed, FeedOverlay, FeedSource, Ground } from '../../../model/agent.ts';
import type { AgentObject } from '../read.ts';
import type { NamedCluster } from './cluster.ts';

/** A feed before it is known in which cluster its object lives. */
export interface Draft {
  readonly agent: Feed['agent'];
  readonly kind: Feed['kind'];
  readonly name: string;
  readonly namespace: string;
  readonly item: AgentObject;
  /** Place among several sources of one object. */
  readonly index: number;
  readonly source: FeedSource;
  readonly overlay?: FeedOverlay;
  readonly unknown: readonly AgentUnknown[];
  /** A folder besides the object's own that names the cluster (what a bootstrap follows). */
  readonly clusterFolder?: string;
  /** Flux takes the environments' folders for clusters too; Argo CD names its destinations. */
  readonly folderNamesCluster: boolean;
  /** `assumed` for a bootstrap that is not in view. */
  readonly ground: Ground;
  readonly finish: (place: Placement) => Finished;
}

/** Where the defining object lives. */
export interface Placement {
  readonly runsIn?: NamedCluster;
  /** The namespace the object ends up in: what the feed that applies it sets, else what it names, else the agent's own. */
  readonly namespace: string;
  /** Environment of the feed that applies the object. */
  readonly environment?: string;
}

export type Finished = Pick<
  Feed,
  | 'source'
  | 'destination'
  | 'identity'
  | 'limits'
  | 'automatic'
  | 'selfHeal'
  | 'prune'
  | 'suspended'
  | 'verify'
> &
  Partial<Pick<Feed, 'generatedBy'>> & { readonly unknown: readonly AgentUnknown[] };
