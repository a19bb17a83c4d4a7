import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { initLedger } from '../../src/entrypoints/ledger/open.ts';
import { atRandom, atSteps } from './fates.ts';
import { lostIn } from './kill.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-kill-'));
const cache = join(root, 'cache');
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function ledger(name: string): Promise<string> {
  const folder = join(root, name);
  await initLedger({ folder }, systemRandom);
  return folder;
}

describe.concurrent('a process that is killed', { timeout: 300_000 }, () => {
  test('at any step of the write order loses nothing that it acknowledged', async () => {
    const runs = atSteps([1, 2, 4]);
    expect(runs).toHaveLength(48);
    expect(await lostIn(await ledger('steps'), runs, cache)).toEqual([]);
  });

  test('at any moment loses nothing that it acknowledged', async () => {
    expect(await lostIn(await ledger('moments'), atRandom(60, 1), cache)).toEqual([]);
  });

  test('loses it with a wrong write order, so these tests would see it', async () => {
    const late = atRandom(3, 2).map((run) => ({ ...run, isLate: true }));
    expect(await lostIn(await ledger('late'), late, cache)).not.toEqual([]);
  });
});
