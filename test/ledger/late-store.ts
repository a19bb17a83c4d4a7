import type { LedgerDraft, LedgerSlot, LedgerStore } from '../../src/ports/ledger-store.ts';

/** A store with the wrong order, on purpose: it says that something is done, and does it a little later. */
export function lateStore(store: LedgerStore): LedgerStore {
  let work: Promise<unknown> = Promise.resolve();
  const later = (write: () => Promise<unknown>): Promise<void> => {
    work = work.then(() => new Promise((resolve) => setTimeout(resolve, 3))).then(write);
    return Promise.resolve();
  };
  const draft = (make: () => Promise<LedgerDraft>): Promise<LedgerDraft> => {
    const made = work.then(make);
    made.catch(() => undefined);
    return Promise.resolve({
      keep: () => later(async () => (await made).keep()),
      discard: () => later(async () => (await made).discard()),
    });
  };
  const slot = (of: LedgerSlot): LedgerSlot => ({
    read: () => work.then(() => of.read()),
    draft: (bytes) => draft(() => of.draft(bytes)),
    clear: () => later(() => of.clear()),
  });
  return {
    files: {
      draft: (files) => draft(() => store.files.draft(files)),
      get: (path) => work.then(() => store.files.get(path)),
      list: (folder) => work.then(() => store.files.list(folder)),
      drop: (path) => later(() => store.files.drop(path)),
    },
    head: {
      read: () => store.head.read(),
      draft: (bytes) => draft(() => store.head.draft(bytes)),
      swap: (_, next) => next.keep().then(() => true),
    },
    stage: slot(store.stage),
    checkpoint: slot(store.checkpoint),
  };
}
