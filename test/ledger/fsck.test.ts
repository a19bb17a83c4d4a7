import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { checkLedger } from '../../src/entrypoints/ledger/fsck.ts';
import { initLedger, openLedger } from '../../src/entrypoints/ledger/open.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-fsck-'));
const whole = join(root, 'whole');
const folder = join(root, 'log');
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  await initLedger({ folder: whole, origin: 'ledger.example/log' }, systemRandom);
  const { ledger, close } = await openLedger({ folder: whole }, systemClock);
  for (let number = 0; number < 8; number++)
    await ledger.append({ type: 'note' }, Buffer.from(`note ${number}`));
  for (const count of [240, 20, 32]) {
    const from = '2026-11-20T09:00:00Z';
    await Promise.all(
      Array.from({ length: count }, (_, gap) => ledger.append({ type: 'gap', what: `forge ${gap}`, from })),
    );
  }
  await close();
});

function filesOf(at: string): readonly string[] {
  return readdirSync(at, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(at, join(entry.parentPath, entry.name)));
}

async function faultsAfter(damage: () => void): Promise<readonly string[]> {
  rmSync(folder, { recursive: true, force: true });
  cpSync(whole, folder, { recursive: true });
  damage();
  const { faults } = await checkLedger({ folder });
  return faults.map(({ file }) => file);
}

function flip(file: string, at: number, bit: number): void {
  const bytes = readFileSync(join(folder, file));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  writeFileSync(join(folder, file), bytes);
}

describe('a log that nobody touched', () => {
  test('has no fault, and 300 entries', async () => {
    expect(await faultsAfter(() => undefined)).toEqual([]);
    const { checkpoint, payloadsAbsent, unreadable } = await checkLedger({ folder });
    expect({ size: checkpoint?.size, payloadsAbsent, unreadable }).toEqual({
      size: 300n,
      payloadsAbsent: 0,
      unreadable: [],
    });
  });
});

test('one bit changed in any file is found, and the file is named', async () => {
  const files = filesOf(whole).filter(
    (file) => !['lock', 'key'].includes(file) && !file.startsWith('index.'),
  );
  expect(files.length).toBeGreaterThan(15);
  for (const file of files) {
    const { size } = statSync(join(whole, file));
    for (const at of new Set(
      [0, 1, 2, 40, size >> 1, size - 2, size - 1].filter((one) => one >= 0 && one < size),
    )) {
      const named = await faultsAfter(() => flip(file, at, (at * 5) % 8));
      expect(named, `${file}, byte ${at}`).toEqual([file]);
    }
  }
});

test('a file that is gone, or ends early, is named', async () => {
  for (const file of filesOf(whole).filter((one) => /^(tree|head)/.test(one))) {
    const isSuperfluous = /^tree\/tile\/.*\.p\//.test(file) && !/\.p\/(44|1)$/.test(file);
    const gone = await faultsAfter(() => rmSync(join(folder, file)));
    expect(gone, `${file} is gone`).toEqual(isSuperfluous ? [] : [file]);
    const short = await faultsAfter(() =>
      truncateSync(join(folder, file), statSync(join(folder, file)).size - 1),
    );
    expect(short, `${file} ends early`).toEqual([file]);
  }
});

test('an index that says anything else than the entries is named', async () => {
  const { size } = statSync(join(whole, 'index.sqlite'));
  let named = 0;
  for (let at = 0; at < size; at += 997) {
    const faults = await faultsAfter(() => flip('index.sqlite', at, at % 8));
    // What no page uses may hold anything.
    expect([[], ['index.sqlite']]).toContainEqual(faults);
    named += faults.length;
  }
  expect(named).toBeGreaterThan(size / 997 / 3);
});

test('files that no such tree has, and payloads that are gone, are told apart from damage', async () => {
  expect(await faultsAfter(() => writeFileSync(join(folder, 'tree/tile/0/002'), 'x'))).toEqual([
    'tree/tile/0/002',
  ]);
  expect(await faultsAfter(() => rmSync(join(folder, 'payload'), { recursive: true }))).toEqual([]);
  expect(await checkLedger({ folder })).toMatchObject({ payloadsAbsent: 8, faults: [] });
});

test('two damaged files are both named', async () => {
  const named = await faultsAfter(() => {
    flip('tree/tile/entries/000', 100, 1);
    flip('tree/tile/1/000.p/1', 3, 1);
  });
  expect(named).toContain('tree/tile/entries/000');
  expect(named).toContain('tree/tile/1/000.p/1');
});

test('the key of another log is refused', async () => {
  const other = join(root, 'other');
  await initLedger({ folder: other }, systemRandom);
  cpSync(whole, folder, { recursive: true, force: true });
  cpSync(join(other, 'key'), join(folder, 'key'));
  expect((await checkLedger({ folder })).faults.map(({ file }) => file)).toEqual(['head']);
});
