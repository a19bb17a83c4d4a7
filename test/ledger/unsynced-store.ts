import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LedgerDraft, LedgerSlot, LedgerStore, StoredFile } from '../../src/ports/ledger-store.ts';

/** A store with the right order, and nothing on the disk, on purpose: whoever kills only the process sees no difference. */
export function unsyncedStore(root: string): LedgerStore {
  let drafts = 0;
  const read = async (path: string): Promise<Uint8Array | undefined> =>
    readFile(join(root, path)).then(
      (bytes) => new Uint8Array(bytes),
      () => undefined,
    );
  const draft = async (files: readonly StoredFile[]): Promise<LedgerDraft> => {
    const names = files.map(({ path }) => ({
      path: join(root, path),
      name: join(root, 'drafts', `${drafts++}`),
    }));
    await Promise.all(files.map(({ bytes }, at) => writeFile(names[at]?.name ?? '', bytes)));
    return {
      keep: async () => {
        for (const { path, name } of names) {
          await mkdir(dirname(path), { recursive: true });
          await rename(name, path);
        }
      },
      discard: () => Promise.resolve(),
    };
  };
  const slot = (path: string): LedgerSlot => ({
    read: () => read(path),
    draft: (bytes) => draft([{ path, bytes }]),
    clear: () => rm(join(root, path), { force: true }),
  });
  const head = slot('head');
  return {
    files: {
      draft,
      get: read,
      list: () => Promise.resolve([]),
      drop: (path) => rm(join(root, path), { force: true }),
    },
    head: {
      read: () => head.read(),
      draft: (bytes) => head.draft(bytes),
      swap: (_, next) => next.keep().then(() => true),
    },
    stage: slot('stage'),
    checkpoint: slot('tree/checkpoint'),
  };
}
