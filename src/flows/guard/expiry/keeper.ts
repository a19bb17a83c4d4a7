import type { ActionOutcome } from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { SecretText } from '../../../ports/certificates.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ClusterReader, ClusterWriter } from '../../../ports/cluster.ts';
import type { LedgerWriter } from '../../../ports/ledger.ts';
import type { Pause } from '../../../ports/pause.ts';
import type { Random } from '../../../ports/random.ts';
import { deleteObject } from '../act.ts';
import type { Alarm } from '../alarm.ts';
import { temporariesOf } from '../desired/ended.ts';
import type { DesiredSource, DesiredState } from '../desired/state.ts';
import { GUARDED } from '../live/live-state.ts';
import { type Kept, type KeptExpiry, readKept, writeKept } from './kept.ts';
import { endedEntry } from './record.ts';

export interface ExpiryParts {
  readonly cluster: string;
  readonly desired: DesiredSource;
  readonly live: Pick<ClusterReader, 'get'>;
  readonly revoke: Pick<ClusterWriter, 'delete'>;
  readonly ledger: LedgerWriter;
  /** What ends is kept here, so that a restart finds it when nobody else answers. */
  readonly file: SecretText;
  readonly clock: Clock;
  readonly random: Random;
  readonly pause: Pause;
  readonly alarm: Alarm;
}

/** Milliseconds: how often Git is asked what ends, and how often what ended is looked at, because an agent may bring it back. */
const ASK = 5_000;
const LOOK = 10_000;
const RETRY = 1_000;
const LONGEST = 30_000;
/** So often somebody may change it between the look and the deletion. */
const MOST_TRIES = 5;

/**
 * Ends what a verified commit grants for a while: at its time the object is deleted in the cluster, whatever the tier, and
 * with Git, forge, agent, server or ledger out of reach. That it ends was agreed to with the commit, so nothing else is
 * asked, and what cannot be recorded now is recorded later.
 */
export class ExpiryKeeper {
  readonly #parts: ExpiryParts;
  #kept: Kept = new Map();
  /** When each is looked at next. */
  readonly #due: Map<string, number> = new Map();
  readonly #failures: Map<string, number> = new Map();
  #isSaved = true;
  #lastAsked = Number.NEGATIVE_INFINITY;
  #wake: () => void = () => {};

  constructor(parts: ExpiryParts) {
    this.#parts = parts;
  }

