import { decodePayload } from '../../../chain/ledger/payload.ts';
import { objectKey } from '../../../ledger/facets.ts';
import type { HoldCode } from '../../../model/drift.ts';
import type {
  DriftActedEntry,
  DriftAttributedEntry,
  DriftSeenEntry,
  GuardBeganEntry,
  LedgerEntry,
  ObjectRef,
  Recorded,
} from '../../../model/ledger.ts';
import type { DriftPayload } from '../../../model/payload.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { NAMESPACES } from '../../../ports/cluster-kinds.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import { rbacMeaning } from '../../../stages/5-cluster/meaning.ts';
import { treeOf } from '../live/tree.ts';
import type { GuardState } from '../state.ts';
import { Inventory } from './inventory.ts';
import type { OpenDrift } from './open-drift.ts';

const TYPES: readonly LedgerEntry['type'][] = [
  'guard.began',
  'guard.held',
  'guard.followed',
  'drift.seen',
  'drift.acted',
  'drift.ended',
  'drift.attributed',
];
const PAGE = 1_000;
const HOUR = 3_600_000;

/** What the ledger knows of one cluster, the newest first. */
interface Past {
  readonly began: Recorded<GuardBeganEntry>[];
  readonly seen: Recorded<DriftSeenEntry>[];
  readonly acted: Recorded<DriftActedEntry>[];
  readonly attributed: Recorded<DriftAttributedEntry>[];
  readonly ended: Set<number>;
  readonly held: Map<HoldCode, boolean>;
  size?: number;
}

/**
 * Takes up what was recorded before, so that nothing is recorded or done twice and what was limited stays limited. False
 * where the guard never began in this cluster. Rejects where the ledger cannot be read.
 */
export async function restore(state: GuardState): Promise<boolean> {
  const { ledger } = state.parts;
  const past = await readPast(ledger, state.place.cluster);
  const drifts = await openDrifts(past, ledger);
  const inventory = await inventoryOf(past.began, ledger, state.live.identity);
  // Nothing of this can fail, so it is taken up as a whole or not at all.
  for (const [code, held] of past.held) if (held) state.breakers.restore(code);
  if (past.size !== undefined) state.mass.restore(past.size);
  state.recordedSize = past.size;
  state.writes.restore(
    past.acted.map(({ entry }) => Date.parse(entry.at)).filter((at) => at > state.now - HOUR),
  );
  for (const { entry } of past.acted.toReversed())
    if (entry.action === 'deleted' && entry.outcome === 'done')
      state.deletions.count(objectKey(entry.object), Date.parse(entry.at));
  for (const drift of drifts) state.drifts.open(drift);
  state.inventory = inventory;
  return inventory !== undefined;
}

async function readPast(ledger: LedgerReader, cluster: string): Promise<Past> {
  const past: Past = { began: [], seen: [], acted: [], attributed: [], ended: new Set(), held: new Map() };
  for (let before = ledger.size(); before > 0; ) {
    const found = await ledger.find({ types: TYPES, limit: PAGE, before });
    for (const { index, entry } of found)
      if ('cluster' in entry && entry.cluster === cluster) sort(past, index, entry);
    before = found.length < PAGE ? 0 : (found.at(-1)?.index ?? 0);
  }
  return past;
}

function sort(past: Past, index: number, entry: LedgerEntry): void {
  switch (entry.type) {
    case 'guard.began':
      past.began.push({ index, entry });
      break;
    case 'guard.followed':
      past.size ??= entry.objects;
      break;
    case 'guard.held':
      if (!past.held.has(entry.code)) past.held.set(entry.code, entry.held);
      break;
    case 'drift.seen':
      past.seen.push({ index, entry });
      break;
    case 'drift.acted':
      past.acted.push({ index, entry });
      break;
    case 'drift.ended':
      past.ended.add(entry.seen);
      break;
    case 'drift.attributed':
      past.attributed.push({ index, entry });
      break;
    default:
  }
}

/** The oldest beginning in this very cluster: another one may have had the name before. */
async function inventoryOf(
  began: Past['began'],
  ledger: LedgerReader,
  cluster: string,
): Promise<Inventory | undefined> {
  for (const { entry } of began.toReversed()) {
    const bytes = entry.payload === undefined ? undefined : await ledger.payload(entry.payload);
    const payload = decodePayload(bytes, 'mainward.dev/guard-inventory/v1');
    const identity = payload?.objects.find(({ object }) => object.kind === NAMESPACES.kind)?.uid;
    if (payload !== undefined && identity !== cluster) continue;
    return new Inventory(payload?.objects, Date.parse(entry.at));
  }
  return undefined;
}

/** The newest of each object, unless it has ended: it takes the place of those before it. */
async function openDrifts(past: Past, ledger: LedgerReader): Promise<readonly OpenDrift[]> {
  const drifts: OpenDrift[] = [];
  for (const [newest] of Map.groupBy(past.seen, ({ entry }) => objectKey(entry.object)).values()) {
    if (newest === undefined || past.ended.has(newest.index)) continue;
    const { payload: digest } = newest.entry;
    const bytes = digest === undefined ? undefined : await ledger.payload(digest);
    drifts.push(takeUp(driftOf(newest, decodePayload(bytes, 'mainward.dev/drift-seen/v1')), past));
  }
  return drifts;
}

function driftOf({ index, entry }: Recorded<DriftSeenEntry>, payload: DriftPayload | undefined): OpenDrift {
  const { object, uid, change, effect, danger, repository, commit, decision, code, at } = entry;
  const live = objectIn(payload?.live);
  const before = objectIn(payload?.before);
  const named = nameIn(live ?? objectIn(payload?.desired) ?? before, object);
  const tree = live === undefined ? undefined : treeOf(live);
  const meaning = tree === undefined ? undefined : rbacMeaning(tree);
  const version = live?.metadata.resourceVersion;
  return {
    key: objectKey(named),
    named,
    object,
    seen: index,
    change,
    effect,
    danger,
    repository,
    commit,
    ...(uid === undefined ? {} : { uid }),
    ...(meaning === undefined ? {} : { meaning }),
    ...(version === undefined ? {} : { resourceVersion: version }),
    ...(before === undefined ? {} : { before }),
    seenAt: Date.parse(at),
    decision,
    ...(code === undefined ? {} : { code, said: code }),
    failures: 0,
    actors: payload?.actors ?? [],
    sources: new Set(payload?.actors.map(({ source }) => source)),
  };
}

/** How far it came: `past` has the newest first. */
function takeUp(drift: OpenDrift, { acted, attributed }: Past): OpenDrift {
  for (const { entry } of attributed) if (entry.seen === drift.seen) drift.sources.add(entry.source);
  for (const { entry } of acted.filter((one) => one.entry.seen === drift.seen).toReversed()) {
    drift.lastAct = { action: entry.action, outcome: entry.outcome };
    if (entry.outcome !== 'done') continue;
    if (entry.action === 'reconcile-requested') drift.askedAt = Date.parse(entry.at);
    else {
      delete drift.askedAt;
      if (drift.uid !== undefined) drift.deletedUid = drift.uid;
    }
  }
  return drift;
}

function objectIn(text: string | undefined): KubernetesObject | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as KubernetesObject);
}

/** Entries cut names that they cannot hold. */
function nameIn(object: KubernetesObject | undefined, ref: ObjectRef): ObjectRef {
  return object === undefined ? ref : { ...ref, name: object.metadata.name };
}
