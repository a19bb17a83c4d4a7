import { encodeUtf8 } from '../../ledger/bytes.ts';
import { type Checkpoint, writeCheckpoint } from '../../ledger/checkpoint.ts';
import type { LedgerCrypto } from '../../ledger/crypto.ts';
import { EMPTY_EDGE, edgeRoot, extendTree, type TileFile } from '../../ledger/edge.ts';
import { writeNote } from '../../ledger/note.ts';
import { writeStage } from '../../ledger/stage.ts';
import { readTilePath, TILE_WIDTH, tilePath } from '../../ledger/tile.ts';
import { consistencyProof } from '../../ledger/tree.ts';
import { isConsistent } from '../../ledger/verify-proof.ts';
import { MainwardError } from '../../model/errors.ts';
import type { LedgerDraft, LedgerStore, StoredFile } from '../../ports/ledger-store.ts';
import { inTree, type LogPorts } from './ports.ts';
import { damaged, type LogState } from './state.ts';

/** Entries that become part of the log together. */
export interface Commit {
  /** Absent where the log begins with it. */
  readonly before?: LogState;
  readonly after: LogState;
  readonly payloads: readonly StoredFile[];
  /** Paths as in the tree. */
  readonly files: readonly TileFile[];
}

/** What the log would become. Nothing has happened yet. */
export async function prepare(
  before: LogState,
  entries: readonly Uint8Array[],
  payloads: readonly StoredFile[],
  ports: Pick<LogPorts, 'crypto' | 'signer' | 'key'>,
): Promise<Commit> {
  const { sha256 } = ports.crypto;
  const { edge, root, files, tiles } = extendTree(sha256, before.edge, entries);
  const proof = consistencyProof(sha256, before.size, edge.size, tiles);
  // What was read at the start, and lay in memory since, is held to what was signed before more is signed.
  if (!isConsistent(sha256, before.checkpoint, { size: BigInt(edge.size), root }, proof)) {
    throw damaged('memory', 'the tree in it does not go on from what was signed');
  }
  const checkpoint = { origin: ports.key.name, size: BigInt(edge.size), root, extensions: [] };
  const note = await signCheckpoint(checkpoint, ports);
  return { before, after: { note, checkpoint, size: edge.size, edge }, payloads, files };
}

/** A log without entries. */
export async function prepareEmpty(ports: Pick<LogPorts, 'crypto' | 'signer' | 'key'>): Promise<Commit> {
  const root = edgeRoot(ports.crypto.sha256, EMPTY_EDGE);
  const checkpoint = { origin: ports.key.name, size: 0n, root, extensions: [] };
  const note = await signCheckpoint(checkpoint, ports);
  return { after: { note, checkpoint, size: 0, edge: EMPTY_EDGE }, payloads: [], files: [] };
}

/** Makes it happen, each step on the disk before the next. When it resolves, nothing that happens later loses it. */
export async function carryOut(
  commit: Commit,
  { store, crypto }: Pick<LogPorts, 'store' | 'crypto'>,
): Promise<void> {
  const drafts = await draftAll(commit, store, crypto);
  try {
    await Promise.all([drafts.payloads.keep(), drafts.stage.keep()]);
    if (!(await store.head.swap(commit.before?.note, drafts.head))) throw overtaken();
    await drafts.tiles.keep();
    await drafts.checkpoint.keep();
  } catch (error) {
    await discardAll(Object.values(drafts));
    throw error;
  }
}

/** Everything that the steps write, before the first of them: what follows needs hardly any space, and less time. */
async function draftAll(
  { after, payloads, files }: Commit,
  store: LedgerStore,
  { sha256 }: LedgerCrypto,
): Promise<Readonly<Record<'payloads' | 'stage' | 'head' | 'tiles' | 'checkpoint', LedgerDraft>>> {
  const all = await Promise.allSettled([
    store.files.draft(payloads),
    store.stage.draft(writeStage({ next: after.note, files }, sha256)),
    store.head.draft(after.note),
    store.files.draft(files.map(({ path, bytes }) => ({ path: inTree(path), bytes }))),
    store.checkpoint.draft(after.note),
  ]);
  const made = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const [payloadDraft, stage, head, tiles, checkpoint] = made;
  if (
    payloadDraft !== undefined &&
    stage !== undefined &&
    head !== undefined &&
    tiles !== undefined &&
    checkpoint !== undefined
  ) {
    return { payloads: payloadDraft, stage, head, tiles, checkpoint };
  }
  await discardAll(made);
  throw all.find((one) => one.status === 'rejected')?.reason;
}

async function discardAll(drafts: readonly LedgerDraft[]): Promise<void> {
  await Promise.allSettled(drafts.map((draft) => draft.discard()));
}

/** Takes away what the commit has made superfluous. It may fail: nothing rests on it. */
export async function tidy(
  { files }: Pick<Commit, 'files'>,
  { store }: Pick<LogPorts, 'store'>,
): Promise<void> {
  await store.stage.clear();
  for (const { path } of files) {
    const tile = readTilePath(path);
    if (tile?.width !== TILE_WIDTH) continue;
    const partial = await store.files.list(inTree(`${tilePath(tile)}.p`));
    await Promise.all(partial.map((superfluous) => store.files.drop(superfluous)));
  }
}

async function signCheckpoint(
  checkpoint: Checkpoint,
  { signer, key }: Pick<LogPorts, 'signer' | 'key'>,
): Promise<Uint8Array> {
  const text = writeCheckpoint(checkpoint);
  const signature = await signer.sign(encodeUtf8(text));
  return writeNote({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] });
}

function overtaken(): MainwardError {
  return new MainwardError(
    'DATA_LOCKED',
    'Somebody else has written this ledger, so this process no longer does.',
    {
      remedy: 'Let one process write it; start this one again when the other has ended.',
    },
  );
}
