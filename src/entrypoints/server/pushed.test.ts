import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { hintsOfPushes } from './pushed.ts';

const folder = mkdtempSync(join(tmpdir(), 'mainward-pushed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a push is hinted at once, and not again whenever a task waits anew', async () => {
  mkdirSync(join(folder, 'mainward'));
  const moved = join(folder, 'mainward', 'moved');
  appendFileSync(moved, 'one\n');
  const hints = hintsOfPushes(folder);
  const wait = async (milliseconds: number): Promise<'hinted' | 'waits'> => {
    const stop = new AbortController();
    const hinted = hints(stop.signal)[Symbol.asyncIterator]().next();
    const answer = await Promise.race([
      hinted.then(({ done }) => (done === true ? ('waits' as const) : ('hinted' as const))),
      sleep(milliseconds).then(() => 'waits' as const),
    ]);
    stop.abort();
    return answer;
  };
  expect(await wait(60_000)).toBe('hinted');
  expect(await wait(300)).toBe('waits');
  appendFileSync(moved, 'two\n');
  expect(await wait(60_000)).toBe('hinted');
});
