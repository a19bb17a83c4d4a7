import * as z from 'zod';
import { MainwardError } from '../../../../model/errors.ts';
import type { Recorded, Sha256 } from '../../../../model/ledger.ts';
import type { LedgerQuery, LedgerReader, LedgerWriter, NewEntry } from '../../../../ports/ledger.ts';
import { recordedEntry } from '../../../server/routes/entry.ts';
import type { GuardServer } from './server.ts';

const found = z.object({ size: z.int().min(0), entries: z.array(recordedEntry) });

/**
 * The ledger of a server, of which it shows the entries of this cluster's guard. Whatever keeps an entry from being
 * recorded there is LEDGER_UNAVAILABLE here, so nothing is done that rests on it.
 */
export class RemoteLedger implements LedgerReader, LedgerWriter {
  readonly #server: GuardServer;
  #size = 0;

  constructor(server: GuardServer) {
    this.#server = server;
  }

  /** To be done once before it is read: asks how far the ledger goes. */
  async open(): Promise<void> {
    this.#size = (await this.#find('entries?limit=1')).size;
  }

  size(): number {
    return this.#size;
  }

  async append(entry: NewEntry, payload?: Uint8Array): Promise<Recorded> {
    try {
      const sent = {
        entry,
        ...(payload === undefined ? {} : { payload: Buffer.from(payload).toString('base64') }),
      };
      const { body } = await this.#server.post('entries', sent);
      const one = recordedEntry.parse(jsonOf(body));
      this.#size = Math.max(this.#size, one.index + 1);
      return one;
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  async entry(index: number): Promise<Recorded | undefined> {
    const { entries } = await this.#find(`entries?limit=1&before=${index + 1}`);
    return entries.find((one) => one.index === index);
  }

  async find({ types, limit = 1_000, before = this.#size }: LedgerQuery): Promise<readonly Recorded[]> {
    const { entries } = await this.#find(`entries?limit=${limit}&before=${before}`);
    return types === undefined ? entries : entries.filter(({ entry }) => types.includes(entry.type));
  }

  async payload(digest: Sha256): Promise<Uint8Array | undefined> {
    try {
      return (await this.#server.get(`payloads/${digest}`)).body;
    } catch (error) {
      const isAbsent = error instanceof MainwardError && error.fields['status'] === 404;
      if (isAbsent) return undefined;
      throw unavailable(error);
    }
  }

  async #find(path: string): Promise<{ readonly size: number; readonly entries: readonly Recorded[] }> {
    try {
      return found.parse(jsonOf((await this.#server.get(path)).body));
    } catch (cause) {
      throw unavailable(cause);
    }
  }
}

function jsonOf(body: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
}

function unavailable(cause: unknown): MainwardError {
  return new MainwardError('LEDGER_UNAVAILABLE', 'The server records nothing now, so nothing is done.', {
    remedy: 'The guard goes on by itself when the server does.',
    cause,
  });
}
