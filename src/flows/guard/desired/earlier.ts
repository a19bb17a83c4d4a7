import { objectKey } from '../../../ledger/facets.ts';
import type { AgentProgress } from './agent-progress.ts';
import type { Point, RenderedPoint } from './point.ts';

/** Of one commit that an agent may still be at: what its objects mean, and whose they are. */
export interface Earlier {
  /** By `objectKey`. */
  readonly objects: ReadonlyMap<string, { readonly meaning: string; readonly agent?: string }>;
  /** By `objectKey` of the agent: the repository that it follows. */
  readonly agents: ReadonlyMap<string, string>;
}

/** What an object means that is not there. */
const NOT_THERE = '';

/** Commits of one agent beyond these are not looked at: the oldest, which it said it applied, and the newest are. */
const MOST_COMMITS = 20;

/** What there is to say of a point once it is no more the newest: texts are shared with those that are known already. */
export function earlierOf({ objects, agents }: RenderedPoint, pool: Map<string, string>): Earlier {
  const shared = (text: string): string => {
    const known = pool.get(text);
    if (known === undefined) pool.set(text, text);
    return known ?? text;
  };
  return {
    objects: new Map(
      [...objects].map(([key, { meaning, agent }]) => [
        shared(key),
        {
          meaning: shared(meaning),
          ...(agent === undefined ? {} : { agent: shared(objectKey(agent)) }),
        },
      ]),
    ),
    agents,
  };
}

/**
 * `objectKey` -> meanings that an agent may not have got past: what its own objects mean at commits that it may still be
 * at, and the empty text where one of those has no such object. Agents that newer commits lack count as long as whoever is to remove them has not come that far.
 */
export async function meaningsBefore(
  now: RenderedPoint,
  point: Point,
  progress: AgentProgress,
  at: (point: Point) => Promise<Earlier>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const meanings = new Map<string, Set<string>>();
  const add = (key: string, meaning: string): void => {
    meanings.set(key, (meanings.get(key) ?? new Set()).add(meaning));
  };
  const own = Map.groupBy(now.objects.keys(), (key) => {
    const { agent } = now.objects.get(key) ?? {};
    return agent === undefined ? '' : objectKey(agent);
  });
  const waiting = [...now.agents].map(([agent, repository]) => ({
    agent,
    repository,
    commits: behind(progress.reachable(repository, agent), point.get(repository)),
  }));
  const seen = new Set(waiting.map(({ agent }) => agent));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { agent, repository, commits } = next;
    for (const commit of commits) {
      const { objects, agents } = await at(new Map([...point, [repository, commit]]));
      for (const key of own.get(agent) ?? []) if (!objects.has(key)) add(key, NOT_THERE);
      for (const [key, one] of objects) {
        if (one.agent !== agent) continue;
        if (now.objects.get(key)?.meaning !== one.meaning) add(key, one.meaning);
        const follows = agents.get(key);
        if (follows === undefined || seen.has(key)) continue;
        seen.add(key);
        const reachable = progress.reachable(follows, key);
        waiting.push({ agent: key, repository: follows, commits: behind(reachable, undefined) });
      }
    }
  }
  return meanings;
}

function behind(reachable: readonly string[], now: string | undefined): readonly string[] {
  const others = reachable.filter((commit) => commit !== now);
  return others.length <= MOST_COMMITS ? others : [...others.slice(0, 1), ...others.slice(1 - MOST_COMMITS)];
}
