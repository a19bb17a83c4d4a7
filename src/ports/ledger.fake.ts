import { createHash } from 'node:crypto';
import { MainwardError } from '../model/errors.ts';
import type { LedgerEntry, ObjectRef, Recorded } from '../model/ledger.ts';
import type { Clock } from './clock.ts';
import type { LedgerFollower, LedgerQuery, LedgerReader, LedgerWriter, NewEntry } from './ledger.ts';

const COMMITS = ['commit', 'head', 'base'];
const DIGESTS = ['payload', 'statement', 'report', 'token', 'credential', 'artifact'];
const OBJECTS = ['object', 'agent', 'source'];

/** A ledger in memory. While `isUnavailable`, nothing can be written to it. */
export class FakeLedger implements LedgerWriter, LedgerReader, LedgerFollower {
  isUnavailable = false;
  readonly entries: Recorded[] = [];
  readonly #payloads: Map<string, Uint8Array> = new Map();
  readonly #clock: Clock;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  append(given: NewEntry, payload?: Uint8Array): Promise<Recorded> {
    if (this.isUnavailable) {
      return Promise.reject(new MainwardError('LEDGER_UNAVAILABLE', 'The entry could not be written.'));
    }
    if (given.type === 'note' && payload === undefined) {
      return Promise.reject(new MainwardError('LEDGER_ENTRY_INVALID', 'A note has a payload.'));
    }
    const digest = payload && createHash('sha256').update(payload).digest('hex');
    if (payload !== undefined && digest !== undefined) this.#payloads.set(digest, payload.slice());
    const at = new Date(this.#clock.now()).toISOString();
    const entry = {
      v: 1,
      ...structuredClone(given),
      at,
      ...(digest === undefined ? {} : { payload: digest }),
    } as LedgerEntry;
    const recorded = { index: this.entries.length, entry };
    this.entries.push(recorded);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
    return Promise.resolve(recorded);
  }

  size(): number {
    return this.entries.length;
  }

  entry(index: number): Promise<Recorded | undefined> {
    return Promise.resolve(this.entries[index]);
  }

  find({ limit = 1_000, before = this.entries.length, ...query }: LedgerQuery): Promise<readonly Recorded[]> {
    const found = this.entries.slice(0, Math.max(0, before)).filter(({ entry }) => answers(entry, query));
    return Promise.resolve(found.reverse().slice(0, limit));
  }

  payload(digest: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#payloads.get(digest)?.slice());
  }

  async *follow(from: number, signal: AbortSignal): AsyncGenerator<Recorded> {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    for (let index = from; !signal.aborted; ) {
      const next = this.entries[index];
      if (next === undefined) {
        await Promise.race([this.#wake.promise, aborted]);
      } else {
        yield next;
        index++;
      }
    }
  }
}

function answers(entry: LedgerEntry, query: LedgerQuery): boolean {
  const values = (names: readonly string[]): readonly unknown[] =>
    Object.entries(entry).flatMap(([name, value]) => (names.includes(name) ? [value] : []));
  const has = (names: readonly string[], wanted: string | undefined): boolean =>
    wanted === undefined || values(names).includes(wanted);
  const { object } = query;
  return (
    (query.types === undefined || query.types.includes(entry.type)) &&
    has(['repository'], query.repository) &&
    has(['proposal'], query.proposal) &&
    has(COMMITS, query.commit) &&
    has(DIGESTS, query.digest) &&
    (object === undefined || values(OBJECTS).some((one) => isSame(one as ObjectRef, object)))
  );
}

function isSame(one: ObjectRef, other: ObjectRef): boolean {
  return (
    one.apiVersion === other.apiVersion &&
    one.kind === other.kind &&
    one.namespace === other.namespace &&
    one.name === other.name
  );
}
