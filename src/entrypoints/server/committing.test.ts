import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { committerOf } from './committing.ts';

const folder = mkdtempSync(join(tmpdir(), 'mainward-committing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const clock = { now: () => 0 };

function place(keyFile: string): Parameters<typeof committerOf>[0] {
  const committer = { robot: 'mainward', name: 'Mainward', email: 'mainward@acme.example', keyFile };
  return [{ name: 'shop', path: folder, ref: 'refs/heads/main', policy: '.mainward', committer }];
}

test('a key that others may read, or that is not there, is refused before anything is committed with it', () => {
  const [open, own] = [join(folder, 'open'), join(folder, 'own')];
  writeFileSync(open, 'key', { mode: 0o640 });
  writeFileSync(own, 'key', { mode: 0o600 });
  const refused = (name: string): unknown => {
    try {
      committerOf(place(name), clock);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  expect(refused(open)).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('others may'),
  });
  expect(refused(join(folder, 'none'))).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(refused(folder)).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(refused(own)).toBeUndefined();
});

test('where nobody is named, nothing is committed', async () => {
  const [{ committer: _, ...repository } = { name: '', path: '', ref: '', policy: '' }] = place('');
  const edits = { repository: 'shop', base: '', edits: [], message: '', ref: 'refs/heads/mainward/x' };
  expect(await committerOf([repository], clock).offer(edits)).toMatchObject({ kind: 'unreachable' });
});
