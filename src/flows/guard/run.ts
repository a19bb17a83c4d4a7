import { objectKey } from '../../ledger/facets.ts';
import { MainwardError } from '../../model/errors.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { ResourceType, WatchEvent } from '../../ports/cluster.ts';
import { NAMESPACES } from '../../ports/cluster-kinds.ts';
import type { Stopped } from '../sequence.ts';
import { beat, recordSize, settleRecord } from './heartbeat.ts';
import { Lanes } from './lanes.ts';
import { concernedByMove, everything, type Refs } from './live/concerned.ts';
import { GUARDED, type Noted, SURROUNDING } from './live/live-state.ts';
import type { Stop } from './look.ts';
import type { GuardParts, GuardPlace } from './parts.ts';
import { writeInventory } from './recorded/begun.ts';
import { isUnavailable } from './recorded/recorder.ts';
import { restore } from './recorded/restore.ts';
import { REVERT } from './revert.ts';
import { GuardState, type Notice } from './state.ts';
import { type GuardStatus, statusOf } from './status.ts';
import { passes } from './steps.ts';
import { followWitness } from './who/attribution.ts';

/** Objects that are looked at at the same time: what waits for the ledger or the API server holds nobody else up. */
const WIDTH = 16;
/** Milliseconds. */
const BEAT = 1_000;
const RETRY = 1_000;
const AFTER_DEFECT = 60_000;

/** One run of a guard, from the first list until it is stopped. */
export class GuardRun {
  readonly #state: GuardState;
  readonly #lanes: Lanes<Notice> = new Lanes(WIDTH, (key, notice) => this.#look(key, notice));
  readonly #listed: PromiseWithResolvers<void> = Promise.withResolvers();
  #wake: () => void = () => {};

