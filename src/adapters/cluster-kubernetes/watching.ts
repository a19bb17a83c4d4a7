import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ListOptions, ResourceType, WatchEvent } from '../../ports/cluster.ts';
import type { Pause } from '../../ports/pause.ts';
import { errorOf, isExpired, tooMuch, unreachable } from './answers.ts';
import { linesOf } from './lines.ts';
import { listAll } from './listing.ts';
import { isFields, objectFrom } from './objects.ts';
import { collectionPath, withQuery } from './paths.ts';
import type { Requests } from './requests.ts';

export interface WatchParts {
  readonly clock: Clock;
  readonly pause: Pause;
}

/** A stream that lived longer than this was a good one. */
const GOOD_MS = 1_000;

/** So many refusals in a row are not taken for a moment's trouble. */
const REFUSALS = 3;

/** What a stream tells: a change, or only how far it has come. */
type Told = { readonly version: string; readonly event?: WatchEvent };

/** Lists, follows, goes on where a stream ended, and lists anew where the server has forgotten what came since. */
export async function* watchCluster(
  requests: Requests,
  { clock, pause }: WatchParts,
  type: ResourceType,
  options: ListOptions,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, void, undefined> {
  let version: string | undefined;
  let begun = false;
  let failures = 0;
  while (!signal.aborted) {
    const opened = clock.now();
    let told = false;
    let problem: MainwardError | undefined;
    try {
      if (version === undefined) {
        version = yield* listing(requests, type, options, signal);
        begun = true;
      }
      for await (const { version: now, event } of stream(requests, type, options, version, signal)) {
        version = now;
        told = true;
        if (event !== undefined) yield event;
      }
    } catch (error) {
      problem = asProblem(error, requests);
      if (!begun && isFinal(problem)) throw problem;
      if (problem.code !== 'CLUSTER_UNREACHABLE' || keepsRefusing(problem, failures) || silences.has(problem))
        version = undefined;
    }
    if (signal.aborted) return;
    failures = told || clock.now() - opened > GOOD_MS ? 0 : failures + 1;
    if (problem !== undefined && !isExpired(problem)) yield { kind: 'interrupted', error: problem };
    if (problem !== undefined || failures > 1)
      await pause.pause(requests.backoff(Math.max(failures, 1)), signal);
  }
}

/** By itself, so that nothing keeps the whole list while one waits for what comes. Returns its version. */
async function* listing(
  requests: Requests,
  type: ResourceType,
  options: ListOptions,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent, string, undefined> {
  const list = await listAll(requests, type, options, signal);
  yield { kind: 'listed', list };
  return list.resourceVersion;
}

async function* stream(
  requests: Requests,
  type: ResourceType,
  { namespace, labelSelector }: ListOptions,
  resourceVersion: string,
  signal: AbortSignal,
): AsyncGenerator<Told, void, undefined> {
  const { limits, address } = requests;
  const path = withQuery(collectionPath(type, namespace), {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion,
    labelSelector,
    timeoutSeconds: String(Math.ceil(limits.streamSeconds * (1 + requests.fraction()))),
  });
  const incoming = await requests.open(path, signal);
  incoming.setTimeout(limits.silenceMilliseconds, () => {
    const silence = unreachable(address, 'its stream has gone silent');
    silences.add(silence);
    incoming.destroy(silence);
  });
  const tooLong = (): Error => tooMuch(address, `${limits.eventBytes} bytes in an event`);
  try {
    for await (const line of linesOf(incoming, limits.eventBytes, tooLong)) yield toldBy(line, type, address);
  } finally {
    incoming.destroy();
  }
}

/** A server that takes a version and then says nothing, not even how far it is, may never get there: it is listed anew. */
const silences = new WeakSet<MainwardError>();

const KINDS = new Map([
  ['ADDED', 'added'],
  ['MODIFIED', 'modified'],
  ['DELETED', 'deleted'],
] as const);

function toldBy(line: string, type: ResourceType, address: string): Told {
  const said = parsed(line);
  if (isFields(said) && said['type'] === 'ERROR') {
    const code = isFields(said['object']) ? said['object']['code'] : undefined;
    throw errorOf({ status: typeof code === 'number' ? code : 500, body: said['object'] }, address, true);
  }
  const version = versionOf(said);
  if (!isFields(said) || version === undefined) throw nonsense(address);
  if (said['type'] === 'BOOKMARK') return { version };
  const kind = [...KINDS].find(([word]) => word === said['type'])?.[1];
  const object = objectFrom(said['object'], type);
  if (kind === undefined || object === undefined) throw nonsense(address);
  return { version, event: { kind, object } };
}

function versionOf(said: unknown): string | undefined {
  const object = isFields(said) ? said['object'] : undefined;
  const metadata = isFields(object) ? object['metadata'] : undefined;
  const version = isFields(metadata) ? metadata['resourceVersion'] : undefined;
  return typeof version === 'string' ? version : undefined;
}

/** Unreadable is not unreachable: what was in it is lost, so everything is listed anew. */
function nonsense(address: string): MainwardError {
  return new MainwardError('CLUSTER_REFUSED', `The cluster at ${address} tells of changes in no known way.`, {
    remedy: 'Look whether the address is that of an API server.',
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** A server that answers, and does not serve this version: it may have been set back, and never reach it. */
function keepsRefusing({ fields }: MainwardError, failures: number): boolean {
  return fields['status'] !== undefined && failures >= REFUSALS;
}

function isFinal({ code }: MainwardError): boolean {
  return code === 'CLUSTER_FORBIDDEN' || code === 'CLUSTER_REFUSED' || code === 'BUDGET_EXCEEDED';
}

function asProblem(error: unknown, { address }: Requests): MainwardError {
  if (error instanceof MainwardError) return error;
  return unreachable(address, 'its stream broke off', error);
}
