import { MainwardError } from '../model/errors.ts';
import type { LedgerStore, StoredFile } from './ledger-store.ts';

/** Every verb that writes. */
export const STORE_STEPS = ['put', 'stage', 'swap', 'publish', 'clear', 'drop'] as const;
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
    const slot = (name: 'stage' | 'checkpoint', step: StoreStep): LedgerStore['stage'] => ({
      read: () => Promise.resolve(slots.get(name)?.slice()),
      write: (bytes) => write(step, name, () => slots.set(name, bytes.slice())),
      clear: () => write('clear', name, () => slots.delete(name)),
    });
    this.files = {
      put: async (given) => {
        for (const file of given) await write('put', file.path, () => putOnce(files, file));
      },
      get: (path) => Promise.resolve(files.get(path)?.slice()),
      list: (folder) => Promise.resolve([...files.keys()].filter((path) => path.startsWith(`${folder}/`))),
      drop: (path) => write('drop', path, () => files.delete(path)),
    };
    this.head = {
      read: () => Promise.resolve(slots.get('head')?.slice()),
      swap: async (expected, next) => {
        if (!same(slots.get('head'), expected)) return false;
        await write('swap', 'head', () => slots.set('head', next.slice()));
        return true;
      },
    };
    this.stage = slot('stage', 'stage');
    this.checkpoint = slot('checkpoint', 'publish');
  }
}

function putOnce(files: Map<string, Uint8Array>, { path, bytes }: StoredFile): void {
  const there = files.get(path);
  if (there === undefined) files.set(path, bytes.slice());
  else if (!same(there, bytes)) {
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
