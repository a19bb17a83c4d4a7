import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the ledger’s verifier rests on nothing that a browser does not have', () => {
  const folder = new URL('.', import.meta.url);
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(sources).toContain('proof.ts');
  const resting = sources.filter((name) =>
    /from 'node:|\b(Buffer|require|process|__dirname)\b/.test(readFileSync(new URL(name, folder), 'utf8')),
  );
  expect(resting).toEqual([]);
});
