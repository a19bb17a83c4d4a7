import { type Course, THREAD } from './steps.ts';
import type { World } from './world.ts';

/** Plays the thread; `say` gets one line a step as it is done. Throws ThreadBroken. */
export async function playThread(world: World, say: (line: string) => void): Promise<Partial<Course>> {
  let course: Partial<Course> = {};
  for (const [index, { name, play }] of THREAD.entries()) {
    const { said, adds } = await play(world, course);
    course = { ...course, ...adds };
    say(`${index + 1} ${name.padEnd(9)}  ${said}`);
  }
  return course;
}
