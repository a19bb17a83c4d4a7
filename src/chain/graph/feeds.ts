import type { Answered, Feed } from '../../model/agent.ts';
import type { Fact } from '../../model/fact.ts';
import { EFFECTS, type Effect, type Gap, type GraphEdge } from '../../model/graph.ts';
import type { Location } from '../../model/location.ts';
import { type Demand, landedNode, shortRef } from './landing-context.ts';

/** One feed, with what it can do to which environment and which changes reach it. */
export interface FeedReach {
  readonly feed: Feed;
  readonly environment: string;
  readonly repository: string;
  readonly ref: string;
  readonly effects: Readonly<Record<Effect, Answered>>;
  /** One entry for each group of paths that lands under the same conditions. */
  readonly demands: readonly Demand[];
}

export function targetNode(environment: string, effect: Effect): string {
  return `target:${environment}:${effect}`;
}

interface Group {
  readonly demand: Demand;
  readonly effect: Effect;
  readonly reaches: FeedReach[];
}

/** From landed to live. Feeds that differ in nothing that matters to the answer share an edge. */
export function feedEdges(reaches: readonly FeedReach[]): readonly GraphEdge[] {
  const groups = new Map<string, Group>();
  for (const reach of reaches) {
    if (reach.feed.suspended.answer === 'yes') continue;
    for (const effect of EFFECTS) {
      if (reach.effects[effect].answer === 'no') continue;
      for (const demand of reach.demands) {
        const key = [
          landedNode(reach, demand),
          targetNode(reach.environment, effect),
          assumptions(reach, effect).join('; '),
        ].join(' -> ');
        const known = groups.get(key);
        if (known === undefined) groups.set(key, { demand, effect, reaches: [reach] });
        else known.reaches.push(reach);
      }
    }
  }
  return [...groups].flatMap(([key, group]) => feedEdge(key, group));
}

function feedEdge(key: string, { demand, effect, reaches }: Group): readonly GraphEdge[] {
  const [reach, ...more] = reaches;
  if (reach === undefined) return [];
  const { feed } = reach;
  const others = more.length > 0 ? ` (and ${more.length} more like it)` : '';
  const assumed = assumptions(reach, effect);
  return [
    {
      id: key,
      needs: [landedNode(reach, demand)],
      to: targetNode(reach.environment, effect),
      guard: { duties: [], apart: [] },
      robots: [],
      step: {
        stage: 'agent',
        from: `${reach.repository} ${shortRef(reach.ref)}`,
        to: reach.environment,
        why: `${feed.kind} ${feed.namespace}/${feed.name}${others} applies ${feed.source.path || 'the repository'}: ${reach.effects[effect].why}`,
        location: feed.at,
      },
      ...(assumed.length === 0 ? {} : { assumed: assumed.join('; ') }),
      rests: objectsOf(reaches, effect),
    },
  ];
}

/** The feeds, and the bindings that let their accounts do it. */
function objectsOf(reaches: readonly FeedReach[], effect: Effect): readonly Fact[] {
  const places = reaches.flatMap(({ feed, effects }) => [
    feed.at,
    ...(effects[effect].at === undefined ? [] : [effects[effect].at]),
  ]);
  return places.map((at) => ({ kind: 'object', at }));
}

/** What it rests on that a feed has an effect. */
export function assumptions(reach: Omit<FeedReach, 'demands'>, effect: Effect): readonly string[] {
  const list: string[] = [];
  if (reach.effects[effect].answer === 'unknown') list.push(reach.effects[effect].why);
  if (reach.feed.source.matched === 'assumed') {
    list.push(assumedSource(reach));
  }
  if (reach.feed.unknown.some((one) => one.about === 'definition'))
    list.push(
      `something applies ${reach.feed.kind} ${reach.feed.namespace}/${reach.feed.name}: nothing in view does`,
    );
  const setting = unseenSetting(reach.feed);
  if (setting !== undefined) list.push(setting);
  return list;
}

/** Full rights by default, where what could take them away is not in view. */
function unseenSetting({ agent, kind, identity }: Feed): string | undefined {
  if (identity.privilege !== 'cluster-admin' || identity.chosen !== 'unknown') return undefined;
  if (agent === 'argocd') return 'Argo CD does not impersonate: argocd-cm is not in view';
  const controller = kind === 'HelmRelease' ? 'helm-controller' : 'kustomize-controller';
  return `${controller} has no --default-service-account: it is not in view`;
}

/** Said of the source, not of the feed: what rests on the same assumption is one path. */
function assumedSource({ feed, repository, ref }: Omit<FeedReach, 'demands'>): string {
  const { url, definedIn } = feed.source;
  if (url !== undefined) return `${url} is ${repository}: its remote URL is not known`;
  const source = definedIn === undefined ? 'the source' : `${definedIn.kind} ${definedIn.name}`;
  const made = feed.source.kind === 'oci' ? 'is made of' : 'is';
  return `${source} ${made} ${shortRef(ref)} of ${repository}: it is not in view`;
}

interface Untold {
  readonly why: string;
  readonly supply: string;
  readonly target: string;
  readonly at?: Location;
  readonly feeds: Feed[];
}

/** What of feeds could not be told, and so may hide a way: one gap for all feeds of an environment that share it. */
export function feedGaps(
  feeds: readonly { readonly feed: Feed; readonly environment: string }[],
): readonly Gap[] {
  const groups = new Map<string, Untold>();
  for (const { feed, environment } of feeds) {
    const idle = feed.unknown.filter((one) => one.about === 'definition');
    for (const { why, supply, at } of idle.length > 0 ? idle : feed.unknown) {
      const key = [environment, feed.kind, why, supply].join('\n');
      const known = groups.get(key);
      if (known === undefined)
        groups.set(key, {
          why,
          supply,
          target: environment,
          ...(at === undefined ? {} : { at }),
          feeds: [feed],
        });
      else known.feeds.push(feed);
    }
  }
  return [...groups.values()].map(({ why, supply, target, at, feeds: concerned }) => ({
    route: 'delivery' as const,
    target,
    what: `${named(concerned)}: ${why}`,
    provide: supply,
    ...(at === undefined ? {} : { location: at }),
  }));
}

function named(feeds: readonly Feed[]): string {
  const [first] = feeds;
  if (first === undefined) return '';
  const others = feeds.length > 1 ? ` and ${feeds.length - 1} more` : '';
  return `${first.kind} ${first.namespace}/${first.name}${others}`;
}
