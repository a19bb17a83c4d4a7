import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCrypto } from '../../adapters/crypto-node/ed25519.ts';
import { SqliteLedgerIndex } from '../../adapters/index-sqlite/ledger-index.ts';
import { Disk } from '../../adapters/ledger-files/disk.ts';
import { FilesLedgerStore } from '../../adapters/ledger-files/store.ts';
import { removeDatabase } from '../../adapters/sqlite/database.ts';
import { FolderLock } from '../../adapters/sqlite/lock.ts';
import { carryOut, prepareEmpty } from '../../flows/ledger/commit.ts';
import { Ledger } from '../../flows/ledger/ledger.ts';
import { absent } from '../../flows/ledger/recover.ts';
import { writeVerifierKey } from '../../ledger/key.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { makeLogKey, readLogKey } from './key.ts';

export interface LedgerPlace {
  /** Absolute. */
  readonly folder: string;
  /** Absolute; without it `key` in the folder. */
  readonly keyFile?: string;
}

export interface OpenedLedger {
  readonly ledger: Ledger;
  /** One line of a trust file. */
  readonly verifierKey: string;
  /** Waits for what is being written, and lets go of the folder. */
  readonly close: () => Promise<void>;
}

/** Throws LEDGER_ABSENT, and makes no folder. */
export function demandLedger({ folder }: LedgerPlace): void {
  if (!existsSync(join(folder, 'head')) && !existsSync(join(folder, 'tree'))) throw absent();
}

export function keyFileOf({ folder, keyFile }: LedgerPlace): string {
  return keyFile ?? join(folder, 'key');
}

export function indexFileOf({ folder }: LedgerPlace): string {
  return join(folder, 'index.sqlite');
}

/** Makes an empty ledger and its key. Throws USAGE where there is a ledger. */
export async function initLedger(
  place: LedgerPlace & { readonly origin?: string },
  random: Random,
): Promise<{ readonly verifierKey: string }> {
  const lock = new FolderLock(place.folder);
  try {
    const store = new FilesLedgerStore(place.folder);
    if ((await store.head.read()) !== undefined || (await store.checkpoint.read()) !== undefined) {
      throw new MainwardError('USAGE', `There is a ledger in ${place.folder} already.`, {
        remedy: 'Name another folder with --log; a ledger is never begun anew.',
      });
    }
    const { signer, key } = makeLogKey(keyFileOf(place), place.origin, random);
    const ports = { store, crypto: nodeCrypto, signer, key };
    await carryOut(await prepareEmpty(ports), ports);
    await store.stage.clear();
    return { verifierKey: writeVerifierKey(key) };
  } finally {
    lock.release();
  }
}

/** Opens a ledger for writing: the only process that does. Throws DATA_LOCKED and what `Ledger.open` throws. */
export async function openLedger(
  place: LedgerPlace,
  clock: Clock,
  { isIndexAnew = false }: { readonly isIndexAnew?: boolean } = {},
): Promise<OpenedLedger> {
  demandLedger(place);
  const lock = new FolderLock(place.folder);
  let index: SqliteLedgerIndex | undefined;
  try {
    const { signer, key } = readLogKey(keyFileOf(place));
    const disk = new Disk(place.folder);
    await disk.sweep();
    if (isIndexAnew) removeDatabase(indexFileOf(place));
    index = new SqliteLedgerIndex(indexFileOf(place), { isReplaced: true });
    const opened = index;
    const store = new FilesLedgerStore(place.folder, { disk });
    const ledger = await Ledger.open({ store, crypto: nodeCrypto, signer, key, index, clock });
    return {
      ledger,
      verifierKey: writeVerifierKey(key),
      close: async () => {
        await ledger.close();
        opened.close();
        lock.release();
      },
    };
  } catch (error) {
    index?.close();
    lock.release();
    throw error;
  }
}

/** Throws away the index and makes it from the entries. Throws what `openLedger` does. */
export async function rebuildLedgerIndex(
  place: LedgerPlace,
  clock: Clock,
): Promise<{ readonly verifierKey: string }> {
  const { ledger, verifierKey, close } = await openLedger(place, clock, { isIndexAnew: true });
  try {
    await ledger.find({ limit: 1 });
    return { verifierKey };
  } finally {
    await close();
  }
}
