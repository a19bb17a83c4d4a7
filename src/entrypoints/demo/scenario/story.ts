import {
  type Answerer,
  LAYERS,
  type Layer,
  type Reach,
  type ReplayStep,
  type Way,
} from '../../../model/scenario.ts';
import { until } from '../thread/until.ts';
import type { Arena } from './arena.ts';
import { ReplayBroken } from './arena.ts';
import { GOAL, type Goal, questionOf } from './wanted.ts';

/** So long it is watched whether somebody takes back what an attacker got: a guard, or anybody at all. */
const GUARD_WITHIN_MS = 20_000;
const ANYBODY_WITHIN_MS = 400;
/** Within so long a watch tells of what was written. */
const WATCHED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 10;

/** A binding that somebody wrote, or had written. */
export interface Written {
  readonly way: Way;
  /** Its name. */
  readonly binding: string;
  readonly does: string;
  readonly said: readonly string[];
  /** Not before this was it written; milliseconds of `performance.now()`. */
  readonly since: number;
}

/** What an attacker tried so far, one step after the other. */
export class Story {
  readonly goal: Goal;
  readonly #arena: Arena;
  readonly #steps: ReplayStep[] = [];
  /** Of what was there before this it was told how it went; milliseconds of `performance.now()`. */
  #toldUntil = 0;

  private constructor(arena: Arena, goal: Goal) {
    this.#arena = arena;
    this.goal = goal;
  }

  /** Throws ReplayBroken where the attacker can do it already: then nothing could be shown. */
  static async begin(arena: Arena, goal: Goal): Promise<Story> {
    const story = new Story(arena, goal);
    if (await story.can()) throw new ReplayBroken(`${goal.told} can ${GOAL} before anything happened`);
    return story;
  }

  get steps(): readonly ReplayStep[] {
    return this.#steps;
  }

  /** As the cluster answers now. */
  can(): Promise<boolean> {
    return this.#arena.administrator.allows(questionOf(this.goal));
  }

  done(way: Way, does: string, reach: Reach | undefined, said: readonly string[] = []): void {
    this.#steps.push({ way, does, outcome: 'done', said, ...(reach === undefined ? {} : { reach }) });
  }

  refused(way: Way, does: string, by: Answerer, said: readonly string[], reach?: Reach): void {
    this.#steps.push({ way, does, outcome: 'refused', by, said, ...(reach === undefined ? {} : { reach }) });
  }

  /** A binding was written that gives them what they want. Waits, and records whether it stays. */
  async written({ way, binding, does, said, since }: Written): Promise<void> {
    const isGuarded = !this.#arena.without.includes('guard');
    const { lifetimes } = this.#arena;
    const begun = Math.max(since, this.#toldUntil);
    // Who writes what is there already, as an agent may, writes the same object: it goes with it.
    const another = await until(async () => lifetimes.of(binding, begun), ANYBODY_WITHIN_MS, LOOK_EVERY_MS);
    const its =
      another ??
      (await until(async () => lifetimes.thereSince(binding, since), WATCHED_WITHIN_MS, LOOK_EVERY_MS));
    if (its === undefined) throw new ReplayBroken(`${binding} was written, and nobody saw it`);
    const { from } = its;
    const gone = await until(
      async () => lifetimes.of(binding, from)?.until,
      isGuarded ? GUARD_WITHIN_MS : ANYBODY_WITHIN_MS,
      LOOK_EVERY_MS,
    );
    if (gone === undefined) {
      if (!(await this.can()))
        throw new ReplayBroken(`${binding} is there, and ${this.goal.told} cannot ${GOAL}`);
      this.#steps.push({ way, does, outcome: 'done', said, reach: 'live' });
      return;
    }
    const recorded = isGuarded ? await this.#arena.takenBack(binding) : undefined;
    if (recorded === undefined) throw new ReplayBroken(`${binding} is gone, and nobody says why`);
    this.#toldUntil = gone;
    const liveFor = gone - from;
    this.#steps.push({ way, does, outcome: 'undone', by: 'guard', said: recorded, reach: 'live', liveFor });
  }

  /** The first layer that said no. */
  get stoppedBy(): Layer | undefined {
    return this.#steps.map(({ by }) => LAYERS.find((layer) => layer === by)).find((layer) => layer);
  }
}
