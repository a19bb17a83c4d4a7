import type { Roster } from '../../model/person.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import type { LedgerWriter } from '../../ports/ledger.ts';
import type { Pause } from '../../ports/pause.ts';
import type { Random } from '../../ports/random.ts';
import { knownActor } from '../guard/who/person.ts';
import { encodePayload } from '../observe/payload.ts';
import type { Asked } from './asked.ts';
import type { Refusal } from './codes.ts';
import { actorOf } from './sighting.ts';

/** Requests that nobody can explain may cost so many entries at once, and one more each so many milliseconds. */
const MOST_AT_ONCE = 100;
const EACH = 5_000;
/** Milliseconds for which the same by the same is not said again: an agent tries again and again. */
const SAID_FOR = 600_000;
const MOST_REMEMBERED = 2_000;
const MOST_WAITING = 200;
const MOST_BYTES = 65_536;
/** Milliseconds in which a guard has begun to take back what was let through; what it records goes first. */
const AFTER = 30;

interface Parts {
  readonly cluster: string;
  readonly ledger: LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  readonly pause: Pause;
  /** Told where an entry could not be written. */
  readonly failed: (error: unknown) => void;
}

interface Judged {
  readonly code: Refusal;
  readonly message: string;
  readonly refused: boolean;
  readonly rosters: readonly Roster[];
}

/** Writes down what was refused, or would have been. No answer waits for it. */
export class AdmissionRecorder {
  readonly #parts: Parts;
  readonly #said = new Map<string, number>();
  #left = MOST_AT_ONCE;
  #countedAt: number;
  /** Since when something was passed over; RFC 3339. */
  #gapSince: string | undefined;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#countedAt = parts.clock.now();
  }

  /** `rosters`: which know whose account it is, so far as that is known when it is asked. */
  record(
    asked: Asked,
    code: Refusal,
    message: string,
    refused: boolean,
    rosters: readonly Roster[] = [],
  ): void {
    const { clock } = this.#parts;
    const now = clock.now();
    const { ref, request } = asked;
    const same = JSON.stringify([
      ref,
      request.operation,
      code,
      request.who.user,
      request.dryRun,
      refused,
      asked.after?.meaning,
    ]);
    if (now - (this.#said.get(same) ?? Number.NEGATIVE_INFINITY) < SAID_FOR) return;
    if (this.#waiting >= MOST_WAITING || !this.#take(now)) {
      this.#gapSince ??= new Date(now).toISOString();
      return;
    }
    this.#remember(same, now);
    const isFirst = this.#waiting === 0;
    this.#waiting += 1;
    this.#last = this.#last
      .then(() => (isFirst ? this.#parts.pause.pause(AFTER) : undefined))
      .then(() => this.#append(asked, { code, message, refused, rosters }, now))
      .catch((error: unknown) => {
        this.#said.delete(same);
        this.#gapSince ??= new Date(now).toISOString();
        this.#parts.failed(error);
      })
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  /** Resolves when everything that was handed in so far is written, or could not be. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #append(asked: Asked, judged: Judged, at: number): Promise<void> {
    const { code, message, refused, rosters } = judged;
    const { ledger, cluster, random } = this.#parts;
    const { ref, request } = asked;
    if (this.#gapSince !== undefined) {
      const from = this.#gapSince;
      await ledger.append({
        type: 'gap',
        what: `what admission refused in cluster ${cluster}`,
        cluster,
        from,
      });
      this.#gapSince = undefined;
    }
    await ledger.append(
      {
        type: 'admission.judged',
        cluster,
        object: ref,
        operation: request.operation,
        verdict: refused ? 'refused' : 'observed',
        code,
        dryRun: request.dryRun,
      },
      encodePayload(
        {
          schema: 'mainward.dev/admission/v1',
          actor: knownActor(actorOf(asked, at), rosters, cluster),
          message,
          ...textOf('object', asked, request.object),
          ...textOf('oldObject', asked, request.oldObject),
        },
        random,
      ),
    );
  }

  #take(now: number): boolean {
    const gained = Math.max(0, Math.floor((now - this.#countedAt) / EACH));
    this.#countedAt += gained * EACH;
    this.#left = Math.min(MOST_AT_ONCE, this.#left + gained);
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  #remember(same: string, now: number): void {
    this.#said.delete(same);
    this.#said.set(same, now);
    const [oldest] = this.#said.keys();
    if (this.#said.size > MOST_REMEMBERED && oldest !== undefined) this.#said.delete(oldest);
  }
}

/** Objects of agents are left out: values in them may be secret. */
function textOf(
  field: 'object' | 'oldObject',
  { kind }: Asked,
  object: KubernetesObject | undefined,
): { readonly object?: string; readonly oldObject?: string } {
  if (object === undefined || kind.what !== 'access') return {};
  const { managedFields: _, ...metadata } = object.metadata;
  const text = JSON.stringify({ ...object, metadata });
  return text.length > MOST_BYTES ? {} : { [field]: text };
}
