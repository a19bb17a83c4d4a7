import { nodeCrypto } from '../../adapters/crypto-node/ed25519.ts';
import { SqliteLedgerIndex } from '../../adapters/index-sqlite/ledger-index.ts';
import { FilesLedgerStore } from '../../adapters/ledger-files/store.ts';
import { FolderLock } from '../../adapters/sqlite/lock.ts';
import type { LogCheck } from '../../flows/ledger/check-log.ts';
import { fsck } from '../../flows/ledger/fsck.ts';
import { writeVerifierKey } from '../../ledger/key.ts';
import { readLogKey } from './key.ts';
import { demandLedger, indexFileOf, keyFileOf, type LedgerPlace } from './open.ts';

/** Checks every file of a ledger that nobody writes meanwhile. Throws DATA_LOCKED, LEDGER_ABSENT, LEDGER_KEY_INVALID. */
export async function checkLedger(place: LedgerPlace): Promise<LogCheck & { readonly verifierKey: string }> {
  demandLedger(place);
  const lock = new FolderLock(place.folder);
  try {
    const { signer, key } = readLogKey(keyFileOf(place));
    const store = new FilesLedgerStore(place.folder);
    const index = new SqliteLedgerIndex(indexFileOf(place), { isReplaced: false });
    try {
      const check = await fsck({ store, crypto: nodeCrypto, signer, key }, index);
      return { ...check, verifierKey: writeVerifierKey(key) };
    } finally {
      index.close();
    }
  } finally {
    lock.release();
  }
}
