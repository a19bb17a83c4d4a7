import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { checkLedger } from '../../src/entrypoints/ledger/fsck.ts';
import { initLedger, type OpenedLedger, openLedger } from '../../src/entrypoints/ledger/open.ts';
import { run } from '../support/project.ts';

const disk = join(mkdtempSync(join(tmpdir(), 'mainward-full-')), 'disk');
const folder = join(disk, 'log');

beforeAll(() => {
  mkdirSync(disk);
  const mounted = run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
  if (mounted.status !== 0) {
    throw new Error(`A small disk is needed, and mounting one takes root: ${mounted.stderr}`);
  }
});
afterAll(() => {
  run('umount', ['-l', disk]);
  rmSync(join(disk, '..'), { recursive: true, force: true });
});

/** Takes all space but so many pages of 4 KB. */
function fill(pagesLeft: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), new Uint8Array(Math.max(0, bavail - pagesLeft) * bsize));
}

const append = ({ ledger }: OpenedLedger, text: string): Promise<number> =>
  ledger.append({ type: 'note' }, Buffer.from(text)).then(({ index }) => index);

test('a full disk refuses each entry within a second, loses none, and is gone on with when there is space', async () => {
  await initLedger({ folder }, systemRandom);
  const opened = await openLedger({ folder }, systemClock);
  const acknowledged = new Map<number, string>();
  let refused = 0;
  // Full at once, and at each page that a commit may still find.
  for (const pagesLeft of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16]) {
    fill(pagesLeft);
    for (let number = 0; number < 12; number++) {
      const text = `${pagesLeft} ${number}`;
      const start = performance.now();
      await append(opened, text).then(
        (index) => acknowledged.set(index, text),
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
          refused++;
        },
      );
      // The bound is a promise of the product's, with room for a busy machine.
      expect(performance.now() - start).toBeLessThan(1_000);
    }
    rmSync(join(disk, 'filler'));
    const index = await append(opened, `${pagesLeft} with space`);
    acknowledged.set(index, `${pagesLeft} with space`);
    expect((await opened.ledger.find({ limit: 1 }))[0]?.index).toBe(index);
  }
  expect(refused).toBeGreaterThan(50);
  await opened.close();

  expect((await checkLedger({ folder })).faults).toEqual([]);
  const again = await openLedger({ folder }, systemClock);
  for (const [index, text] of acknowledged) {
    const payload = await again.ledger.payload((await again.ledger.entry(index))?.entry.payload ?? '');
    expect(Buffer.from(payload ?? []).toString()).toBe(text);
  }
  await again.close();
});

test('a ledger is opened on a full disk, and refuses', async () => {
  fill(0);
  const opened = await openLedger({ folder }, systemClock);
  await expect(append(opened, 'full')).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  rmSync(join(disk, 'filler'));
  const index = await append(opened, 'space');
  expect((await opened.ledger.entry(index))?.entry.type).toBe('note');
  await opened.close();
});
