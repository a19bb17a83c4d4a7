import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until there is an answer; `undefined` when the time is over. */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  milliseconds: number,
  every = 50,
): Promise<T | undefined> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= end) return answer;
    await sleep(every);
  }
}
