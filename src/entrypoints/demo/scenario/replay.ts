import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  REACHES,
  type Reach,
  type ReplayPart,
  type ReplayRun,
  type ScenarioName,
} from '../../../model/scenario.ts';
import { conclusionOf } from '../../../reports/scenario/conclusion.ts';
import { Started } from '../thread/started.ts';
import { type ArenaRequest, setArena } from './arena.ts';
import { ATTACKS } from './attacks.ts';
import { Story } from './story.ts';
import { GOAL } from './wanted.ts';

export interface ReplayRequest extends Pick<ArenaRequest, 'base' | 'version' | 'self' | 'cluster'> {
  readonly scenario: ScenarioName;
  /** A folder below which each configuration gets one of its own. */
  readonly root: string;
}

/** Plays one configuration to its end, and takes everything down again. */
export async function replay(
  { scenario, root, ...rest }: ReplayRequest,
  without: readonly ReplayPart[],
): Promise<ReplayRun> {
  const folder = join(root, without.length === 0 ? 'all-on' : `without-${without.join('-')}`);
  mkdirSync(folder, { recursive: true });
  const started = new Started();
  try {
    const arena = await setArena({ ...rest, without, root: folder }, started);
    const { goal, play } = ATTACKS[scenario];
    const story = await Story.begin(arena, goal(arena.roles));
    await play(arena, story);
    return await runOf(story, without);
  } finally {
    await started.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function runOf(story: Story, without: readonly ReplayPart[]): Promise<ReplayRun> {
  const { steps, goal } = story;
  const stays = await story.can();
  const run = {
    without,
    steps,
    stoppedBy: stays ? null : (story.stoppedBy ?? null),
    reach: farthest(steps.flatMap(({ reach }) => reach ?? [])),
    liveFor: Math.max(0, ...steps.flatMap(({ liveFor }) => liveFor ?? [])) || null,
    stays,
  };
  return { ...run, conclusion: conclusionOf(run, { attacker: goal.told, goal: GOAL }) };
}

function farthest(reaches: readonly Reach[]): Reach {
  return REACHES.findLast((reach) => reaches.includes(reach)) ?? 'nothing';
}
