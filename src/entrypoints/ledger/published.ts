import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCrypto } from '../../adapters/crypto-node/ed25519.ts';
import { FilesLedgerStore } from '../../adapters/ledger-files/store.ts';
import { absent } from '../../flows/ledger/recover.ts';
import { damaged } from '../../flows/ledger/state.ts';
import { LogView, type Published } from '../../flows/ledger/view.ts';
import { readCheckpoint } from '../../ledger/checkpoint.ts';
import { readNote } from '../../ledger/note.ts';
import type { LedgerPlace } from './open.ts';

export interface PublishedLog extends Published {
  readonly view: LogView;
}

/**
 * A ledger as its folder shows it, without its key and without keeping its writer from writing. Who signed is not
 * looked at here: that is what `log verify` does, with keys from elsewhere. Throws LEDGER_ABSENT or LEDGER_DAMAGED.
 */
export async function readPublished({ folder }: Pick<LedgerPlace, 'folder'>): Promise<PublishedLog> {
  const store = new FilesLedgerStore(folder);
  const note = await store.checkpoint.read();
  if (note === undefined) throw absent();
  const read = readNote(note);
  const checkpoint = read.ok ? readCheckpoint(read.value.text) : read;
  if (!checkpoint.ok) throw damaged('tree/checkpoint', checkpoint.error);
  const published: Published = { note, checkpoint: checkpoint.value, size: Number(checkpoint.value.size) };
  return { ...published, view: new LogView(store.files, nodeCrypto, () => published) };
}

/** The store of a whole ledger's folder, or of its published tree alone. */
export function treeStore(folder: string): FilesLedgerStore {
  const isTree = !existsSync(join(folder, 'tree')) && existsSync(join(folder, 'checkpoint'));
  return new FilesLedgerStore(folder, { tree: isTree ? '.' : 'tree' });
}
