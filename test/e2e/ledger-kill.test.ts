import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { initLedger } from '../../src/entrypoints/ledger/open.ts';
import { atRandom, atSteps } from '../ledger/fates.ts';
import { acknowledgedIn, faultsOf, lostIn, missingFrom } from '../ledger/kill.ts';
import { ROOT, run } from '../support/project.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-kill-'));
const cache = join(root, 'cache');
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function ledger(name: string): Promise<string> {
  const folder = join(root, name);
  await initLedger({ folder }, systemRandom);
  return folder;
}

describe('a process that is killed', () => {
  test('more than a hundred times at the steps of the write order loses nothing that it acknowledged', async () => {
    const runs = atSteps([1, 2, 3, 5, 8, 13, 21]);
    expect(runs).toHaveLength(112);
    expect(await lostIn(await ledger('steps'), runs, cache)).toEqual([]);
  });

  test('a hundred and fifty times at any moment loses nothing that it acknowledged', async () => {
    expect(await lostIn(await ledger('moments'), atRandom(150, 7), cache)).toEqual([]);
  });
});

/** One thread makes the calls of a ledger's files, so that the nth call is always the same one. */
const CALLS = [
  ['fsync', 30],
  ['rename', 14],
  ['write', 14],
  ['mkdir', 7],
  ['unlink', 4],
] as const;
const FATES = ['signal=KILL', 'error=EIO', 'error=ENOSPC'] as const;

describe.each(CALLS)('the process whose nth %s', (call, most) => {
  test.each(FATES)('ends with %s loses nothing that it acknowledged', async (fate) => {
    const folder = await ledger(`${call}-${fate}`);
    const all = new Map<number, string>();
    let hits = 0;
    for (let nth = 1; nth <= most; nth++) {
      const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:${fate}:when=${nth}`];
      const program = [process.execPath, join(ROOT, 'test/ledger/appender.ts'), folder, '12', '1'];
      const result = run('strace', ['-f', '-q', '-o', '/dev/null', ...inject, ...program], {
        env: { ...process.env, UV_THREADPOOL_SIZE: '1', NODE_COMPILE_CACHE: cache },
      });
      expect(result.error, 'strace is needed').toBeUndefined();
      if (result.status !== 0) hits++;
      const acknowledged = acknowledgedIn(result.stdout);
      for (const [index, text] of acknowledged) all.set(index, text);
      expect(await missingFrom(folder, acknowledged), `${call} ${nth}`).toEqual([]);
    }
    // A stage that cannot be taken away is nothing that anybody waits for.
    expect(hits > 0).toBe(call !== 'unlink' || fate === 'signal=KILL');
    expect(await missingFrom(folder, all)).toEqual([]);
    expect(await faultsOf(folder)).toEqual([]);
  });
});
