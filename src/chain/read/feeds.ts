import type { Feed } from '../../model/agent.ts';
import type { System } from '../../model/policy.ts';
import type { ClusterObjects, ClusterUnknown } from '../../model/rbac.ts';
import { type FeedContext } from '../../stages/4-agent/feeds/context.ts';
import { type ResolvedFeeds, resolveFeeds } from '../../stages/4-agent/resolve.ts';
import { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../stages/5-cluster/compose.ts';
import { defaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { readCluster } from '../../stages/5-cluster/read.ts';
import { type FeedFacts, UNNAMED_CLUSTER } from '../facts.ts';
import { effectOf } from './effects.ts';
import { feedMaterial } from './feed-material.ts';
import { type Material, type Read } from './material.ts';

/** Feeds applied by feeds applied by feeds: deeper nesting is not followed. */
const MOST_ROUNDS = 6;

export interface ReadFeeds {
  readonly resolved: ResolvedFeeds;
  readonly material: ReadonlyMap<string, Read>;
}

/**
 * Feeds, and what each of them applies. What feeds apply may define further feeds, so it is read again until
 * nothing new appears; objects that no feed reaches count as written.
 */
export function readFeeds(
  materials: readonly Material[],
  loose: readonly Read[],
  context: FeedContext,
): ReadFeeds {
  const written = loose.flatMap((one) => one.objects);
  let resolved = resolveFeeds(written, context);
  for (let round = 0; ; round += 1) {
    const material = renderAll(resolved, materials);
    const fed = [...material.values()].flatMap((one) => one.objects);
    const reached = new Set(fed.map((item) => place(item.object.at)));
    const objects = [...fed, ...written.filter((item) => !reached.has(place(item.object.at)))];
    const next = resolveFeeds(objects, context, resolved.feeds);
    const settled =
      next.feeds.length === resolved.feeds.length &&
      next.feeds.every((feed, index) => feed.id === resolved.feeds[index]?.id);
    resolved = next;
    if (settled || round >= MOST_ROUNDS) return { resolved, material: renderAll(resolved, materials) };
  }
}

function place(at: {
  readonly repository?: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}): string {
  return `${at.repository ?? ''}:${at.path}:${at.line}:${at.column}`;
}

function renderAll(resolved: ResolvedFeeds, materials: readonly Material[]): ReadonlyMap<string, Read> {
  const byName = new Map(materials.map((material) => [material.tree.repository, material]));
  const rendered = new Map<string, Read>();
  for (const feed of resolved.feeds) {
    const material = feed.source.repository === undefined ? undefined : byName.get(feed.source.repository);
    if (material !== undefined)
      rendered.set(feed.id, feedMaterial(feed, resolved.objects.get(feed.id), material));
  }
  return rendered;
}

/** Name of the cluster a feed leads to; feeds of unknown clusters share one without a name of its own. */
export function clusterOf(feed: Feed): string {
  return feed.destination.cluster ?? feed.destination.environment ?? UNNAMED_CLUSTER;
}

export function environmentOf(feed: Feed, system: System | undefined): string {
  const cluster = clusterOf(feed);
  const named = system?.environments.find((one) => one.clusters.includes(cluster))?.name;
  return named ?? feed.destination.environment ?? environmentByName(cluster);
}

/** `prod-eu-1` is production to every reader; other clusters are environments of their own. */
export function environmentByName(cluster: string): string {
  const words = cluster.toLowerCase().split(/[^a-z]+/);
  if (words.some((word) => word === 'prod' || word === 'prd' || word === 'production' || word === 'live'))
    return 'production';
  if (words.some((word) => word === 'staging' || word === 'stage' || word === 'stg')) return 'staging';
  return cluster;
}

/** The access objects of each cluster: what feeds apply there, or, without any feed, all that counts as applied. */
export function readClusters(
  feeds: ReadFeeds,
  loose: readonly Read[],
  fallback: string,
): readonly ClusterObjects[] {
  const { resolved, material } = feeds;
  if (resolved.feeds.length === 0) {
    const objects = loose.flatMap((one) => one.objects.map((item) => item.object));
    return objects.length === 0
      ? []
      : [
          readCluster(
            fallback,
            objects,
            loose.flatMap((one) => one.unknown),
          ),
        ];
  }
  const groups = [...Map.groupBy(resolved.feeds, clusterOf)].map(([name, list]) => {
    const objects = list
      .flatMap((feed) => material.get(feed.id)?.objects ?? [])
      .map(
        ({ object }) =>
          [`${place(object.at)} ${object.namespace ?? ''} ${object.name ?? ''}`, object] as const,
      );
    return { name, list, cluster: readCluster(name, [...new Map(objects).values()]) };
  });
  const granting = feedsThatMayGrant(
    feeds,
    groups.map(({ cluster }) => cluster),
  );
  return groups.map(({ list, cluster }) => {
    const unseen = list
      .filter((feed) => granting.has(feed.id))
      .flatMap((feed): readonly ClusterUnknown[] => {
        const read = material.get(feed.id);
        if (read !== undefined) return read.unknown;
        return [notInView(feed)];
      });
    return { ...cluster, unknown: [...unseen, ...cluster.unknown] };
  });
}

function notInView({ kind, namespace, name, at, source }: Feed): ClusterUnknown {
  const spec = JSON.stringify(source, (key, value: unknown) => (key === 'at' ? undefined : value));
  return { reason: `what ${kind} ${namespace}/${name} applies is not in view`, at, spec };
}

/**
 * Feeds of which what is not seen may grant something. What an account without rights over access applies grants
 * nothing, whatever it holds: the API server refuses it. Where all that is seen gives no such account any, none
 * of them can be the first to give it to another.
 */
function feedsThatMayGrant(feeds: ReadFeeds, clusters: readonly ClusterObjects[]): ReadonlySet<string> {
  const facts = feedFacts(feeds, clusters, undefined, () => 'main');
  return new Set(facts.filter(({ effects }) => effects.access.answer !== 'no').map(({ feed }) => feed.id));
}

/** Feeds with where they lead and what they may do there. */
export function feedFacts(
  feeds: ReadFeeds,
  clusters: readonly ClusterObjects[],
  system: System | undefined,
  defaultBranch: (repository: string) => string,
): readonly FeedFacts[] {
  const defaults = defaultPolicy('1.35');
  const authorizers = new Map(
    clusters.map((cluster) => [
      cluster.name,
      new Authorizer(defaults === undefined ? cluster : withDefaults(cluster, defaults)),
    ]),
  );
  const idle = idleFeeds(feeds.resolved.feeds);
  const producing = new Set(
    feeds.resolved.feeds
      .filter((feed) => !idle.has(feed.id) && feed.destination.environment === 'production')
      .map(installation),
  );
  return feeds.resolved.feeds.map((feed) => {
    const cluster = clusterOf(feed);
    const ref = refOf(feed, defaultBranch);
    const read = feeds.material.get(feed.id);
    return {
      feed,
      cluster,
      environment: inProduction(feed, system, idle.has(feed.id) ? NONE : producing)
        ? 'production'
        : environmentOf(feed, system),
      ...(ref === undefined ? {} : { ref }),
      paths: [...(read?.consumed ?? [])].sort(),
      effects: {
        workload: effectOf('workload', feed, authorizers.get(cluster)),
        access: effectOf('access', feed, authorizers.get(cluster)),
      },
      ...(idle.has(feed.id) ? { idle: true } : {}),
      ...(read === undefined || read.unknown.length === 0 ? {} : { unread: read.unknown }),
    };
  });
}

const NONE: ReadonlySet<string> = new Set();

/** What names no environment belongs to production where its cluster is told to serve that. */
function inProduction(feed: Feed, system: System | undefined, producing: ReadonlySet<string>): boolean {
  const cluster = clusterOf(feed);
  if (feed.destination.environment !== undefined || cluster === UNNAMED_CLUSTER) return false;
  return producing.has(installation(feed)) && environmentOf(feed, system) === cluster;
}

/** The cluster; where it is the one that Argo CD runs in, that Argo CD: several are often written beside each other, for clusters that nothing names. */
function installation(feed: Feed): string {
  const own = feed.agent === 'argocd' && feed.destination.cluster === feed.runsIn;
  return own ? `${clusterOf(feed)} ${feed.namespace}` : clusterOf(feed);
}

/** Feeds that nothing in view applies, of repositories of which other feeds are applied. */
function idleFeeds(feeds: readonly Feed[]): ReadonlySet<string> {
  const unapplied = new Set<string>();
  const applied = new Set<string | undefined>();
  // A feed comes after the one that applies it.
  for (const feed of feeds) {
    const own = feed.unknown.some((one) => one.about === 'definition');
    if (own || (feed.parent !== undefined && unapplied.has(feed.parent))) unapplied.add(feed.id);
    else applied.add(feed.at.repository);
  }
  return new Set(
    feeds.filter((feed) => unapplied.has(feed.id) && applied.has(feed.at.repository)).map((feed) => feed.id),
  );
}

function refOf(feed: Feed, defaultBranch: (repository: string) => string): string | undefined {
  const { revision, repository } = feed.source;
  if (repository === undefined) return undefined;
  switch (revision.kind) {
    case 'branch':
    case 'other':
      return `refs/heads/${revision.value}`;
    case 'head':
      return `refs/heads/${defaultBranch(repository)}`;
    case 'tag':
      return `refs/tags/${revision.value}`;
    case 'semver':
      return 'refs/tags/*';
    case 'unknown':
      // Only the one repository it can be is taken for such a source, and then its branch: both are assumed together.
      return feed.source.matched === 'assumed' ? `refs/heads/${defaultBranch(repository)}` : undefined;
    default:
      return undefined;
  }
}
