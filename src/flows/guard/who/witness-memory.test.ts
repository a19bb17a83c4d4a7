import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../model/drift.ts';
import type { Sighting, SightingQuestion } from './witness.ts';
import { MemoryWitness } from './witness-memory.ts';

const NOON = Date.parse('2026-11-27T12:00:00Z');
const object = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: 'extra' };
const clockAt = (now: number) => ({ now: () => now });

function actor(user: string, source: Actor['source'] = 'audit'): Actor {
  return { source, user, groups: [], at: new Date(NOON).toISOString(), event: `${source}-${user}` };
}

function sighting(user: string, change: Partial<Sighting> = {}): Sighting {
  return {
    cluster: 'production',
    object,
    operation: 'UPDATE',
    uid: 'u1',
    meaning: 'admin',
    actor: actor(user),
    at: NOON,
    ...change,
  };
}

const question: SightingQuestion = {
  cluster: 'production',
  object,
  removed: false,
  uid: 'u1',
  resourceVersion: '12',
  meaning: 'admin',
  at: NOON + 40,
};

function usersOf(seen: readonly Sighting[], change: Partial<SightingQuestion> = {}): readonly unknown[] {
  const witness = new MemoryWitness(clockAt(NOON));
  for (const one of seen) witness.note(one);
  return witness.whoDid({ ...question, ...change }).map(({ user }) => user);
}

describe('who made a change', () => {
  test('is whoever wrote that version', () => {
    const seen = [
      sighting('eve', { resourceVersion: '12', uid: undefined as never }),
      sighting('bo', { resourceVersion: '11', meaning: 'other', at: NOON - 5 }),
    ];
    expect(usersOf(seen)).toEqual(['eve']);
  });

  test('is not whoever touched it afterwards without changing what it means', () => {
    const grant = sighting('eve', { at: NOON - 30_000 });
    const label = sighting('agent', { resourceVersion: '12', before: 'admin' });
    expect(usersOf([grant, label])).toEqual(['eve']);
    expect(usersOf([label])).toEqual([]);
  });

  test('is not whoever wrote a later version that means the same', () => {
    const grant = sighting('eve', { resourceVersion: '12' });
    const tidied = sighting('agent', { resourceVersion: '13', at: NOON + 400 });
    expect(usersOf([grant, tidied])).toEqual(['eve']);
    expect(usersOf([tidied, sighting('bo', { resourceVersion: '11' }), grant])).toEqual(['bo', 'eve']);
  });

  test('is everybody who may have been it, where two fit', () => {
    expect(usersOf([sighting('eve'), sighting('bo', { at: NOON - 300 })])).toEqual(['eve', 'bo']);
  });

  test('is whoever wrote it since it meant something else', () => {
    const before = sighting('bo', { at: NOON - 60_000 });
    const back = sighting('agent', { meaning: 'viewer', at: NOON - 50_000 });
    expect(usersOf([before, back, sighting('eve')])).toEqual(['eve']);
    // Whether what the webhook saw was written cannot be told: something else may have refused it.
    const tapped = { ...back, actor: actor('agent', 'admission') };
    expect(usersOf([before, tapped, sighting('eve')])).toEqual(['eve', 'bo']);
  });

  test('is told once where both the audit log and the webhook saw it, as the audit log has it', () => {
    const by = { ...actor('admin'), impersonator: 'eve', allowedBy: 'ClusterRoleBinding "root"' };
    const witness = new MemoryWitness(clockAt(NOON));
    witness.note(sighting('admin', { actor: actor('admin', 'admission') }));
    witness.note(sighting('admin', { actor: by }));
    expect(witness.whoDid(question)).toEqual([by]);
  });

  test('may be told by time alone where the log did not keep what was written', () => {
    const bare = { uid: undefined as never, meaning: undefined as never };
    expect(usersOf([sighting('eve', bare)])).toEqual(['eve']);
    expect(usersOf([sighting('eve', { ...bare, at: NOON - 2_001 })])).toEqual([]);
    expect(usersOf([sighting('eve', bare), sighting('bo')])).toEqual(['bo']);
  });

  test('of a deletion is whoever deleted that very object', () => {
    const gone = { removed: true, meaning: undefined as never };
    const deleted = sighting('eve', { operation: 'DELETE', meaning: undefined as never });
    expect(usersOf([sighting('bo'), deleted], gone)).toEqual(['eve']);
    expect(usersOf([{ ...deleted, uid: 'u0' }], gone)).toEqual([]);
    expect(usersOf([deleted])).toEqual([]);
  });

  test('is the same object whichever version of its group was spoken', () => {
    const beta = { ...object, apiVersion: 'rbac.authorization.k8s.io/v1beta1' };
    expect(usersOf([sighting('eve', { object: beta })])).toEqual(['eve']);
    expect(usersOf([sighting('eve', { object: { ...object, apiVersion: 'v1' } })])).toEqual([]);
  });

  test('is forgotten after ten minutes', () => {
    const clock = { at: NOON, now: () => clock.at };
    const witness = new MemoryWitness(clock);
    witness.note(sighting('eve'));
    clock.at += 600_000;
    expect(witness.whoDid(question)).toHaveLength(1);
    clock.at += 1;
    expect(witness.whoDid(question)).toEqual([]);
    expect(witness.size).toBe(0);
  });
});

