import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, createRemoteJWKSet } from 'jose';
import { systemClock } from '../src/adapters/system/clock.ts';
import { systemRandom } from '../src/adapters/system/random.ts';
import { initLedger, openLedger } from '../src/entrypoints/ledger/open.ts';
import { Stage } from '../test/broker/stage.ts';
import type { Measurement } from './measure.ts';

const ROUNDS = 120;
/** Milliseconds that 95 of 100 exchanges may take at most. */
const BUDGET = 50;

/**
 * A job's token for a deploy credential, with everything real but the cluster, which is in this process: the repository is
 * looked at, the landing judged, the token spent in SQLite, the entry on the disk. The floor is what nobody can do without:
 * verifying the signature, and one durable entry.
 */
export async function measure(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mainward-bench-'));
  const place = { folder: join(folder, 'log') };
  await initLedger(place, systemRandom);
  const { ledger, close } = await openLedger(place, systemClock);
  const stage = await Stage.begin({ ledger });
  try {
    const commit = stage.land({ 'apps/view.yaml': 'user: bob\n' });
    const tokens: string[] = [];
    for (let round = 0; round <= 2 * ROUNDS; round++) tokens.push(await stage.token(commit));
    const keys = createRemoteJWKSet(new URL(`${stage.issuer.issuer}/jwks`));
    const floor: number[] = [];
    const ours: number[] = [];
    for (const [round, token] of tokens.entries()) {
      const start = performance.now();
      if (round % 2 === 1) {
        await compactVerify(token, keys);
        await ledger.append({ type: 'credential.refused', code: 'bench' });
      } else if ((await stage.trade(token)) !== 'ok') {
        throw new Error(`The exchange was refused: ${stage.refusals.at(-1)?.code}.`);
      }
      // The first of each warms caches.
      if (round > 1) (round % 2 === 1 ? floor : ours).push(performance.now() - start);
    }
    return [
      {
        name: 'an exchange, 95th of 100',
        ours: at(ours, 0.95),
        reference: BUDGET,
        unit: 'ms',
        against: 'the budget',
        limit: 1,
      },
      {
        name: 'an exchange, median',
        ours: at(ours, 0.5),
        reference: at(floor, 0.5),
        unit: 'ms',
        against: 'verifying the signature, and one durable entry',
        limit: 3,
      },
    ];
  } finally {
    await stage.end();
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function at(took: readonly number[], share: number): number {
  return took.toSorted((a, b) => a - b)[Math.floor(took.length * share)] ?? Number.NaN;
}
