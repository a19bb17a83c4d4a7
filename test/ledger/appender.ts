import { writeSync } from 'node:fs';
import { nodeCrypto } from '../../src/adapters/crypto-node/ed25519.ts';
import { FilesLedgerStore } from '../../src/adapters/ledger-files/store.ts';
import { FolderLock } from '../../src/adapters/sqlite/lock.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { readLogKey } from '../../src/entrypoints/ledger/key.ts';
import { Ledger } from '../../src/flows/ledger/ledger.ts';
import type { NewEntry } from '../../src/ports/ledger.ts';
import { FakeLedgerIndex } from '../../src/ports/ledger-index.fake.ts';
import type { LedgerStore } from '../../src/ports/ledger-store.ts';
import { lateStore } from './late-store.ts';
import { suicidalStore } from './suicidal-store.ts';
import { unsyncedStore } from './unsynced-store.ts';

/**
 * A process that is going to be killed: appends notes, several at a time, and says each index on standard output as
 * soon as it was acknowledged. Arguments: folder, how many, how many at a time, and what to do to its store.
 */
const [folder = '', count = '', together = '', ...treatment] = process.argv.slice(2);
const lock = new FolderLock(folder);
const { signer, key } = readLogKey(`${folder}/key`);
const store = new FilesLedgerStore(folder);
const [kind, ...at] = treatment;
const treated: Readonly<Record<string, () => LedgerStore>> = {
  late: () => lateStore(store),
  unsynced: () => unsyncedStore(folder),
  kill: () => suicidalStore(store, at.join(' ')),
};
const ledger = await Ledger.open({
  store: treated[kind ?? '']?.() ?? store,
  crypto: nodeCrypto,
  signer,
  key,
  index: new FakeLedgerIndex(),
  clock: systemClock,
});
writeSync(1, 'open\n');
for (let number = 0; number < Number(count); number += Number(together)) {
  const texts = Array.from({ length: Number(together) }, (_, one) => `${process.pid} ${number + one}`);
  await Promise.all(
    texts.map(async (text) => {
      const { index } = await ledger.append(...entryOf(text));
      writeSync(1, `${index} ${text}\n`);
    }),
  );
}
await ledger.close();
lock.release();

/** One in five has a payload. */
function entryOf(text: string): readonly [NewEntry, Uint8Array?] {
  return text.endsWith('0') || text.endsWith('5')
    ? [{ type: 'note' }, new TextEncoder().encode(text)]
    : [{ type: 'gap', what: text, from: '2026-11-20T09:00:00Z' }];
}
