import type { LedgerDraft, LedgerSlot, LedgerStore } from '../../src/ports/ledger-store.ts';

/** The steps of a commit in their order, and the two that tidy up after it. */
export const STEPS = ['drafts', 'payloads', 'stage', 'head', 'tiles', 'checkpoint', 'clear', 'drop'] as const;

/** A store that kills its process before or after the nth time of a step: `before head 3`. */
export function suicidalStore(store: LedgerStore, fate: string): LedgerStore {
  const [moment, step, nth] = fate.split(' ');
  let times = 0;
  const around = async <Result>(
    now: (typeof STEPS)[number],
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const isFatal = now === step && ++times === Number(nth);
    if (isFatal && moment === 'before') process.kill(process.pid, 'SIGKILL');
    const result = await work();
    if (isFatal && moment === 'after') process.kill(process.pid, 'SIGKILL');
    return result;
  };
  const draft = async (
    now: (typeof STEPS)[number],
    make: () => Promise<LedgerDraft>,
  ): Promise<LedgerDraft> => {
    const made = await around('drafts', make);
    return { keep: () => around(now, () => made.keep()), discard: () => made.discard() };
  };
  const slot = (of: LedgerSlot, name: 'stage' | 'checkpoint'): LedgerSlot => ({
    read: () => of.read(),
    draft: (bytes) => draft(name, () => of.draft(bytes)),
    clear: () => around('clear', () => of.clear()),
  });
  return {
    files: {
      draft: (files) =>
        draft(files.some(({ path }) => path.startsWith('tree/')) ? 'tiles' : 'payloads', () =>
          store.files.draft(files),
        ),
      get: (path) => store.files.get(path),
      list: (folder) => store.files.list(folder),
      drop: (path) => around('drop', () => store.files.drop(path)),
    },
    head: {
      read: () => store.head.read(),
      draft: (bytes) => draft('head', () => store.head.draft(bytes)),
      swap: (expected, next) => store.head.swap(expected, next),
    },
    stage: slot(store.stage, 'stage'),
    checkpoint: slot(store.checkpoint, 'checkpoint'),
  };
}
