import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { opensshKeyFile } from './key-file.ts';
import { signingKey } from './keys.ts';

test('ssh-keygen finds the public key in the file of a private one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mainward-key-'));
  try {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.stringMatching(/^[a-z.@]{0,20}$/),
        (secret, comment) => {
          const key = signingKey(Buffer.from(secret));
          const file = join(folder, 'key');
          writeFileSync(file, opensshKeyFile(key, comment), { mode: 0o600 });
          const found = execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' });
          expect(found.trim().split(' ').slice(0, 2).join(' ')).toBe(key.publicLine);
        },
      ),
      { numRuns: 25 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
