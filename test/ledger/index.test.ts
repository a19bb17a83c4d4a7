import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import {
  indexFileOf,
  initLedger,
  openLedger,
  rebuildLedgerIndex,
} from '../../src/entrypoints/ledger/open.ts';
import type { NewEntry } from '../../src/ports/ledger.ts';

const root = mkdtempSync(join(tmpdir(), 'mainward-index-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const digit = (number: number): string => (number % 16).toString(16);

function entryOf(number: number): readonly [NewEntry, Uint8Array?] {
  const change = {
    repository: `repository ${number % 5}`,
    ref: 'refs/heads/main',
    proposal: `${number % 50}`,
  };
  const head = digit(number).repeat(40);
  if (number % 4 === 0) return [{ type: 'note' }, Buffer.from(`note ${number % 9}`)];
  if (number % 4 === 1) return [{ type: 'change.proposed', ...change, head, base: head }];
  if (number % 4 === 2)
    return [{ type: 'change.approved', ...change, head, statement: digit(number).repeat(64) }];
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: `n${number % 30}`,
    ...(number % 8 === 3 && { namespace: 'a' }),
  };
  const rest = { uid: '1', repository: 'repository 0', commit: head, content: digit(number).repeat(64) };
  return [{ type: 'object.live', cluster: 'production', object, ...rest }];
}

/** Everything that the index's file says, table by table. */
function contentOf(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const content = {
    schema: database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all(),
    entries: database.prepare('SELECT * FROM entry ORDER BY number').all(),
    facets: database.prepare('SELECT * FROM facet ORDER BY kind, value, number').all(),
  };
  database.close();
  return content;
}

test('the index that grew with the log and the one that is made from its tiles are equal', async () => {
  const folder = join(root, 'log');
  const file = indexFileOf({ folder });
  await initLedger({ folder }, systemRandom);
  for (const count of [1, 3, 300, 7, 500]) {
    const { ledger, close } = await openLedger({ folder }, systemClock);
    const from = ledger.size();
    await Promise.all(Array.from({ length: count }, (_, at) => ledger.append(...entryOf(from + at))));
    await close();
  }
  const grown = contentOf(file);
  expect(grown).toMatchObject({ entries: { length: 811 } });
  await rebuildLedgerIndex({ folder }, systemClock);
  expect(contentOf(file)).toEqual(grown);
  rmSync(file);
  const { ledger, close } = await openLedger({ folder }, systemClock);
  expect(await ledger.find({ repository: 'repository 1', proposal: '1' })).not.toEqual([]);
  await close();
  expect(contentOf(file)).toEqual(grown);
});

test('an index that a log outgrew or that is of another log is set right when it is asked', async () => {
  const [one, other] = [join(root, 'one'), join(root, 'other')];
  for (const folder of [one, other]) {
    await initLedger({ folder }, systemRandom);
    const { ledger, close } = await openLedger({ folder }, systemClock);
    const count = folder === one ? 20 : 30;
    for (let number = 0; number < count; number++)
      await ledger.append(...entryOf(number + (folder === one ? 0 : 1)));
    await close();
  }
  copyFileSync(indexFileOf({ folder: other }), indexFileOf({ folder: one }));
  const { ledger, close } = await openLedger({ folder: one }, systemClock);
  expect((await ledger.find({ types: ['note'] })).map(({ index }) => index)).toEqual([16, 12, 8, 4, 0]);
  await close();
});
