import type { Answered, Feed } from '../../model/agent.ts';
import { EFFECTS, type Effect, type Gap, type GraphEdge } from '../../model/graph.ts';
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

/** From landed to live. Feeds that differ in nothing that matters to the answer share an edge. */
export function feedEdges(reaches: readonly FeedReach[]): readonly GraphEdge[] {
  const groups = new Map<string, { first: FeedReach; demand: Demand; effect: Effect; count: number }>();
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
        if (known === undefined) groups.set(key, { first: reach, demand, effect, count: 1 });
        else known.count += 1;
      }
    }
  }
  return [...groups].map(([key, group]) =>
    feedEdge(key, group.first, group.demand, group.effect, group.count),
  );
}

function feedEdge(key: string, reach: FeedReach, demand: Demand, effect: Effect, count: number): GraphEdge {
  const { feed } = reach;
  const others = count > 1 ? ` (and ${count - 1} more like it)` : '';
  const assumed = assumptions(reach, effect);
  return {
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
  };
}

function assumptions(reach: FeedReach, effect: Effect): readonly string[] {
  const list: string[] = [];
  if (reach.effects[effect].answer === 'unknown') list.push(reach.effects[effect].why);
  if (reach.feed.source.matched === 'assumed') {
    list.push(`${reach.feed.kind} ${reach.feed.name} follows this repository: its remote URL is not known`);
  }
  return list;
}

/** What of a feed could not be told, and so may hide a way. */
export function feedGaps(feed: Feed, environment: string): readonly Gap[] {
  return feed.unknown.map((unknown) => ({
    route: 'delivery' as const,
    target: environment,
    what: `${feed.kind} ${feed.namespace}/${feed.name}: ${unknown.why}`,
    provide: unknown.supply,
    ...(unknown.at === undefined ? {} : { location: unknown.at }),
  }));
}
