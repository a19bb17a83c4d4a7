import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { initLedger, openLedger } from '../../src/entrypoints/ledger/open.ts';
import { jsonText } from '../../src/reports/json.ts';
import { run } from '../support/project.ts';
import { ledgerVerifier } from './parts.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-others-'));
const folder = join(root, 'log');
/** Past a second full tile, and no round number. */
const SIZES = [300, 70_123];
afterAll(() => rmSync(root, { recursive: true, force: true }));

let verifier: string;
let key: string;
beforeAll(async () => {
  verifier = await ledgerVerifier();
  key = (await initLedger({ folder, origin: 'ledger.example/log' }, systemRandom)).verifierKey;
  const { ledger, close } = await openLedger({ folder }, systemClock);
  for (const size of SIZES) {
    const from = '2026-11-20T09:00:00Z';
    const whats = Array.from(
      { length: size - ledger.size() },
      (_, at) => `forge ${at} ${'\u00e9'.repeat(at % 7)}`,
    );
    while (whats.length > 0) {
      await Promise.all(whats.splice(0, 5_000).map((what) => ledger.append({ type: 'gap', what, from })));
    }
    writeFileSync(join(root, `${size}.checkpoint`), (await ledger.file('checkpoint')) ?? '');
  }
  const proof = await ledger.prove([0, 255, 256, 299, 65_535, 65_536, 70_122], { payloads: true });
  writeFileSync(join(root, 'proof.json'), jsonText(proof));
  await close();
});

function verify(tree: string, by: string = key) {
  return run(verifier, [tree, by, join(root, '300.checkpoint'), join(root, 'proof.json')]);
}

describe('what other transparency logs verify with', () => {
  test('accepts our note, tiles, entries, proofs, and how we went on from an earlier size', () => {
    const result = verify(join(folder, 'tree'));
    expect(result.status, result.stderr).toBe(0);
    expect(result.stdout.trim().split('\n')).toEqual([
      'checkpoint ledger.example/log 70123',
      'merkle-included 70123',
      'tlog-included 70123',
      'consistent 300 70123',
      'proof-entries 7',
      'tessera-fsck root and tiles',
    ]);
  });

  test('refuses another key, and a tree with one bit changed', async () => {
    const other = await initLedger(
      { folder: join(root, 'other'), origin: 'ledger.example/log' },
      systemRandom,
    );
    expect(verify(join(folder, 'tree'), other.verifierKey)).toMatchObject({ status: 1, stdout: '' });
    const bent = join(root, 'bent');
    cpSync(join(folder, 'tree'), bent, { recursive: true });
    const path = join(bent, 'tile/entries/100');
    const bytes = readFileSync(path);
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(verify(bent).stderr).toContain('merkle: entry 25600: ');
  });
});
