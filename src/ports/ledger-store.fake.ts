import { MainwardError } from '../model/errors.ts';
import type { LedgerDraft, LedgerStore, StoredFile } from './ledger-store.ts';

/** Every verb that writes. */
export const STORE_STEPS = ['draft', 'put', 'stage', 'swap', 'publish', 'clear', 'drop'] as const;
export type StoreStep = (typeof STORE_STEPS)[number];

/** A write that fails: after it happened, or without it. */
export type StoreFault = 'persisted' | 'lost';

/** What a `FakeLedgerStore` holds; another one on the same place is the process that comes after. */
export class FakeLedgerPlace {
  readonly files: Map<string, Uint8Array> = new Map();
  readonly slots: Map<'head' | 'stage' | 'checkpoint', Uint8Array> = new Map();
}

/** A ledger's store in memory. `fault` is asked before each write, and may let it fail. */
export class FakeLedgerStore implements LedgerStore {
  readonly files: LedgerStore['files'];
  readonly head: LedgerStore['head'];
  readonly stage: LedgerStore['stage'];
  readonly checkpoint: LedgerStore['checkpoint'];

  constructor(
    place: FakeLedgerPlace,
    fault: (step: StoreStep, path: string) => StoreFault | undefined = () => undefined,
  ) {
    const { files, slots } = place;
    const write = (step: StoreStep, path: string, work: () => void): Promise<void> => {
      const wrong = fault(step, path);
      if (wrong !== 'lost') work();
      return wrong === undefined ? Promise.resolve() : Promise.reject(unavailable(step));
    };
    const draft = async (name: string, keep: () => Promise<void>): Promise<LedgerDraft> => {
      await write('draft', name, () => undefined);
      return { keep, discard: () => Promise.resolve() };
    };
    const slot = (name: 'head' | 'stage' | 'checkpoint', step: StoreStep): LedgerStore['stage'] => ({
      read: () => Promise.resolve(slots.get(name)?.slice()),
      draft: (bytes) => {
        const copy = bytes.slice();
        return draft(name, () => write(step, name, () => slots.set(name, copy)));
      },
      clear: () => write('clear', name, () => slots.delete(name)),
    });
    this.files = {
      draft: (given) => {
        const copies = given.map(({ path, bytes }) => ({ path, bytes: bytes.slice() }));
        return draft('files', async () => {
          refuseOther(files, copies);
          for (const { path, bytes } of copies) await write('put', path, () => files.set(path, bytes));
        });
      },
      get: (path) => Promise.resolve(files.get(path)?.slice()),
      list: (folder) => Promise.resolve([...files.keys()].filter((path) => path.startsWith(`${folder}/`))),
      drop: (path) => write('drop', path, () => files.delete(path)),
    };
    const head = slot('head', 'swap');
    this.head = {
      read: () => head.read(),
      draft: (bytes) => head.draft(bytes),
      swap: async (expected, next) => {
        if (!same(slots.get('head'), expected)) return false;
        await next.keep();
        return true;
      },
    };
    this.stage = slot('stage', 'stage');
    this.checkpoint = slot('checkpoint', 'publish');
  }
}

function refuseOther(files: ReadonlyMap<string, Uint8Array>, given: readonly StoredFile[]): void {
  for (const { path, bytes } of given) {
    const there = files.get(path);
    if (there === undefined || same(there, bytes)) continue;
    throw new MainwardError('LEDGER_DAMAGED', `${path} is there already, with other content.`);
  }
}

function same(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function unavailable(step: StoreStep): MainwardError {
  return new MainwardError('LEDGER_UNAVAILABLE', `The store failed to ${step}.`);
}
