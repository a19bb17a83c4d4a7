import { closeSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/adapters/system/clock.ts';
import { systemRandom } from '../src/adapters/system/random.ts';
import { initLedger, type OpenedLedger, openLedger } from '../src/entrypoints/ledger/open.ts';
import type { NewEntry } from '../src/ports/ledger.ts';
import type { Measurement } from './measure.ts';

const ALONE = 400;
const TOGETHER = 20_000;
/** How many ask at the same time, each again when it was answered. */
const CLIENTS = 512;
/** What an append must not exceed, in milliseconds. */
const ALONE_P99 = 50;
/** How many a second must be possible together. */
const TOGETHER_RATE = 2_000;
/** The bytes that one append puts on the disk when its tile is half full. */
const BYTES_ALONE = 64_000;

/** How long an entry takes to be durable, alone and together with others, against the bounds and against the disk. */
export async function measure(): Promise<readonly Measurement[]> {
  const root = mkdtempSync(join(tmpdir(), 'mainward-bench-ledger-'));
  try {
    const folder = join(root, 'log');
    await initLedger({ folder }, systemRandom);
    const opened = await openLedger({ folder }, systemClock);
    const alone = await takesAlone(opened);
    const rate = await perSecond(opened);
    await opened.close();
    const floor = diskTakes(root);
    return [
      {
        name: 'a ledger entry alone, 99 of 100',
        ours: at(alone, 0.99),
        reference: ALONE_P99,
        unit: 'ms',
        against: 'the bound',
        limit: 1,
      },
      ...([0.5, 0.99] as const).map(
        (share): Measurement => ({
          name: `a ledger entry alone, ${share === 0.5 ? 'median' : '99 of 100'}`,
          ours: at(alone, share),
          reference: at(floor, share),
          unit: 'ms',
          against: 'one bare write and fsync of as many bytes on this disk',
        }),
      ),
      {
        name: `1,000 ledger entries of ${CLIENTS} who append at once`,
        ours: 1_000_000 / rate,
        reference: 1_000_000 / TOGETHER_RATE,
        unit: 'ms',
        against: `the bound, ${TOGETHER_RATE}/s`,
        limit: 1,
      },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const entry: NewEntry = {
  type: 'change.approved',
  repository: 'infrastructure',
  ref: 'refs/heads/main',
  proposal: '7',
  head: 'b'.repeat(40),
  statement: '2'.repeat(64),
};

async function takesAlone({ ledger }: OpenedLedger): Promise<readonly number[]> {
  const took: number[] = [];
  for (let number = -20; number < ALONE; number++) {
    const start = performance.now();
    await ledger.append(entry);
    if (number >= 0) took.push(performance.now() - start);
  }
  return took.toSorted((one, other) => one - other);
}

async function perSecond({ ledger }: OpenedLedger): Promise<number> {
  let left = TOGETHER;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (left-- > 0) await ledger.append(entry);
    }),
  );
  return (TOGETHER / (performance.now() - start)) * 1_000;
}

function diskTakes(root: string): readonly number[] {
  const took: number[] = [];
  const bytes = new Uint8Array(BYTES_ALONE).fill(1);
  for (let number = 0; number < 200; number++) {
    const start = performance.now();
    const handle = openSync(join(root, 'bare'), 'w');
    writeSync(handle, bytes);
    fsyncSync(handle);
    closeSync(handle);
    took.push(performance.now() - start);
  }
  renameSync(join(root, 'bare'), join(root, 'done'));
  return took.toSorted((one, other) => one - other);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
