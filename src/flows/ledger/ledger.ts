import { toHex } from '../../ledger/bytes.ts';
import { encodeEntry } from '../../ledger/entry.ts';
import { objectKey } from '../../ledger/facets.ts';
import { MainwardError } from '../../model/errors.ts';
import type { LedgerEntry, Recorded, Sha256 } from '../../model/ledger.ts';
import type { ProofDocument } from '../../model/proof.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  LedgerFollower,
  LedgerProver,
  LedgerQuery,
  LedgerReader,
  LedgerTree,
  LedgerWriter,
  NewEntry,
} from '../../ports/ledger.ts';
import type { LedgerIndex, LedgerIndexKeeping } from '../../ports/ledger-index.ts';
import { Followers } from './followers.ts';
import { Indexer } from './indexer.ts';
import { type LogPorts, payloadPath } from './ports.ts';
import { recover } from './recover.ts';
import { Sequencer } from './sequencer.ts';
import type { LogState } from './state.ts';
import { LogView } from './view.ts';

export interface LedgerPorts extends LogPorts {
  readonly index: LedgerIndex & LedgerIndexKeeping;
  readonly clock: Clock;
}

const MOST_PAYLOAD_BYTES = 32_000_000;
const FOUND_AT_MOST = 1_000;

/** The ledger: one way to write, and every way to read. Whoever opens it holds the lock of its folder. */
export class Ledger implements LedgerWriter, LedgerReader, LedgerFollower, LedgerProver, LedgerTree {
  readonly #ports: LedgerPorts;
  readonly #sequencer: Sequencer;
  readonly #view: LogView;
  readonly #followers: Followers;
  readonly #indexer: Indexer;
  #state: LogState;

  private constructor(state: LogState, ports: LedgerPorts) {
    this.#state = state;
    this.#ports = ports;
    this.#view = new LogView(ports.store.files, ports.crypto, () => this.#state);
    this.#followers = new Followers(this.#view);
    this.#indexer = new Indexer(ports.index, this.#view.reader, ports.crypto);
    this.#sequencer = new Sequencer(state, ports, (next, entries) => {
      this.#state = next;
      this.#indexer.feed(next.size - entries.length, entries);
      this.#followers.wake();
      // Who asks the index waits for it; who writes does not.
      this.#indexer.catchUp(next.size).catch(() => undefined);
    });
  }

  /** Finishes what a crash has left. Throws LEDGER_ABSENT, LEDGER_DAMAGED or LEDGER_UNAVAILABLE. */
  static async open(ports: LedgerPorts): Promise<Ledger> {
    return new Ledger(await recover(ports), ports);
  }

  async append(entry: NewEntry, payload?: Uint8Array): Promise<Recorded> {
    const { sha256 } = this.#ports.crypto;
    if (payload !== undefined && payload.length > MOST_PAYLOAD_BYTES) {
      throw new MainwardError(
        'LEDGER_ENTRY_INVALID',
        `A payload of ${payload.length} bytes cannot be recorded.`,
        {
          remedy: `Record its digest, or a part of at most ${MOST_PAYLOAD_BYTES} bytes.`,
        },
      );
    }
    const digest = payload && toHex(sha256(payload));
    const at = new Date(this.#ports.clock.now()).toISOString();
    const whole = { v: 1, ...entry, at, ...(digest === undefined ? {} : { payload: digest }) } as LedgerEntry;
    const file =
      payload && digest !== undefined ? { path: payloadPath(digest), bytes: payload.slice() } : undefined;
    return { index: await this.#sequencer.append(encodeEntry(whole), file), entry: whole };
  }

  size(): number {
    return this.#state.size;
  }

  entry(index: number): Promise<Recorded | undefined> {
    return this.#view.entry(index);
  }

  async find({ object, limit, before, ...query }: LedgerQuery): Promise<readonly Recorded[]> {
    const { size } = this.#state;
    await this.#indexer.catchUp(size);
    const found = await this.#ports.index.find({
      ...query,
      ...(object === undefined ? {} : { object: objectKey(object) }),
      limit: Math.max(0, Math.trunc(limit ?? FOUND_AT_MOST)),
      before: Math.min(before ?? size, size),
    });
    const entries: Recorded[] = [];
    for (const index of found) {
      const entry = await this.#view.entry(index);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  payload(digest: Sha256): Promise<Uint8Array | undefined> {
    return this.#view.payload(digest);
  }

  prove(indexes: readonly number[], options: { readonly payloads: boolean }): Promise<ProofDocument> {
    return this.#view.prove(indexes, options);
  }

  file(path: string): Promise<Uint8Array | undefined> {
    return this.#view.file(path);
  }

  follow(from: number, signal: AbortSignal): AsyncIterable<Recorded> {
    return this.#followers.follow(from, signal);
  }

  /** Waits for what is being written; later entries are refused. */
  async close(): Promise<void> {
    await this.#sequencer.close();
    await this.#indexer.catchUp(this.#state.size).catch(() => undefined);
  }
}
