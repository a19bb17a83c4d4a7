import { MainwardError } from '../../../model/errors.ts';
import type { Recorded } from '../../../model/ledger.ts';
import type { LedgerWriter, NewEntry } from '../../../ports/ledger.ts';
import type { Alarm } from '../alarm.ts';

/** The ledger as a guard writes it: knows whether it can be written, and says once when it cannot. */
export class Recorder implements LedgerWriter {
  readonly #cluster: string;
  readonly #ledger: LedgerWriter;
  readonly #alarm: Alarm;
  /** What was written last was written. */
  isRecording = true;

  constructor(cluster: string, ledger: LedgerWriter, alarm: Alarm) {
    this.#cluster = cluster;
    this.#ledger = ledger;
    this.#alarm = alarm;
  }

  async append(entry: NewEntry, payload?: Uint8Array): Promise<Recorded> {
    try {
      const recorded = await this.#ledger.append(entry, payload);
      this.isRecording = true;
      return recorded;
    } catch (cause) {
      if (isUnavailable(cause) && this.isRecording) {
        this.isRecording = false;
        this.#alarm.sound({ kind: 'failed', cluster: this.#cluster, step: 'it is recorded', cause });
      }
      throw cause;
    }
  }
}

/** Nothing can be recorded for now, whatever it is. */
export function isUnavailable(cause: unknown): boolean {
  return cause instanceof MainwardError && cause.code === 'LEDGER_UNAVAILABLE';
}
