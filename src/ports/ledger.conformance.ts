import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Recorded } from '../model/ledger.ts';
import type { Clock } from './clock.ts';
import type { LedgerFollower, LedgerReader, LedgerWriter, NewEntry } from './ledger.ts';

type AnyLedger = LedgerWriter & LedgerReader & LedgerFollower;

const at = Date.parse('2026-11-20T09:00:00Z');
const oid = (digit: string): string => digit.repeat(40);
const sha = (digit: string): string => digit.repeat(64);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const object = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'prices' };
const change = { repository: 'infrastructure', ref: 'refs/heads/main', proposal: '7', head: oid('b') };
const ENTRIES: readonly NewEntry[] = [
  { type: 'change.proposed', ...change, base: oid('a') },
  { type: 'change.approved', ...change, statement: sha('2') },
  { type: 'change.proposed', ...change, repository: 'app', proposal: '8', base: oid('a') },
  { type: 'credential.refused', code: 'no-such-thing', token: sha('6') },
  {
    type: 'object.live',
    cluster: 'production',
    object,
    uid: '1',
    repository: 'app',
    commit: oid('d'),
    content: sha('8'),
  },
  { type: 'policy.loaded', repository: 'infrastructure', commit: oid('b') },
];

/** What every ledger must do. `make` gives an empty one each time. */
export function conformsToLedger(name: string, make: (clock: Clock) => Promise<AnyLedger>): void {
  const fill = async (): Promise<AnyLedger> => {
    const ledger = await make({ now: () => at });
    for (const entry of ENTRIES) await ledger.append(entry);
    return ledger;
  };

  describe(`${name} as a ledger`, () => {
    test('numbers what it records, and gives it back with its time', async () => {
      const ledger = await make({ now: () => at });
      expect(ledger.size()).toBe(0);
      const [first] = ENTRIES;
      if (first === undefined) throw new Error('There is no entry.');
      const recorded = await ledger.append(first);
      expect(recorded).toEqual({ index: 0, entry: { v: 1, at: '2026-11-20T09:00:00.000Z', ...first } });
      expect((await ledger.append(first)).index).toBe(1);
      expect(ledger.size()).toBe(2);
      expect(await ledger.entry(0)).toEqual(recorded);
      for (const none of [2, -1, 0.5, Number.NaN]) expect(await ledger.entry(none)).toBeUndefined();
    });

    test('numbers all that are recorded at the same time, each once', async () => {
      const ledger = await make({ now: () => at });
      const entries = Array.from(
        { length: 300 },
        (_, number): NewEntry => ({
          type: 'gap',
          what: `gap ${number}`,
          from: '2026-11-20T08:00:00Z',
        }),
      );
      const recorded = await Promise.all(entries.map((entry) => ledger.append(entry)));
      expect(recorded.map(({ index }) => index)).toEqual(entries.map((_, index) => index));
      expect(await ledger.entry(299)).toEqual(recorded[299]);
    });

    test('keeps a payload, to whose bytes the entry commits', async () => {
      const ledger = await make({ now: () => at });
      const payload = bytes('Ann said so');
      const { entry } = await ledger.append({ type: 'note' }, payload);
      expect(entry.payload).toBe(createHash('sha256').update('Ann said so').digest('hex'));
      payload.fill(0);
      expect(await ledger.payload(entry.payload ?? '')).toEqual(bytes('Ann said so'));
      expect(await ledger.payload(sha('0'))).toBeUndefined();
      const empty = await ledger.append({ type: 'note' }, bytes(''));
      expect(await ledger.payload(empty.entry.payload ?? '')).toEqual(bytes(''));
      await expect(ledger.append({ type: 'note' })).rejects.toMatchObject({ code: 'LEDGER_ENTRY_INVALID' });
      expect(ledger.size()).toBe(2);
    });

    test.each([
      ['all', {}, [5, 4, 3, 2, 1, 0]],
      ['the newest', { limit: 2 }, [5, 4]],
      ['those before one', { before: 4, limit: 2 }, [3, 2]],
      ['none before the first', { before: 0 }, []],
      ['those of some types', { types: ['change.proposed', 'policy.loaded'] }, [5, 2, 0]],
      ['those of no type', { types: [] }, []],
      ['those of a repository', { repository: 'infrastructure' }, [5, 1, 0]],
      ['those of a proposal', { repository: 'app', proposal: '8' }, [2]],
      ['those that name a commit as head or commit', { commit: oid('b') }, [5, 2, 1, 0]],
      ['those that name a commit as base', { commit: oid('a') }, [2, 0]],
      ['those with a statement', { digest: sha('2') }, [1]],
      ['those with a token', { digest: sha('6') }, [3]],
      ['none with what is no name of theirs', { digest: oid('b') }, []],
      ['those about an object', { object }, [4]],
      ['none about another object', { object: { ...object, name: 'price' } }, []],
      [
        'none about one of another scope',
        { object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'prices' } },
        [],
      ],
      [
        'those where all is so',
        { repository: 'infrastructure', commit: oid('b'), types: ['change.approved'] },
        [1],
      ],
    ] as const)('finds %s', async (_, query, indexes) => {
      const ledger = await fill();
      const found = await ledger.find(query);
      expect(found.map(({ index }) => index)).toEqual(indexes);
      for (const one of found) expect(one).toEqual(await ledger.entry(one.index));
    });

    test('tells those who follow of what is there and of what comes, in order', async () => {
      const ledger = await fill();
      const end = new AbortController();
      const heard: Recorded[] = [];
      const following = (async () => {
        for await (const one of ledger.follow(4, end.signal)) {
          heard.push(one);
          if (one.index === 7) end.abort();
        }
      })();
      await ledger.append({ type: 'credential.revoked', issued: 1 });
      await ledger.append({ type: 'credential.revoked', issued: 2 });
      await following;
      expect(heard.map(({ index }) => index)).toEqual([4, 5, 6, 7]);
      expect(heard.at(-1)?.entry).toMatchObject({ issued: 2 });
    });

    test('lets go of those who no longer follow, also while nothing happens', async () => {
      const ledger = await fill();
      const end = new AbortController();
      const following = (async () => {
        for await (const one of ledger.follow(5, end.signal)) expect(one.index).toBe(5);
        return 'ended';
      })();
      setTimeout(() => end.abort(), 5);
      expect(await following).toBe('ended');
      const none = ledger.follow(0, AbortSignal.abort());
      for await (const one of none) throw new Error(`heard ${one.index}`);
    });
  });
}
