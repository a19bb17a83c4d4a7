import type { DriftEventDocument } from '../../model/drift-document.ts';
import type { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterWatcher, ResourceType, WatchEvent } from '../../ports/cluster.ts';
import type { GitTips } from '../../ports/git.ts';
import type { Pause } from '../../ports/pause.ts';
import { type Against, type AgainstPorts, type AgainstRequest, whatToCompareWith } from './against.ts';
import { Channel } from './channel.ts';
import { isForbidden, LOOKED_AT } from './live.ts';
import { WatchedDrift } from './watched.ts';

/** Something came, changed or went; or a remark for people. */
export type DriftMessage = DriftEventDocument | { readonly note: string };

export interface WatchPorts extends AgainstPorts {
  readonly tips: GitTips;
  /** Acts as an account that can only read. */
  readonly cluster: ClusterWatcher;
  readonly pause: Pause;
  readonly clock: Clock;
}

/** How often the ref is looked at. */
const LOOK_EVERY_MS = 5_000;

type Happening =
  | { readonly kind: 'cluster'; readonly type: ResourceType; readonly event: WatchEvent }
  | { readonly kind: 'forbidden'; readonly type: ResourceType; readonly error: MainwardError }
  | { readonly kind: 'moved' };

/**
 * Every difference as it comes and goes, beginning with those that are there, until the signal aborts. The ref is looked
 * at, too: what is compared with moves on with it. Rejects as `drift` does.
 */
export async function* watchDrift(
  request: () => AgainstRequest,
  ports: WatchPorts,
  signal: AbortSignal,
): AsyncGenerator<DriftMessage> {
  const ending = new AbortController();
  const ended = AbortSignal.any([signal, ending.signal]);
  const channel = new Channel<Happening>(ended);
  const watched = new WatchedDrift(await whatToCompareWith(request(), ports));
  yield { note: saying(watched.against) };
  try {
    for (const type of LOOKED_AT) void follow(type, ports.cluster, channel, ended);
    void lookAtRef(watched, request().path, ports, channel, ended);
    for await (const one of channel) {
      const note = await take(one, watched, request, ports);
      if (note !== undefined) yield { note };
      const at = new Date(ports.clock.now()).toISOString();
      for (const news of watched.news()) yield { schema: 'mainward.dev/drift-event/v1', at, ...news };
    }
  } finally {
    ending.abort();
  }
}

async function take(
  one: Happening,
  watched: WatchedDrift,
  request: () => AgainstRequest,
  ports: WatchPorts,
): Promise<string | undefined> {
  switch (one.kind) {
    case 'cluster':
      return watched.hear(one.type, one.event);
    case 'forbidden':
      return watched.forbid(one.type, one.error);
    case 'moved':
      watched.move(await whatToCompareWith(request(), ports));
      return saying(watched.against);
  }
}

function saying({ wanted, ref, commit, verified, repository, unknown }: Against): string {
  const how = verified ? '' : ', which nobody verified';
  const open = unknown.length === 0 ? '' : `; ${unknown.length} of what it may hold is not rendered`;
  return `${wanted.cluster} is compared with ${commit.slice(0, 10)} of ${ref} in ${repository}${how}${open}`;
}

async function follow(
  type: ResourceType,
  cluster: ClusterWatcher,
  channel: Channel<Happening>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of cluster.watch(type, {}, signal)) channel.put({ kind: 'cluster', type, event });
  } catch (error) {
    if (isForbidden(error)) channel.put({ kind: 'forbidden', type, error });
    else channel.fail(error);
  }
}

async function lookAtRef(
  watched: WatchedDrift,
  path: string,
  { tips, pause }: WatchPorts,
  channel: Channel<Happening>,
  signal: AbortSignal,
): Promise<void> {
  let seen = watched.against.tip;
  try {
    while (!signal.aborted) {
      await pause.pause(LOOK_EVERY_MS, signal);
      const tip = await tips.tip(path, watched.against.ref);
      if (tip === undefined || tip === seen) continue;
      seen = tip;
      channel.put({ kind: 'moved' });
    }
  } catch (error) {
    channel.fail(error);
  }
}
