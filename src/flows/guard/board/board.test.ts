import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor, EffectiveDelta } from '../../../model/drift.ts';
import { FakeLedger } from '../../../ports/ledger.fake.ts';
import type { NewEntry } from '../../../ports/ledger.ts';
import { encodePayload } from '../../observe/payload.ts';
import { DriftBoard } from './board.ts';

const clock = { now: () => Date.parse('2026-11-27T09:00:00Z') };
const random = { bytes: (count: number) => new Uint8Array(count) };
const delta: EffectiveDelta = {
  effect: 'grants',
  danger: 'critical',
  gained: [],
  lost: [],
  more: 0,
  opens: ['everything'],
  cutOff: [],
  unknown: [],
};
const nameOf = (name: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  name,
});

function seenOf(name: string, cluster = 'production'): NewEntry {
  return {
    type: 'drift.seen',
    cluster,
    object: nameOf(name),
    uid: 'u1',
    change: 'added',
    effect: 'grants',
    danger: 'critical',
    repository: 'infrastructure',
    commit: 'a'.repeat(40),
    tier: 'revoke',
    decision: 'delete',
  };
}

const about = (name: string, seen: number, cluster = 'production') => ({
  cluster,
  object: nameOf(name),
  seen,
});
const acted = (name: string, seen: number): NewEntry => ({
  ...about(name, seen),
  type: 'drift.acted',
  action: 'deleted',
  outcome: 'done',
});
const ended = (name: string, seen: number, cluster?: string): NewEntry => ({
  ...about(name, seen, cluster),
  type: 'drift.ended',
  how: 'deleted',
});

function actorOf(user: string, source: Actor['source'], more: Partial<Actor> = {}): Actor {
  return { source, user, at: '2026-11-27T09:00:00.000Z', ...more };
}

async function idsOf(board: DriftBoard, query: Partial<Parameters<DriftBoard['page']>[0]> = {}) {
  const { drift, open, next } = await board.page({ limit: 50, ...query });
  return { ids: drift.map(({ record }) => record.id), open, ...(next === undefined ? {} : { next }) };
}

