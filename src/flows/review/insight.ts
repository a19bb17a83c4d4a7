import { type ReviewedCluster, reviewedClusters } from '../../chain/review/clusters.ts';
import { isSameRight, PeerIndex } from '../../chain/review/peers.ts';
import { recommend } from '../../chain/review/recommendation.ts';
import type { PolicyRule } from '../../model/rbac.ts';
import type { ReviewItem } from '../../model/review.ts';
import type { ItemInsight, ReviewRecommendation } from '../../model/review-document.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import { defaultsOf } from '../ask/default-roles.ts';
import { readSourceTree } from '../scan/source-tree.ts';
import type { ReviewBoard } from './board/board.ts';
import type { BoardItem, Campaign } from './board/campaign.ts';
import { declaredAt } from './draft.ts';
import { isOfReview } from './population.ts';

const LINES_AROUND = 6;
const MOST_RULES = 200;
const MOST_WAYS = 50;
const BYTES_EACH = 4 << 20;
/** Commits whose clusters are kept: those of the campaigns that are looked at. */
const MOST_KEPT = 3;

export interface InsightPorts {
  readonly git: GitOpener;
  readonly clock: Clock;
  readonly board: Pick<ReviewBoard, 'before'>;
  /** Where the repositories are, and where their policy lies in them; by name. */
  readonly places: ReadonlyMap<string, { readonly path: string; readonly policy: string }>;
}

/** What is recommended about an item of one campaign. */
export type Recommender = (one: Pick<BoardItem, 'item'>) => ReviewRecommendation;

/** Says what a reviewer wants to know of an item, from the commit that is reviewed and from the record. */
export class Insights {
  readonly #ports: InsightPorts;
  readonly #clusters: Map<string, Promise<readonly ReviewedCluster[]>> = new Map();
  readonly #peers: WeakMap<Campaign, PeerIndex> = new WeakMap();

  constructor(ports: InsightPorts) {
    this.#ports = ports;
  }

  /** What cannot be read is said in `unknown`; nothing of it makes this reject. */
  async of(campaign: Campaign, { item }: BoardItem): Promise<ItemInsight> {
    const before = await this.#ports.board.before(campaign);
    const earlier = before?.item(item.id);
    const peers = this.#peersOf(campaign).of(item);
    const { rules, lines, unknown } = await this.#read(campaign, item);
    const others = [...campaign.items()].filter((one) => isSameRight(item, one.item));
    return {
      rules,
      ...(lines === undefined ? {} : { lines }),
      otherWays: others.slice(0, MOST_WAYS).map(({ item: { id, binding, via, namespace } }) => ({
        id,
        binding,
        via,
        namespace,
      })),
      ...(peers === undefined ? {} : { peers }),
      ...(before === undefined || earlier === undefined
        ? {}
        : {
            before: {
              campaign: before.id,
              state: earlier.state,
              ...(earlier.decision === undefined ? {} : { decision: earlier.decision }),
            },
          }),
      recommendation: (await this.recommender(campaign))({ item }),
      unknown,
    };
  }

  async recommender(campaign: Campaign): Promise<Recommender> {
    const { clock, board } = this.#ports;
    const now = new Date(clock.now()).toISOString();
    const before = await board.before(campaign);
    const peers = this.#peersOf(campaign);
    return ({ item }) => {
      const having = peers.of(item);
      const decision = before?.item(item.id)?.decision;
      return recommend({
        item,
        now,
        ...(having === undefined ? {} : { peers: having }),
        ...(decision === undefined ? {} : { before: decision }),
      });
    };
  }

  #peersOf(campaign: Campaign): PeerIndex {
    const known = this.#peers.get(campaign) ?? new PeerIndex([...campaign.items()].map(({ item }) => item));
    this.#peers.set(campaign, known);
    return known;
  }

  async #read(
    campaign: Campaign,
    item: ReviewItem,
  ): Promise<Pick<ItemInsight, 'rules' | 'lines' | 'unknown'>> {
    const { repository: name } = campaign.started.entry;
    const place = this.#ports.places.get(name);
    const repository =
      place === undefined ? undefined : await this.#ports.git.open(place.path).catch(() => undefined);
    if (repository === undefined || place === undefined)
      return { rules: [], unknown: [`the repository ${name} is not there any more`] };
    try {
      const lines = await linesAround(repository, item);
      const clusters = await this.#clustersOf(campaign, repository, place.policy).catch(() => undefined);
      return {
        rules: rulesOf(item, clusters ?? []),
        ...(lines === undefined ? {} : { lines }),
        unknown: [
          ...(lines === undefined ? [`${item.at.path} cannot be read`] : []),
          ...(clusters === undefined ? ['the commit that is reviewed cannot be read'] : []),
        ],
      };
    } finally {
      await repository.close();
    }
  }

  #clustersOf(
    campaign: Campaign,
    repository: GitRepository,
    policy: string,
  ): Promise<readonly ReviewedCluster[]> {
    const known = this.#clusters.get(campaign.id);
    if (known !== undefined) return known;
    const made = clustersAt(campaign, repository, policy);
    this.#clusters.set(campaign.id, made);
    made.catch(() => this.#clusters.delete(campaign.id));
    const [oldest] = this.#clusters.keys();
    if (this.#clusters.size > MOST_KEPT && oldest !== undefined) this.#clusters.delete(oldest);
    return made;
  }
}

async function clustersAt(
  { started: { entry } }: Campaign,
  repository: GitRepository,
  policy: string,
): Promise<readonly ReviewedCluster[]> {
  const { commit, repository: name } = entry;
  const declared = await declaredAt(repository, { commit, name, policy });
  const definition = declared
    .flatMap((one) => one.policy.reviews)
    .find((one) => one.name === entry.definition);
  const tree = { ...(await readSourceTree(repository, commit, isOfReview)), repository: name };
  const [system] = declared.flatMap((one) => one.policy.systems);
  return reviewedClusters(tree, definition?.clusters ?? [], system, defaultsOf()).clusters;
}

function rulesOf(item: ReviewItem, clusters: readonly ReviewedCluster[]): readonly PolicyRule[] {
  const authorizer = clusters.find((one) => one.authorizer.cluster.name === item.cluster)?.authorizer;
  const binding = authorizer?.cluster.bindings.find(
    ({ kind, name, namespace }) =>
      kind === item.binding.kind && name === item.binding.name && namespace === item.binding.namespace,
  );
  const rules = binding === undefined ? [] : (authorizer?.roleOf(binding)?.rules ?? []);
  return rules.slice(0, MOST_RULES).map(({ at, ...rule }) => {
    const { path, line, column, endLine, endColumn } = at;
    return { ...rule, at: { path, line, column, endLine, endColumn } };
  });
}

async function linesAround(
  repository: GitRepository,
  { blob, at }: ReviewItem,
): Promise<ItemInsight['lines']> {
  const bytes = (await repository.blobs([blob], { bytesEach: BYTES_EACH })).get(blob);
  if (!(bytes instanceof Uint8Array)) return undefined;
  const all = new TextDecoder().decode(bytes).split('\n');
  const from = Math.max(1, at.line - LINES_AROUND);
  const to = Math.min(all.length, at.endLine + LINES_AROUND);
  return { from, text: all.slice(from - 1, to) };
}
