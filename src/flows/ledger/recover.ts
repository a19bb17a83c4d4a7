import { sameBytes } from '../../ledger/bytes.ts';
import type { Checkpoint } from '../../ledger/checkpoint.ts';
import { readStage } from '../../ledger/stage.ts';
import { MainwardError } from '../../model/errors.ts';
import { inTree, type LogPorts } from './ports.ts';
import { damaged, type LogState, loadEdge, openOwn } from './state.ts';

/**
 * Finds out how far a log got, finishes what was begun, and holds it to what was signed. The head decides: what it
 * names has happened, what it does not name has not. Throws LEDGER_ABSENT, LEDGER_DAMAGED or LEDGER_UNAVAILABLE.
 */
export async function recover({ store, crypto, key }: LogPorts): Promise<LogState> {
  const head = await store.head.read();
  const published = await store.checkpoint.read();
  if (head === undefined) throw published === undefined ? absent() : damaged('head', 'it is missing');
  const decided = openOwn('head', head, key, crypto);
  const shown = published && openOwn(inTree('checkpoint'), published, key, crypto);
  refuseRollback(decided, shown);
  const staged = await store.stage.read();
  if (published === undefined && staged === undefined && decided.size > 0n) {
    throw damaged(inTree('checkpoint'), 'it is missing');
  }
  const isBehind = published === undefined || !sameBytes(published, head);
  if (isBehind && decided.size !== (shown?.size ?? 0n)) await applyStage(staged, head, { store, crypto });
  const edge = await loadEdge(decided, store.files, crypto);
  if (isBehind) await (await store.checkpoint.draft(head)).keep();
  if (staged !== undefined) await store.stage.clear();
  return { note: head, checkpoint: decided, size: edge.size, edge };
}

/** What was shown to others may not be taken back. */
function refuseRollback(decided: Checkpoint, shown: Checkpoint | undefined): void {
  if (shown === undefined) return;
  if (shown.size > decided.size) {
    throw damaged('head', `it knows of ${decided.size} entries, and ${shown.size} were published`);
  }
  if (shown.size === decided.size && !sameBytes(shown.root, decided.root)) {
    throw damaged('head', `it has another root than what was published for ${shown.size} entries`);
  }
}

async function applyStage(
  staged: Uint8Array | undefined,
  head: Uint8Array,
  { store, crypto }: Pick<LogPorts, 'store' | 'crypto'>,
): Promise<void> {
  if (staged === undefined) throw damaged('stage', 'it is missing, and the head rests on it');
  const stage = readStage(staged, crypto.sha256);
  if (!stage.ok) throw damaged('stage', stage.error);
  if (!sameBytes(stage.value.next, head)) throw damaged('stage', 'it is not what the head rests on');
  const files = stage.value.files.map(({ path, bytes }) => ({ path: inTree(path), bytes }));
  await (await store.files.draft(files)).keep();
}

export function absent(): MainwardError {
  return new MainwardError('LEDGER_ABSENT', 'There is no ledger here.', {
    remedy: 'Make one with `mainward log init --log DIR`, or name the folder it lies in.',
  });
}
