import { type Course, THREAD } from './steps.ts';
import type { World } from './world.ts';

/** Where playing goes on and ends; the steps before it were played by the same `course`. */
export interface Passage {
  /** Number of the first step, from 1. */
  readonly from?: number;
  /** Number of the last one. */
  readonly to?: number;
  readonly course?: Partial<Course>;
}

/** Plays the thread, or a passage of it; `say` gets one line a step as it is done. Throws ThreadBroken. */
export async function playThread(
  world: World,
  say: (line: string) => void,
  { from = 1, to = THREAD.length, course: begun = {} }: Passage = {},
): Promise<Partial<Course>> {
  let course = begun;
  for (const [index, { name, play }] of THREAD.entries()) {
    const number = index + 1;
    if (number < from || number > to) continue;
    const { said, adds } = await play(world, course);
    course = { ...course, ...adds };
    say(`${number} ${name.padEnd(9)}  ${said}`);
  }
  return course;
}
