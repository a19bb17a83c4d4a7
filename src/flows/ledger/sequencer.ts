import { sameBytes } from '../../ledger/bytes.ts';
import { MainwardError } from '../../model/errors.ts';
import type { StoredFile } from '../../ports/ledger-store.ts';
import { type Commit, carryOut, prepare, tidy } from './commit.ts';
import type { LogPorts } from './ports.ts';
import { recover } from './recover.ts';
import type { LogState } from './state.ts';

/** Entries that become part of the log together: what came while the disk was busy with those before. */
const MOST_TOGETHER = 256;
const MOST_WAITING = 10_000;
const MOST_WAITING_BYTES = 64_000_000;

type Committed = (state: LogState, entries: readonly Uint8Array[]) => void;

interface Waiting {
  readonly entry: Uint8Array;
  readonly payload?: StoredFile;
  readonly bytes: number;
  readonly resolve: (index: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts entries one after the other, and answers when they are durable. What fails is never tried again blindly: the
 * sequencer looks at what became of it, as after a crash, and goes on from there.
 */
export class Sequencer {
  readonly #ports: LogPorts;
  readonly #committed: Committed;
  #state: LogState;
  /** A write failed, and what became of it is not known yet. */
  #isAmbiguous = false;
  /** Why nothing is written any more. */
  #end: MainwardError | undefined;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #work: Promise<void> | undefined;

  /** `committed` is told of each state, and of the last entries in it, before those who wait for it are. */
  constructor(state: LogState, ports: LogPorts, committed: Committed) {
    this.#state = state;
    this.#ports = ports;
    this.#committed = committed;
  }

  /** Resolves with the entry's index. Rejects with LEDGER_UNAVAILABLE, LEDGER_DAMAGED or DATA_LOCKED. */
  append(entry: Uint8Array, payload?: StoredFile): Promise<number> {
    const bytes = entry.length + (payload?.bytes.length ?? 0);
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end);
      } else if (this.#waiting.length >= MOST_WAITING || this.#waitingBytes + bytes > MOST_WAITING_BYTES) {
        reject(unavailable('More entries wait to be written than it holds in memory.'));
      } else {
        this.#waiting.push({ entry, bytes, resolve, reject, ...(payload === undefined ? {} : { payload }) });
        this.#waitingBytes += bytes;
        this.#work ??= this.#drain();
      }
    });
  }

  /** Ends it: what waits is written, what comes later is refused. */
  async close(): Promise<void> {
    this.#end ??= unavailable('It is closed.');
    await this.#work;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Everybody who was just answered gets to ask again, so that they are written together.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#waiting.splice(0, MOST_TOGETHER);
      this.#waitingBytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0);
      await this.#write(batch);
    }
    this.#work = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    let commit: Commit | undefined;
    try {
      if (this.#isAmbiguous) await this.#settle();
      const payloads = batch.flatMap(({ payload }) => payload ?? []);
      commit = await prepare(
        this.#state,
        batch.map(({ entry }) => entry),
        payloads,
        this.#ports,
      );
      this.#isAmbiguous = true;
      await carryOut(commit, this.#ports);
      this.#isAmbiguous = false;
      this.#answer(batch, commit.after);
    } catch (error) {
      await this.#fail(batch, commit, error);
      return;
    }
    await tidy(commit, this.#ports).catch(() => undefined);
  }

  /** It went wrong: whether it happened all the same is what the store says, not what the error says. */
  async #fail(batch: readonly Waiting[], commit: Commit | undefined, error: unknown): Promise<void> {
    if (endsIt(error)) {
      this.#end = error;
      this.#isAmbiguous = false;
    }
    if (commit !== undefined && this.#isAmbiguous) {
      try {
        await this.#settle();
        if (sameBytes(this.#state.note, commit.after.note)) {
          this.#answer(batch, this.#state);
          return;
        }
      } catch (worse) {
        if (endsIt(worse)) this.#end = worse;
      }
    }
    const why = this.#end ?? unavailable('The entry could not be written.', error);
    for (const { reject } of batch) reject(why);
    if (this.#end === undefined) return;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
  }

  async #settle(): Promise<void> {
    this.#state = await recover(this.#ports);
    this.#isAmbiguous = false;
    this.#committed(this.#state, []);
  }

  #answer(batch: readonly Waiting[], after: LogState): void {
    this.#state = after;
    this.#committed(
      after,
      batch.map(({ entry }) => entry),
    );
    for (const [at, { resolve }] of batch.entries()) resolve(after.size - batch.length + at);
  }
}

/** Nothing that is tried again can mend it. */
function endsIt(error: unknown): error is MainwardError {
  return error instanceof MainwardError && (error.code === 'LEDGER_DAMAGED' || error.code === 'DATA_LOCKED');
}

function unavailable(what: string, cause?: unknown): MainwardError {
  return new MainwardError('LEDGER_UNAVAILABLE', `${what} Whatever rests on it must not happen.`, {
    remedy:
      'See that the ledger’s folder can be written and its disk has space; nothing that was acknowledged is lost.',
    ...(cause === undefined ? {} : { cause }),
  });
}