const pick = <Value>(...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);
const anySighting: fc.Arbitrary<Sighting> = fc
  .record(
    {
      cluster: pick('production', 'staging'),
      name: pick('extra', 'other'),
      operation: pick<Sighting['operation']>('CREATE', 'UPDATE', 'DELETE'),
      uid: pick('u1', 'u2'),
      resourceVersion: pick('11', '12'),
      meaning: pick('admin', 'viewer'),
      before: pick('admin', 'viewer'),
      void: pick<'dry-run' | 'refused'>('dry-run', 'refused'),
      user: pick('ada', 'bo', 'eve'),
      source: pick<'admission' | 'audit'>('admission', 'audit'),
      after: fc.integer({ min: -20_000, max: 20_000 }),
    },
    { requiredKeys: ['cluster', 'name', 'operation', 'user', 'source', 'after'] },
  )
  .map(({ name, user, source, after, ...rest }) => ({
    ...rest,
    object: { ...object, name },
    actor: actor(user, source),
    at: NOON + after,
  }));

describe('whatever was seen', () => {
  test('nobody is named who cannot have been it', () => {
    fc.assert(
      fc.property(fc.array(anySighting, { maxLength: 30 }), fc.boolean(), (seen, removed) => {
        const witness = new MemoryWitness(clockAt(NOON));
        for (const one of seen) witness.note(one);
        const could = seen.filter(
          (one) =>
            one.void === undefined &&
            one.cluster === 'production' &&
            one.object.name === 'extra' &&
            (one.operation === 'DELETE') === removed &&
            (one.uid === undefined || one.uid === 'u1') &&
            (removed || one.meaning === undefined || one.meaning === 'admin') &&
            one.at <= NOON + 2_040,
        );
        for (const named of witness.whoDid({ ...question, removed }))
          expect(could.map((one) => one.actor)).toContain(named);
      }),
      { numRuns: 1_000 },
    );
  });

  test('the only one who wrote exactly this is named, and nobody else', () => {
    fc.assert(
      fc.property(fc.array(anySighting, { maxLength: 30 }), fc.nat(30), (others, place) => {
        const noise = others.filter(
          (one) => one.cluster !== 'production' || one.object.name !== 'extra' || one.void !== undefined,
        );
        const seen = noise.toSpliced(place, 0, sighting('mallory'));
        expect(usersOf(seen)).toEqual(['mallory']);
      }),
    );
  });

  test('two who wrote exactly this, with nothing in between, are both named', () => {
    fc.assert(
      fc.property(fc.nat(500_000), fc.nat(500_000), (one, other) => {
        const seen = [sighting('ada', { at: NOON - one }), sighting('bo', { at: NOON - other })];
        expect(new Set(usersOf(seen))).toEqual(new Set(['ada', 'bo']));
      }),
    );
  });

  test('no more is kept than may be, and no cluster pushes out another that has less', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 200 }),
        fc.integer({ min: 2, max: 20 }),
        (flood, most) => {
          const witness = new MemoryWitness(clockAt(NOON), { most });
          witness.note(sighting('mallory'));
          for (const isMine of flood)
            witness.note(
              sighting('x', { cluster: isMine ? 'production' : 'staging', object: { ...object, name: 'x' } }),
            );
          expect(witness.size).toBe(Math.min(most, flood.length + 1));
          const own = 1 + flood.filter((isMine) => isMine).length;
          if (own <= Math.floor(most / 2)) expect(witness.whoDid(question)).toHaveLength(1);
        },
      ),
    );
  });
});

test('whoever follows gets each as it comes, those that wrote nothing too, and a slow one loses the oldest', async () => {
  const witness = new MemoryWitness(clockAt(NOON), { waiting: 2 });
  const leaving = new AbortController();
  const seen = witness.follow(leaving.signal);
  const first = seen.next();
  witness.note(sighting('ada', { void: 'dry-run' }));
  expect((await first).value).toMatchObject({ void: 'dry-run' });
  for (const user of ['bo', 'cy', 'di']) witness.note(sighting(user));
  expect((await seen.next()).value).toMatchObject({ actor: { user: 'cy' } });
  expect((await seen.next()).value).toMatchObject({ actor: { user: 'di' } });
  const last = seen.next();
  leaving.abort();
  expect((await last).done).toBe(true);
});