  /** What has ended and is, as far as was seen, still live. */
  get overdue(): readonly ObjectRef[] {
    const now = this.#parts.clock.now();
    return [...this.#kept.values()].flatMap((one) => (isOverdue(one, now) ? [one.object] : []));
  }

  /** It may be there again: it is looked at now, where it has ended. */
  look(key: string): void {
    if (!this.#kept.has(key)) return;
    this.#due.set(key, Number.NEGATIVE_INFINITY);
    this.#wake();
  }

  /** Until the signal aborts. Never rejects. */
  async follow(signal: AbortSignal): Promise<void> {
    await this.#restore(signal);
    while (!signal.aborted) {
      await this.#ask();
      await this.#endAll();
      await this.#settle();
      const early = new AbortController();
      this.#wake = () => early.abort();
      await this.#parts.pause.pause(this.#wait(), AbortSignal.any([signal, early.signal]));
    }
  }

  async #restore(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#kept = await readKept(this.#parts.file);
        return;
      } catch (cause) {
        this.#failed('it reads what ends', cause);
        await this.#parts.pause.pause(RETRY, signal);
      }
    }
  }

  async #ask(): Promise<void> {
    const { clock, desired } = this.#parts;
    if (clock.now() - this.#lastAsked < ASK) return;
    this.#lastAsked = clock.now();
    try {
      const state = await desired.current();
      if (state !== undefined) this.#learn(state);
    } catch {
      // What was learned before holds.
    }
  }

  #learn(state: DesiredState): void {
    const wanted = new Set<string>();
    const now = this.#parts.clock.now();
    for (const { key, expires, grant, desired } of temporariesOf(state)) {
      wanted.add(key);
      const before = this.#kept.get(key);
      const end = Number.isFinite(expires) ? expires : null;
      if (before !== undefined && before.expires === end && before.grant === grant) continue;
      const one = { object: desired.ref, expires: end, ...(grant === undefined ? {} : { grant }) };
      this.#change(key, one);
      this.#due.set(key, end ?? now);
    }
    // What could not be rendered may hold it; what is not recorded yet is not forgotten.
    if (state.unknown.length > 0) return;
    for (const [key, one] of this.#kept) {
      const isOwed = one.ended !== undefined && one.recorded === undefined;
      if (wanted.has(key) || isOwed || isOverdue(one, now)) continue;
      this.#kept.delete(key);
      this.#due.delete(key);
      this.#isSaved = false;
    }
  }

  async #endAll(): Promise<void> {
    const now = this.#parts.clock.now();
    const over = [...this.#kept].filter(
      ([key, one]) => isOver(one, now) && (this.#due.get(key) ?? Number.NEGATIVE_INFINITY) <= now,
    );
    await Promise.all(over.map(([key, one]) => this.#end(key, one)));
  }

  async #end(key: string, one: KeptExpiry): Promise<void> {
    const { clock } = this.#parts;
    const outcome = await this.#remove(one.object);
    const now = clock.now();
    if (outcome === 'done' || outcome === 'gone') {
      this.#failures.delete(key);
      this.#due.set(key, now + LOOK);
      // What is deleted again is the same end.
      if (one.ended !== undefined) return;
      const { absent: _, ...known } = one;
      this.#change(key, outcome === 'done' ? { ...known, ended: now } : { ...known, absent: true });
      return;
    }
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    this.#due.set(key, now + Math.min(LONGEST, RETRY * 2 ** (failures - 1)));
    if (failures === 1 || outcome === 'refused')
      this.#failed('a grant whose time is over is ended', new Error(`${title(one.object)} is ${outcome}`));
  }

  /** Whatever it has become meanwhile has ended, too; the API server wants to be told the version that goes. */
  async #remove(ref: ObjectRef): Promise<ActionOutcome> {
    const type = GUARDED.find(({ kind }) => kind === ref.kind);
    if (type === undefined) return 'gone';
    const { namespace, name } = ref;
    const key = { type, name, ...(namespace === undefined ? {} : { namespace }) };
    let outcome: ActionOutcome = 'changed';
    try {
      for (let tries = 0; outcome === 'changed' && tries < MOST_TRIES; tries += 1) {
        const object = await this.#parts.live.get(key);
        if (object === undefined) return 'gone';
        const { uid = '' } = object.metadata;
        outcome = await deleteObject(this.#parts.revoke, { type, ref, uid, object });
      }
      return outcome;
    } catch {
      return 'unreachable';
    }
  }

  /** Brings the record and the file to what happened. */
  async #settle(): Promise<void> {
    for (const [key, one] of this.#kept) {
      if (one.ended === undefined || one.recorded === true) continue;
      try {
        const { entry, payload } = endedEntry(this.#parts.cluster, one, this.#parts.random);
        await this.#parts.ledger.append(entry, payload);
        this.#change(key, { ...one, recorded: true });
      } catch {
        // It is owed, and is in the file; the next turn tries again.
        break;
      }
    }
    if (this.#isSaved) return;
    try {
      await writeKept(this.#parts.file, this.#kept);
      this.#isSaved = true;
    } catch (cause) {
      this.#failed('what ends is kept', cause);
    }
  }

  #change(key: string, one: KeptExpiry): void {
    this.#kept.set(key, one);
    this.#isSaved = false;
  }

  #wait(): number {
    const now = this.#parts.clock.now();
    const times = [...this.#kept].map(([key, one]) =>
      Math.max(one.expires ?? now, this.#due.get(key) ?? now),
    );
    const soonest = Math.min(this.#lastAsked + ASK, ...times);
    return Math.max(0, soonest - now);
  }

  #failed(step: string, cause: unknown): void {
    this.#parts.alarm.sound({ kind: 'failed', cluster: this.#parts.cluster, step, cause });
  }
}

function isOver({ expires }: KeptExpiry, now: number): boolean {
  return expires === null || expires <= now;
}

function isOverdue(one: KeptExpiry, now: number): boolean {
  return isOver(one, now) && one.ended === undefined && one.absent === undefined;
}

function title({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
