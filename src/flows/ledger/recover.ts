import { sameBytes } from '../../ledger/bytes.ts';
import type { Checkpoint } from '../../ledger/checkpoint.ts';
import { readStage } from '../../ledger/stage.ts';
import { MainwardError } from '../../model/errors.ts';
import type { LedgerStore } from '../../ports/ledger-store.ts';
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
  const isBehind = published === undefined || !sameBytes(published, head);
  if (published === undefined && staged === undefined && decided.size > 0n) {
    throw damaged(inTree('checkpoint'), 'it is missing');
  }
  const lacksTiles = isBehind && decided.size !== (shown?.size ?? 0n);
  if (staged !== undefined || lacksTiles) await applyStage(staged, head, lacksTiles, { store, crypto });
  const edge = await loadEdge(decided, store.files, crypto);
  if (staged !== undefined || isBehind) await settle(head, store);
  return { note: head, checkpoint: decided, size: edge.size, edge };
}

/** Who began it may have ended, or failed, before any of it was on the disk: it is written again as a whole. */
async function settle(head: Uint8Array, store: LedgerStore): Promise<void> {
  if (!(await store.head.swap(head, await store.head.draft(head))))
    throw damaged('head', 'it changes meanwhile');
  await (await store.checkpoint.draft(head)).keep();
  await store.stage.clear();
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

/** Finishes what the head decided. A stage that the head does not rest on never happened. */
async function applyStage(
  staged: Uint8Array | undefined,
  head: Uint8Array,
  isNeeded: boolean,
  { store, crypto }: Pick<LogPorts, 'store' | 'crypto'>,
): Promise<void> {
  const stage = staged && readStage(staged, crypto.sha256);
  if (stage?.ok === true && sameBytes(stage.value.next, head)) {
    const files = stage.value.files.map(({ path, bytes }) => ({ path: inTree(path), bytes }));
    await (await store.files.draft(files)).keep();
  } else if (isNeeded) {
    throw damaged('stage', stage?.ok === false ? stage.error : 'what the head rests on is not in it');
  }
}

export function absent(): MainwardError {
  return new MainwardError('LEDGER_ABSENT', 'There is no ledger here.', {
    remedy: 'Make one with `mainward log init --log DIR`, or name the folder it lies in.',
  });
}
