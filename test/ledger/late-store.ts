import type { LedgerStore } from '../../src/ports/ledger-store.ts';

/** A store with the wrong order, on purpose: it says that something is done, and does it a little later. */
export function lateStore(store: LedgerStore): LedgerStore {
  let work: Promise<unknown> = Promise.resolve();
  const later = (write: () => Promise<unknown>): void => {
    work = work.then(() => new Promise((resolve) => setTimeout(resolve, 3))).then(write);
  };
  const slot = (of: LedgerStore['stage']): LedgerStore['stage'] => ({
    read: () => work.then(() => of.read()),
    write: (bytes) => Promise.resolve(later(() => of.write(bytes))),
    clear: () => Promise.resolve(later(() => of.clear())),
  });
  return {
    files: {
      put: (files) => Promise.resolve(later(() => store.files.put(files))),
      get: (path) => work.then(() => store.files.get(path)),
      list: (folder) => work.then(() => store.files.list(folder)),
      drop: (path) => Promise.resolve(later(() => store.files.drop(path))),
    },
    head: {
      read: () => work.then(() => store.head.read()),
      swap: (expected, next) => {
        later(() => store.head.swap(expected, next));
        return Promise.resolve(true);
      },
    },
    stage: slot(store.stage),
    checkpoint: slot(store.checkpoint),
  };
}
