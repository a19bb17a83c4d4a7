import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node/ed25519.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { initLedger, openLedger } from '../../src/entrypoints/ledger/open.ts';
import { readPublished, treeStore } from '../../src/entrypoints/ledger/published.ts';
import { verifyLog } from '../../src/flows/ledger/check-log.ts';
import { verifyProof } from '../../src/ledger/proof.ts';
import { readTrust } from '../../src/ledger/trust.ts';

const folder = join(mkdtempSync(join(tmpdir(), 'mainward-live-')), 'log');
afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

test('readers verify and prove a ledger while it is written, and its tiles fill under them', async () => {
  const { verifierKey } = await initLedger({ folder }, systemRandom);
  const trust = readTrust(verifierKey, nodeCrypto.sha256);
  if (!trust.ok) throw new Error(trust.error);
  const { ledger, close } = await openLedger({ folder }, systemClock);
  const written = new AbortController();
  const writing = (async () => {
    for (let number = 0; number < 700; number += 7) {
      await Promise.all(
        [...Array(7).keys()].map((one) => ledger.append({ type: 'note' }, Buffer.from(`${number + one}`))),
      );
    }
    written.abort();
  })();
  const sizes = new Set<bigint>();
  while (!written.signal.aborted) {
    const { checkpoint, faults, payloadsAbsent } = await verifyLog(
      treeStore(folder),
      trust.value,
      nodeCrypto,
    );
    expect({ faults, payloadsAbsent }).toEqual({ faults: [], payloadsAbsent: 0 });
    sizes.add(checkpoint?.size ?? -1n);
    const { view, size } = await readPublished({ folder });
    if (size === 0) continue;
    // Reads after the log has gone on: what this size had may have been replaced.
    await ledger.append({ type: 'note' }, Buffer.from(`after ${size}`));
    const proof = await view.prove([0, size - 1], { payloads: true });
    expect(verifyProof(proof, trust.value, nodeCrypto)).toMatchObject({ ok: true });
  }
  await writing;
  await close();
  expect(sizes.size).toBeGreaterThan(3);
});
