import type { Feed } from '../../model/agent.ts';
import type { SourceTree } from '../../model/tree.ts';
import { argoDrafts } from './feeds/argo-drafts.ts';
import { bootstrapDrafts } from './feeds/bootstrap.ts';
import { ClusterNamer } from './feeds/cluster.ts';
import type { FeedContext } from './feeds/context.ts';
import { fluxDrafts } from './feeds/flux-drafts.ts';
import { InCluster } from './feeds/in-cluster.ts';
import { Placer } from './feeds/placer.ts';
import { RepositoryMatcher, type SourceUse } from './feeds/repository.ts';
import { type AgentInventory, takeInventory } from './inventory.ts';
import type { AgentObject } from './read.ts';
import { normalizeRemote } from './remote.ts';

export interface ResolvedFeeds {
  readonly feeds: readonly Feed[];
  readonly inventory: AgentInventory;
  /** The object that defines each feed, by the feed's id: its `spec` holds what a feed changes in what it renders. */
  readonly objects: ReadonlyMap<string, AgentObject>;
  /** True where more feeds than the budget were found; the rest is not there. */
  readonly cutOff: boolean;
}

/**
 * Tells which path of which repository reaches which cluster, with which identity and under which limits.
 * `objects` are those of {@link takeInventory}, rendered where kustomizations are involved. An object that several feeds apply gives a
 * feed for each cluster it reaches. `known` are feeds resolved before, for objects that carry `fedBy`.
 */
export function resolveFeeds(
  objects: readonly AgentObject[],
  context: FeedContext,
  known: readonly Feed[] = [],
): ResolvedFeeds {
  const treeOf = (url: string): SourceTree | undefined => treeByUrl(context, url);
  const inventory = takeInventory(objects, treeOf);
  const clusters = new ClusterNamer(context);
  const earlier = new Map(known.map((feed) => [feed.id, feed]));
  const inCluster = new InCluster(objects, inventory.controllers, inventory.instances, (item) => {
    const feed = item.fedBy === undefined ? undefined : earlier.get(item.fedBy);
    return (clusters.bySystem(item) ?? clusters.byFolder(item, true))?.cluster ?? feed?.destination.cluster;
  });
  const matcher = new RepositoryMatcher(context, usesOf(inventory), artifactPaths(inventory));
  const tools = { inventory, matcher, clusters, inCluster, context };
  const drafts = [...fluxDrafts(tools), ...argoDrafts(tools)];
  const placed = new Placer(
    [...bootstrapDrafts(tools, drafts, context, earlier), ...drafts],
    context,
    clusters,
    earlier,
  ).place();
  return { ...placed, inventory };
}

function treeByUrl(context: FeedContext, url: string): SourceTree | undefined {
  const wanted = normalizeRemote(url);
  const found = context.repositories.find((one) => one.urls.some((own) => normalizeRemote(own) === wanted));
  if (found !== undefined) return found.tree;
  const [only, ...others] = context.repositories;
  return others.length === 0 &&
    only !== undefined &&
    only.urls.length === 0 &&
    wanted?.endsWith(`/${only.name.toLowerCase()}`) === true
    ? only.tree
    : undefined;
}

/** Every way a URL is followed, for telling whether it means the repository at hand. */
function usesOf(inventory: AgentInventory): readonly SourceUse[] {
  const uses: SourceUse[] = [];
  for (const { fact } of inventory.applications) {
    for (const source of fact.sources)
      if (source.kind === 'git' && source.url !== undefined)
        uses.push({ url: source.url, path: source.path ?? '', bootstrap: false });
  }
  for (const { fact } of inventory.instances)
    if (fact.sync?.kind === 'GitRepository')
      uses.push({ url: fact.sync.url, path: fact.sync.path.replace(/^\.?\/+|\/+$/gu, ''), bootstrap: true });
  for (const { fact } of inventory.kustomizations) {
    for (const source of inventory.sources) {
      const same =
        source.fact.kind === 'GitRepository' &&
        fact.source.kind === 'GitRepository' &&
        source.fact.name === fact.source.name;
      const near =
        fact.source.namespace === undefined ||
        source.fact.namespace === undefined ||
        fact.source.namespace === source.fact.namespace;
      const own =
        fact.source.namespace !== undefined ||
        fact.namespace === undefined ||
        source.fact.namespace === undefined ||
        fact.namespace === source.fact.namespace;
      if (same && near && own && source.fact.url !== undefined)
        uses.push({ url: source.fact.url, path: fact.path, bootstrap: fact.source.name === 'flux-system' });
    }
  }
  return uses;
}

/** Paths of Kustomizations that follow an OCI artifact `flux-system` which is not in view. */
function artifactPaths(inventory: AgentInventory): readonly string[] {
  const isIt = (kind: string, name: string): boolean => kind === 'OCIRepository' && name === 'flux-system';
  if (inventory.sources.some(({ fact }) => isIt(fact.kind, fact.name))) return [];
  const used = inventory.kustomizations.filter(
    ({ fact }) => isIt(fact.source.kind, fact.source.name) && fact.unread.length === 0,
  );
  return [...new Set(used.map(({ fact }) => fact.path))];
}
