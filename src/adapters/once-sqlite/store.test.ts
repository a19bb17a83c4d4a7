import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { conformsToOnceStore } from '../../ports/once.conformance.ts';
import { FakeOnceStore } from '../../ports/once.fake.ts';
import { SqliteOnceStore } from './store.ts';

const opened: SqliteOnceStore[] = [];
const root = mkdtempSync(join(tmpdir(), 'mainward-once-'));
afterAll(() => {
  for (const store of opened) store.close();
  rmSync(root, { recursive: true, force: true });
});

conformsToOnceStore('the fake', () => {
  const spent = new Map<string, number>();
  return { open: (clock) => new FakeOnceStore(clock, spent) };
});

conformsToOnceStore('SQLite', () => {
  const file = join(mkdtempSync(join(root, 'place-')), 'once.sqlite');
  return {
    open: (clock) => {
      const store = new SqliteOnceStore(file, clock);
      opened.push(store);
      return store;
    },
  };
});

describe('the store in SQLite', () => {
  const clock = { now: (): number => 5_000 };

  test('lets one of two stores on the same file', async () => {
    const file = join(mkdtempSync(join(root, 'place-')), 'once.sqlite');
    const [one, other] = [new SqliteOnceStore(file, clock), new SqliteOnceStore(file, clock)];
    opened.push(one, other);
    for (let key = 0; key < 20; key++) {
      const answers = await Promise.all([one.spend(`${key}`, 9_000), other.spend(`${key}`, 9_000)]);
      expect(answers.filter(Boolean)).toHaveLength(1);
    }
  });

  test('keeps no key in its file', async () => {
    const folder = mkdtempSync(join(root, 'place-'));
    const store = new SqliteOnceStore(join(folder, 'once.sqlite'), clock);
    opened.push(store);
    await store.spend('secret-of-somebody', 9_000);
    for (const name of ['once.sqlite', 'once.sqlite-wal']) {
      expect(readFileSync(join(folder, name)).includes('secret-of-somebody')).toBe(false);
    }
  });

  test('rejects where it cannot remember, so that nobody goes on', async () => {
    const store = new SqliteOnceStore(join(mkdtempSync(join(root, 'place-')), 'once.sqlite'), clock);
    store.close();
    await expect(store.spend('a', 9_000)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  test('does not open what is no store of its', () => {
    const file = join(root, 'other');
    writeFileSync(
      file,
      'something else, and long enough to be taken for a database file by nobody\n'.repeat(20),
    );
    expect(() => new SqliteOnceStore(file, clock)).toThrow(
      expect.objectContaining({ code: 'STORE_UNAVAILABLE' }),
    );
  });
});
