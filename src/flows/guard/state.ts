import type { GuardTier } from '../../model/drift.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { Breakers } from './breakers.ts';
import { DesiredHead } from './desired/head.ts';
import type { DesiredState } from './desired/state.ts';
import type { DriftJudge } from './live/judge.ts';
import { isGuarded, LiveState } from './live/live-state.ts';
import type { GuardParts, GuardPlace } from './parts.ts';
import { Drifts } from './recorded/drifts.ts';
import type { Inventory } from './recorded/inventory.ts';
import { Owed } from './recorded/owed.ts';
import { Recorder } from './recorded/recorder.ts';
import type { PauseInForce } from './safety/checks.ts';
import { PING_PONG_SPAN } from './safety/checks.ts';
import { MassGuard } from './safety/mass-change.ts';
import type { Limits } from './safety/rate.ts';
import { Tally } from './safety/tally.ts';
import { WriteLog } from './safety/writes.ts';
import { Waiting } from './waiting.ts';

/** An object that is to be looked at, and how it was when it was looked at last. */
export interface Notice {
  readonly key: string;
  readonly ref: ObjectRef;
  readonly before?: KubernetesObject;
  /** When it was seen to be different; milliseconds since 1970. */
  readonly at: number;
  /** It changed, or something that it rests on did, or everything was listed for the first time. */
  readonly origin: 'event' | 'sweep' | 'list';
}

/** By `objectKey`: the objects of a desired state that grant. */
function guardedKeys({ objects }: DesiredState): ReadonlySet<string> {
  return new Set([...objects].flatMap(([key, { ref }]) => (isGuarded(ref) ? [key] : [])));
}

const RECORDING_SPAN = 60_000;
const STALE_AFTER = 15 * 60_000;
const DEFAULT_LIMITS: Limits = { perMinute: 10, perHour: 50 };
const DEFAULT_GRACE_SECONDS = 5;

/** What the guard of one cluster knows while it runs. */
export class GuardState {
  readonly place: GuardPlace;
  readonly parts: GuardParts;
  readonly judge: DriftJudge;
  readonly live: LiveState;
  readonly head: DesiredHead;
  readonly drifts: Drifts = new Drifts();
  readonly waiting: Waiting = new Waiting();
  readonly ledger: Recorder;
  readonly breakers: Breakers;
  readonly writes: WriteLog;
  /** When an object was deleted here. */
  readonly deletions: Tally = new Tally(PING_PONG_SPAN);
  /** When a difference of an object was recorded. */
  readonly recordings: Tally = new Tally(RECORDING_SPAN);
  /** By key: what is being deleted, and what was and is not seen to be gone yet. */
  readonly going: Map<string, ObjectRef> = new Map();
  /** By `objectKey`: when an agent was asked last. */
  readonly asked: Map<string, number> = new Map();
  /** What is to be recorded of things that happened already, as soon as it can be. */
  readonly owed: Owed;
  /** As `guard.followed` was recorded last. */
  recordedSize: number | undefined;
  inventory: Inventory | undefined;
  readonly mass: MassGuard = new MassGuard();
  pause: PauseInForce | undefined;
  /** The pause could be read when it was last asked. */
  isPauseRead = false;
  /** When the desired state became another one; milliseconds since 1970. */
  movedAt: number = Number.NEGATIVE_INFINITY;
  /** Everything was listed, and what was recorded before is known. */
  isReady = false;

  constructor(
    place: GuardPlace,
    parts: GuardParts,
    moved: (now: DesiredState, before: DesiredState | undefined) => void,
  ) {
    this.place = place;
    this.parts = parts;
    this.judge = parts.judge();
    this.live = new LiveState(this.judge);
    this.head = new DesiredHead(parts.desired, parts.clock, (now, before) => {
      this.judge.desire(now);
      this.mass.desire(guardedKeys(now), (key) => this.live.get(key) !== undefined);
      if (before !== undefined) this.movedAt = this.now;
      moved(now, before);
    });
    this.ledger = new Recorder(place.cluster, parts.ledger, parts.alarm);
    this.breakers = new Breakers(place.cluster, { ...parts, ledger: this.ledger });
    this.owed = new Owed(this.ledger);
    this.writes = new WriteLog(() => parts.clock.now());
  }

  get now(): number {
    return this.parts.clock.now();
  }

  /** As policy says, and no further than the rights that the guard was given. */
  get tier(): GuardTier {
    const tier = this.head.state?.policy?.tier ?? 'observe';
    return tier === 'revoke' && this.parts.revoke === undefined ? 'alert' : tier;
  }

  get limits(): Limits {
    return this.head.state?.policy?.limits ?? DEFAULT_LIMITS;
  }

  get graceMilliseconds(): number {
    return 1_000 * (this.head.state?.policy?.graceSeconds ?? DEFAULT_GRACE_SECONDS);
  }

  get staleAfter(): number {
    return this.place.staleAfter ?? STALE_AFTER;
  }

  async askPause(): Promise<void> {
    try {
      this.pause = await this.parts.pauses();
      this.isPauseRead = true;
    } catch {
      this.isPauseRead = false;
    }
  }

  /** A moment that no request to this agent had before, so that it is heeded. */
  requestTime(agent: string): number {
    const at = Math.max(this.now, (this.asked.get(agent) ?? 0) + 1);
    this.asked.set(agent, at);
    return at;
  }
}