  constructor(place: GuardPlace, parts: GuardParts) {
    this.#state = new GuardState(place, parts, (now, before) => {
      if (!this.#state.isReady) return;
      this.#state.judge.prepare();
      this.#noteAll(concernedByMove(now, before, this.#state));
      this.#wake();
    });
    this.#state.waiting.onEarlier(() => this.#wake());
  }

  get status(): GuardStatus {
    return statusOf(this.#state);
  }

  /** Resolves when everything that was seen was looked at. */
  settled(): Promise<void> {
    return this.#lanes.settled();
  }

  /** Until the signal aborts. Rejects where a kind may not be listed. */
  async follow(signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    either.addEventListener('abort', () => this.#listed.resolve(), { once: true });
    const tasks = [
      ...[...GUARDED, ...SURROUNDING].map((type) => this.#watch(type, either)),
      this.#begin(either),
      this.#hints(either),
      followWitness(this.#state, either),
    ];
    try {
      await Promise.all(tasks);
    } finally {
      stop.abort();
      await Promise.allSettled(tasks);
      this.#lanes.close();
      await this.#lanes.settled();
    }
  }

  async #watch(type: ResourceType, signal: AbortSignal): Promise<void> {
    const events = this.#state.parts.live.watch(type, {}, signal)[Symbol.asyncIterator]();
    // Whatever waits for the next one holds on to none before it: a list is as long as the cluster is large.
    while (await this.#take(type, events));
  }

  /** Takes in the next thing that is told; false where nothing comes any more. */
  async #take(type: ResourceType, events: AsyncIterator<WatchEvent>): Promise<boolean> {
    const { live } = this.#state;
    const { value: event, done } = await events.next();
    if (done === true) return false;
    switch (event.kind) {
      case 'interrupted':
        // What is done meanwhile has preconditions; what happens meanwhile comes later.
        break;
      case 'listed':
        for (const noted of live.replace(type, event.list.items)) this.#note(noted);
        if (live.isComplete) this.#listed.resolve();
        if (this.#state.isReady) this.#state.judge.prepare();
        break;
      case 'deleted':
        this.#note(live.remove(type, event.object));
        break;
      case 'added':
      case 'modified':
        this.#note(live.put(type, event.object));
        if (type === NAMESPACES) this.#noteNamespace(event.object.metadata.name);
    }
    return true;
  }

  #note(noted: Noted | undefined): void {
    // What was there before everything is known is looked at as soon as it is.
    if (noted === undefined || !this.#state.isReady) return;
    const { key, ref, before } = noted;
    const notice = { key, ref, at: this.#state.now, origin: 'event' as const };
    this.#lanes.note(key, true, (waiting) => {
      const was = waiting === undefined ? before : waiting.before;
      return { ...notice, ...(was === undefined ? {} : { before: was }) };
    });
  }

  #noteAll(refs: Refs, origin: Notice['origin'] = 'sweep'): void {
    for (const [key, ref] of refs) this.#noteKey(key, ref, origin);
  }

  #noteKey(key: string, ref: ObjectRef, origin: Notice['origin'] = 'sweep'): void {
    // Where somebody looks at it already, what they make of it has to be looked at, too.
    if (!this.#lanes.has(key) && passes(key, this.#state)) return;
    const notice = { key, ref, at: this.#state.now, origin };
    this.#lanes.note(key, false, (waiting) => waiting ?? notice);
  }

  /** A namespace that ends takes along what is in it. */
  #noteNamespace(namespace: string): void {
    for (const { key, named } of this.#state.drifts.all())
      if (named.namespace === namespace) this.#noteKey(key, named);
  }

  async #begin(signal: AbortSignal): Promise<void> {
    await this.#listed.promise;
    const state = this.#state;
    let hasBegun = await this.#untilDone(() => restore(state), signal);
    await this.#untilDone(async () => {
      const desired = await state.head.ask();
      if (desired === undefined) throw new MainwardError('REPOSITORY_UNREADABLE', 'No commit is verified.');
      if (hasBegun === false) await writeInventory(desired, state);
      hasBegun = true;
      await recordSize(state);
    }, signal);
    if (signal.aborted) return;
    state.judge.prepare();
    state.isReady = true;
    this.#noteAll(everything(state), 'list');
    this.#lanes.open();
    await this.#beats(signal);
  }

  async #untilDone<Value>(work: () => Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
    while (!signal.aborted) {
      try {
        return await work();
      } catch (cause) {
        this.#failed('it begins', cause);
        await this.#state.parts.pause.pause(RETRY, signal);
      }
    }
    return undefined;
  }

  async #hints(signal: AbortSignal): Promise<void> {
    for await (const _ of this.#state.parts.desired.hints(signal))
      if (this.#state.isReady) await this.#state.head.ask();
  }

  async #beats(signal: AbortSignal): Promise<void> {
    const { parts, waiting } = this.#state;
    while (!signal.aborted) {
      const early = new AbortController();
      this.#wake = () => early.abort();
      const wait = Math.min(BEAT, Math.max(0, waiting.earliest - this.#state.now));
      await parts.pause.pause(wait, AbortSignal.any([signal, early.signal]));
      if (!signal.aborted) await this.#beat();
    }
  }

  async #beat(): Promise<void> {
    const state = this.#state;
    for (const key of await beat(state, this.#lanes.size === 0)) {
      const ref = state.live.get(key)?.ref ?? state.drifts.get(key)?.named;
      if (ref === undefined) state.waiting.release(key);
      else this.#noteKey(key, ref);
    }
    try {
      await settleRecord(state);
    } catch (cause) {
      this.#failed('it is recorded', cause);
    }
    this.#lanes.open();
  }

  /** Never rejects. */
  async #look(key: string, notice: Notice): Promise<void> {
    const outcome = await REVERT.run(notice, this.#state);
    if (!outcome.ok) this.#stopped(key, notice, outcome.error);
    if (notice.origin !== 'event') return;
    for (const ref of this.#state.judge.concernedBy(notice.ref)) this.#noteKey(objectKey(ref), ref);
  }

  #stopped(key: string, notice: Notice, { step, code, cause }: Stopped<Stop>): void {
    // It stands in nobody's way: if it is still to be held back, the next look says so.
    if (code === 'moved' || code === 'quiet' || code === 'defect') this.#state.waiting.letGo(key);
    if (code === 'not-ready') this.#state.waiting.at(key, this.#state.now + RETRY);
    if (cause === undefined) return;
    this.#failed(step, cause);
    if (isUnavailable(cause)) {
      // Nothing is done that cannot be recorded, so nothing is looked at for a moment.
      this.#lanes.close();
      this.#lanes.note(key, notice.origin === 'event', (waiting) => ({
        ...(waiting ?? notice),
        ...(notice.before === undefined ? {} : { before: notice.before }),
      }));
    } else this.#state.waiting.at(key, this.#state.now + AFTER_DEFECT);
  }

  #failed(step: string, cause: unknown): void {
    // That is said once, when it begins.
    if (isUnavailable(cause)) return;
    const { place, parts } = this.#state;
    parts.alarm.sound({ kind: 'failed', cluster: place.cluster, step, cause });
  }
}