describe('the board', () => {
  test('has what is open first, then what is over, the newest first', async () => {
    const ledger = new FakeLedger(clock);
    for (const name of ['a', 'b', 'c', 'd']) await ledger.append(seenOf(name));
    const board = new DriftBoard(ledger);
    await ledger.append(ended('d', 3));
    expect(await idsOf(board)).toEqual({ ids: [2, 1, 0, 3], open: 3 });
    await ledger.append(ended('b', 1));
    expect(await idsOf(board)).toEqual({ ids: [2, 0, 3, 1], open: 2 });
    expect(await idsOf(board, { open: true })).toEqual({ ids: [2, 0], open: 2 });
    expect(await idsOf(board, { open: false })).toEqual({ ids: [3, 1], open: 2 });
    expect(await idsOf(board, { cluster: 'staging' })).toEqual({ ids: [], open: 0 });
  });

  test('takes one that was judged anew for over', async () => {
    const ledger = new FakeLedger(clock);
    for (const cluster of ['production', 'staging', 'production']) await ledger.append(seenOf('a', cluster));
    const board = new DriftBoard(ledger);
    expect(await idsOf(board)).toEqual({ ids: [2, 1, 0], open: 2 });
    expect((await board.find(0))?.record.replacedBy).toBe(2);
  });

  test('joins what was done, how it ended, and who is known from where by now', async () => {
    const ledger = new FakeLedger(clock);
    const tapped = actorOf('admin', 'admission');
    const audited = actorOf('admin', 'audit', { impersonator: 'eve', person: 'eve', allowedBy: 'a binding' });
    const tool: Actor = { source: 'manager', tool: 'kubectl-edit (Update)', at: tapped.at };
    await ledger.append(
      seenOf('a'),
      encodePayload(
        {
          schema: 'mainward.dev/drift-seen/v1',
          live: '{"a":1}',
          delta,
          actors: [tool, tapped],
          undo: 'kubectl …',
        },
        random,
      ),
    );
    await ledger.append(acted('a', 0));
    await ledger.append(
      { ...about('a', 0), type: 'drift.attributed', source: 'audit' },
      encodePayload({ schema: 'mainward.dev/attribution/v1', actor: audited }, random),
    );
    await ledger.append(ended('a', 0));
    const found = await new DriftBoard(ledger).find(0);
    expect(found).toEqual({
      record: {
        id: 0,
        cluster: 'production',
        object: nameOf('a'),
        change: 'added',
        effect: 'grants',
        danger: 'critical',
        repository: 'infrastructure',
        commit: 'a'.repeat(40),
        tier: 'revoke',
        decision: 'delete',
        seenAt: '2026-11-27T09:00:00.000Z',
        actions: [{ index: 1, at: '2026-11-27T09:00:00.000Z', action: 'deleted', outcome: 'done' }],
        ended: { index: 3, at: '2026-11-27T09:00:00.000Z', how: 'deleted' },
        actors: [audited, tool],
        delta,
      },
      payload: { live: '{"a":1}', undo: 'kubectl …' },
    });
  });

  test('has the record of what was erased, without a name', async () => {
    const ledger = new FakeLedger(clock);
    await ledger.append(seenOf('a'));
    expect(await new DriftBoard(ledger).find(0)).toMatchObject({ record: { id: 0, actors: [] } });
    expect(await new DriftBoard(ledger).find(1)).toBeUndefined();
  });

  test('keeps so many that are over, every one that is open, and finds the others all the same', async () => {
    const ledger = new FakeLedger(clock);
    await ledger.append(seenOf('open'));
    for (let index = 1; index < 3_001; index += 2) {
      await ledger.append(seenOf(`x${index}`));
      await ledger.append(ended(`x${index}`, index));
    }
    const board = new DriftBoard(ledger, 3);
    expect(await idsOf(board)).toEqual({ ids: [0, 2_999, 2_997, 2_995], open: 1 });
    expect((await board.find(7))?.record.ended?.index).toBe(8);
    expect((await board.find(8))?.record).toBeUndefined();
  });
});

type Step = { readonly name: string; readonly cluster: string; readonly kind: 'seen' | 'ended' | 'other' };
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    cluster: fc.constantFrom('production', 'staging'),
    kind: fc.constantFrom('seen', 'ended', 'other'),
  }),
  { maxLength: 40 },
);

test('whenever it is asked, it says what reading all entries anew says, and pages leave nothing out', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (history, limit) => {
      const ledger = new FakeLedger(clock);
      const board = new DriftBoard(ledger);
      const open = new Map<string, number>();
      const all: number[] = [];
      for (const { name, cluster, kind } of history) {
        const key = `${cluster} ${name}`;
        const at = open.get(key);
        if (kind === 'seen') {
          open.set(key, ledger.size());
          all.push(ledger.size());
          await ledger.append(seenOf(name, cluster));
        } else if (kind === 'ended' && at !== undefined) {
          open.delete(key);
          await ledger.append(ended(name, at, cluster));
        } else await ledger.append({ type: 'gap', what: 'x', from: '2026-11-27T09:00:00.000Z' });
        if (kind === 'other') await board.page({ limit: 1 });
      }
      const down = (ids: readonly number[]) => ids.toSorted((one, other) => other - one);
      const isOpen = new Set(open.values());
      const wanted = [...down([...isOpen]), ...down(all.filter((id) => !isOpen.has(id)))];
      const got: number[] = [];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const page = await board.page({ limit, ...(after === '' ? {} : { after }) });
        expect(page.open).toBe(isOpen.size);
        got.push(...page.drift.map(({ record }) => record.id));
        after = page.next;
      }
      expect(got).toEqual(wanted);
    }),
  );
});
