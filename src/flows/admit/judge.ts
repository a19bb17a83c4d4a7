import type { EffectiveDelta } from '../../model/drift.ts';
import type { Roster } from '../../model/person.ts';
import type { AdmissionAnswer, AdmissionJudge, AdmissionRequest } from '../../ports/admission.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Pause } from '../../ports/pause.ts';
import type { LiveRbac } from '../../stages/5-cluster/drift/live-rbac.ts';
import type { DesiredSource, DesiredState } from '../guard/desired/state.ts';
import type { Witness } from '../guard/who/witness.ts';
import { type Asked, askedOf } from './asked.ts';
import type { Allowance, Refusal } from './codes.ts';
import { FreshDesired } from './fresh-desired.ts';
import { deltaOf } from './live.ts';
import type { AdmissionRecorder } from './record.ts';
import { sightingOf } from './sighting.ts';
import { STEPS } from './steps.ts';
import { allow, refuse, type Surroundings, type Verdict } from './verdict.ts';
import type { Violations } from './violations.ts';
import { deltaWords } from './words.ts';

/** Milliseconds; the API server waits for two seconds. */
const LONGEST = 1_500;

export type AdmissionMode = 'observe' | 'enforce';

export interface AdmissionParts {
  readonly cluster: string;
  readonly desired: DesiredSource;
  /** `undefined` until everything was listed once. */
  readonly live: () => LiveRbac | undefined;
  readonly violations: Violations;
  readonly witness: Witness;
  readonly recorder: AdmissionRecorder;
  readonly clock: Clock;
  readonly pause: Pause;
  /** User names of those who offer verified sources. */
  readonly publishers: ReadonlySet<string>;
  /** User names as which agents write their own objects. */
  readonly agents: ReadonlySet<string>;
  /** Told of every answer. */
  readonly judged?: (code: Allowance | Refusal, mode: AdmissionMode) => void;
}

/** Judges what is asked of one cluster by the table of `steps.ts`. */
export class ClusterAdmission implements AdmissionJudge {
  readonly #parts: AdmissionParts;
  readonly #desired: FreshDesired;
  #mode: AdmissionMode = 'observe';
  #rosters: readonly Roster[] = [];

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#desired = new FreshDesired(parts.desired, parts.clock);
  }

  /** Says which mode holds until a policy was read: the one that the webhook was last registered for. */
  assume(mode: AdmissionMode): void {
    this.#mode = mode;
  }

  /** The mode that the newest policy says; the last one known where it cannot be read. */
  async mode(): Promise<AdmissionMode> {
    await this.#state(false, this.#parts.clock.now()).catch(() => undefined);
    return this.#mode;
  }

  /** Resolves when every answer so far is recorded that is to be, or could not be. */
  settled(): Promise<void> {
    return this.#parts.recorder.settled();
  }

  async judge(request: AdmissionRequest): Promise<AdmissionAnswer> {
    const { asked, verdict } = await this.#inTime(request);
    const mode = this.#mode;
    this.#parts.judged?.(verdict.code, mode);
    if (asked === undefined) return { allowed: true, warnings: [] };
    const refused = !verdict.allowed && mode === 'enforce';
    this.#parts.witness.note(sightingOf(this.#parts, asked, refused));
    if (verdict.allowed) return { allowed: true, warnings: [] };
    const message = messageOf(verdict, this.#delta(asked, verdict));
    this.#parts.recorder.record(asked, verdict.code, message, refused, this.#rosters);
    if (refused) return { allowed: false, message, warnings: [] };
    return { allowed: true, warnings: [`Mainward would refuse this: ${message}`] };
  }

  async #inTime(request: AdmissionRequest): Promise<{ readonly asked?: Asked; readonly verdict: Verdict }> {
    let asked: Asked | undefined;
    const done = new AbortController();
    try {
      asked = askedOf(request);
      if (asked === undefined) return { verdict: allow('not-ours') };
      const late = this.#parts.pause
        .pause(LONGEST, done.signal)
        .then(() => refuse('cannot-judge', 'it took too long to tell what explains it', AGAIN));
      return { asked, verdict: await Promise.race([this.#verdict(asked), late]) };
    } catch {
      const verdict = refuse('cannot-judge', 'it cannot be told what explains it', AGAIN);
      return { ...(asked === undefined ? {} : { asked }), verdict };
    } finally {
      // With a reason, because none is made up then: there is one of these a request.
      done.abort('told');
    }
  }

  async #verdict(asked: Asked): Promise<Verdict> {
    const { clock, cluster, live, violations, publishers, agents } = this.#parts;
    const began = clock.now();
    const around: Surroundings = {
      cluster,
      live,
      violations,
      publishers,
      agents,
      desired: (again) => this.#state(again, began),
    };
    for (const { ask } of STEPS) {
      const verdict = await ask(asked, around);
      if (verdict !== undefined) return verdict;
    }
    return allow('explained');
  }

  async #state(again: boolean, since: number): Promise<DesiredState | undefined> {
    const state = again ? await this.#desired.again(since) : await this.#desired.get(since);
    if (state !== undefined) {
      this.#mode = state.policy?.admission.mode ?? 'observe';
      this.#rosters = state.roster === undefined ? [] : [state.roster];
    }
    return state;
  }

  /** What it would give; absent where that is not what it is about. */
  #delta({ before, after }: Asked, verdict: Verdict): EffectiveDelta | undefined {
    const live = this.#parts.live();
    if (verdict.allowed || after?.access === undefined || live === undefined) return undefined;
    if (verdict.code === 'cannot-judge' || verdict.code === 'control') return undefined;
    try {
      return deltaOf(live, before?.access, after.access);
    } catch {
      return undefined;
    }
  }
}

const AGAIN = 'Try again; if it stays so, whoever runs Mainward finds why in its log.';

function messageOf(verdict: Extract<Verdict, { allowed: false }>, delta: EffectiveDelta | undefined): string {
  const gives = deltaWords(delta);
  return [`${verdict.rule}.`, gives, verdict.how, `[${verdict.code}]`]
    .filter((part) => part !== '')
    .join(' ');
}
