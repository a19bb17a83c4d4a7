import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LedgerSlot, LedgerStore } from '../../src/ports/ledger-store.ts';

/** A store with the right order, and nothing on the disk, on purpose: whoever kills only the process sees no difference. */
export function unsyncedStore(root: string): LedgerStore {
  const read = async (path: string): Promise<Uint8Array | undefined> =>
    readFile(join(root, path)).then(
      (bytes) => new Uint8Array(bytes),
      () => undefined,
    );
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, 'draft'), bytes);
    await rename(join(root, 'draft'), join(root, path));
  };
  const slot = (path: string): LedgerSlot => ({
    read: () => read(path),
    write: (bytes) => write(path, bytes),
    clear: () => rm(join(root, path), { force: true }),
  });
  return {
    files: {
      put: async (files) => {
        for (const { path, bytes } of files) await write(path, bytes);
      },
      get: read,
      list: () => Promise.resolve([]),
      drop: (path) => rm(join(root, path), { force: true }),
    },
    head: {
      read: () => read('head'),
      swap: async (_, next) => {
        await write('head', next);
        return true;
      },
    },
    stage: slot('stage'),
    checkpoint: slot('tree/checkpoint'),
  };
}
