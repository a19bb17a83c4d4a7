import { setTimeout as sleep } from 'node:timers/promises';
import type { Pause } from '../../ports/pause.ts';

export const systemPause: Pause = {
  async pause(milliseconds, signal) {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  },
};
