import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { initLedger } from '../../src/entrypoints/ledger/open.ts';
import { acknowledgement, readTrace, type SystemCall, tooEarly } from '../ledger/trace.ts';
import { ROOT, run } from '../support/project.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-strace-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CALLS = 'openat,mkdir,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink';

/** Appends under strace; answers with what the process asked of the system. */
async function traced(
  folder: string,
  entries: number,
  treatment: readonly string[],
  injected?: string,
): Promise<readonly SystemCall[]> {
  await initLedger({ folder }, systemRandom);
  const trace = `${folder}.trace`;
  const program = [process.execPath, join(ROOT, 'test/ledger/appender.ts'), folder, `${entries}`, '1'];
  const options = ['-f', '-y', '-s', '200', '-o', trace, '-e', `trace=${CALLS}`];
  if (injected !== undefined) options.push('-e', `inject=${injected}`);
  const result = run('strace', [...options, ...program, ...treatment], {
    // One thread makes the calls of files, so that the nth is always the same one.
    env: injected === undefined ? process.env : { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  if (injected === undefined) {
    expect(result.status, `strace is needed: ${result.error?.message ?? result.stderr}`).toBe(0);
  }
  return readTrace(readFileSync(trace, 'utf8'));
}

describe('the system calls of a process that appends', () => {
  const right = join(root, 'right');
  let calls: readonly SystemCall[];
  beforeAll(async () => {
    calls = await traced(right, 260, []);
  });

  test('sync every file and every name before the entry is acknowledged, and each step before the next', () => {
    expect(tooEarly(calls, right)).toMatchObject({ acknowledged: 260, faults: [] });
  });

  test('would show it if any one of these syncs were missing', () => {
    const from = calls.findIndex((call) => acknowledgement(call) === '4');
    const to = calls.findIndex((call) => acknowledgement(call) === '5');
    // The names of drafts are nothing that anything rests on.
    const syncs = calls
      .slice(from, to)
      .filter(({ name, text }) => name === 'fsync' && !text.includes('/drafts>'));
    expect(syncs.length).toBeGreaterThanOrEqual(12);
    for (const sync of syncs) {
      const without = calls.filter((call) => call !== sync);
      expect(tooEarly(without, right).faults, sync.text).not.toEqual([]);
    }
  });

  test('sync all of it again where a sync failed, before anybody is told that it is durable', async () => {
    let afterwards = 0;
    for (let nth = 1; nth <= 36; nth++) {
      const folder = join(root, `failing-${nth}`);
      const failing = await traced(folder, 6, [], `fsync:error=EIO:when=${nth}`);
      expect(failing.filter(({ name, failed }) => name === 'fsync' && failed)).toHaveLength(1);
      const { faults, acknowledged } = tooEarly(failing, folder);
      expect(faults, `sync ${nth}`).toEqual([]);
      if (acknowledged === 6) afterwards++;
    }
    // Some fail when the head has moved already: those are finished, and acknowledged.
    expect(afterwards).toBeGreaterThan(5);
  });

  test('show it where entries are acknowledged before they are written', async () => {
    const late = join(root, 'late');
    const { faults } = tooEarly(await traced(late, 20, ['late']), late);
    expect(faults).toContain('entry 0 is acknowledged before head is written');
  });

  test('show it where everything is written in order and nothing is synced', async () => {
    const unsynced = join(root, 'unsynced');
    const { faults } = tooEarly(await traced(unsynced, 20, ['unsynced']), unsynced);
    expect(faults).toContain('entry 0 is acknowledged before tree/checkpoint is synced');
    expect(faults).toContain('the head moves before stage is synced');
    expect(faults).toContain('tiles are written before the names in / are synced');
  });
});
