import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { checkLedger } from '../../src/entrypoints/ledger/fsck.ts';
import { initLedger, openLedger } from '../../src/entrypoints/ledger/open.ts';
import { ROOT, run } from '../support/project.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-second-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const locked = { code: 'DATA_LOCKED' };

test('while one process writes a ledger, a second one is refused, and readers are not', async () => {
  const folder = join(root, 'log');
  await initLedger({ folder }, systemRandom);
  const { ledger, verifierKey, close } = await openLedger({ folder }, systemClock);
  await ledger.append({ type: 'note' }, Buffer.from('one'));
  await expect(openLedger({ folder }, systemClock)).rejects.toMatchObject(locked);
  await expect(checkLedger({ folder })).rejects.toMatchObject(locked);
  await expect(initLedger({ folder }, systemRandom)).rejects.toMatchObject(locked);

  const file = join(root, 'file');
  writeFileSync(file, 'two');
  writeFileSync(join(root, 'trust'), verifierKey);
  const mainward = (...args: readonly string[]) =>
    run('node', [`${ROOT}/bin/mainward.js`, 'log', ...args], { cwd: root });
  const append = mainward('append', file, '--log', 'log');
  expect([append.status, append.stderr]).toEqual([2, expect.stringContaining('error[DATA_LOCKED]')]);
  expect(mainward('show', '0', '--log', 'log').stdout).toContain('note');
  expect(mainward('prove', '0', '--log', 'log').status).toBe(0);
  expect(mainward('verify', 'log', '--trust', 'trust').stdout).toContain(': 1 entry, and every file');

  expect((await ledger.append({ type: 'note' }, Buffer.from('three'))).index).toBe(1);
  await close();
  expect(mainward('append', file, '--log', 'log').stdout).toBe('2\n');
  expect((await checkLedger({ folder })).faults).toEqual([]);
});
