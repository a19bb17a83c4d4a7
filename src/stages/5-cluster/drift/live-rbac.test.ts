import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liveObject } from '../../../formats/kubernetes/live.ts';
import { cluster, NO_DEFAULTS, object, refTo } from './fixtures/cluster.ts';
import { anyObject, nameOfWritten } from './fixtures/random.ts';
import { judgeDifference } from './judge.ts';
import { LiveRbac } from './live-rbac.ts';

const SUBJECTS = [
  { kind: 'User', name: 'ann' },
  { kind: 'Group', name: 'devs' },
  { kind: 'ServiceAccount', name: 'bot', namespace: 'x' },
] as const;
const ROLES = ['ClusterRole a', 'ClusterRole b', 'Role x/a', 'Role y/b'];

/** All that can be asked of it. */
function lookedUp(rbac: LiveRbac): object {
  return {
    subjects: SUBJECTS.map((one) =>
      rbac
        .bindingsOf(one)
        .map((ref) => JSON.stringify(ref))
        .sort(),
    ),
    roles: ROLES.map((one) =>
      rbac
        .bindingsTo(refTo(object(one)))
        .map((ref) => JSON.stringify(ref))
        .sort(),
    ),
    aggregating: [...rbac.live.aggregating()].map(({ name }) => name).sort(),
    selected: [{ to: 'one' }, { team: 't' }, {}].map((matchLabels) =>
      [...rbac.live.selected({ matchLabels: { ...matchLabels }, matchExpressions: [] })]
        .map(({ name }) => name)
        .sort(),
    ),
  };
}

type Step = { readonly put: string } | { readonly remove: string } | { readonly replace: readonly string[] };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: anyObject.map((put) => ({ put })) },
  { weight: 3, arbitrary: anyObject.map((remove) => ({ remove })) },
  {
    weight: 1,
    arbitrary: fc
      .uniqueArray(anyObject, { maxLength: 5, selector: nameOfWritten })
      .map((all) => ({ replace: all.filter((one) => one.startsWith('ClusterRole ')) })),
  },
);

describe('an index that is kept object by object', () => {
  test('answers like one that was made of what there is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const kept = new LiveRbac();
        const there = new Map<string, string>();
        for (const one of steps) {
          if ('put' in one) {
            kept.put(object(one.put));
            there.set(nameOfWritten(one.put), one.put);
          } else if ('remove' in one) {
            kept.remove(refTo(object(one.remove)));
            there.delete(nameOfWritten(one.remove));
          } else {
            kept.replace('ClusterRole', one.replace.map(object));
            for (const name of there.keys()) if (name.startsWith('ClusterRole ')) there.delete(name);
            for (const found of one.replace) there.set(nameOfWritten(found), found);
          }
        }
        expect(lookedUp(kept)).toEqual(lookedUp(cluster(...there.values())));
      }),
      { numRuns: 300 },
    );
  });

  test('knows namespaces and service accounts by name, and which are leaving', () => {
    const rbac = new LiveRbac();
    const put = (kind: string, metadata: object): void => {
      const found = liveObject({ apiVersion: 'v1', kind, metadata }, 'live');
      if (found !== undefined) rbac.put(found);
    };
    expect(rbac.isLeaving('shop')).toBe(false);
    put('Namespace', { name: 'shop', uid: 'u' });
    put('Namespace', { name: 'old', deletionTimestamp: '2026-11-20T00:00:00Z' });
    put('ServiceAccount', { name: 'bot', namespace: 'shop', uid: 'v' });
    expect(rbac.namespace('shop')).toEqual({ uid: 'u', terminating: false });
    expect(rbac.serviceAccount('shop', 'bot')).toEqual({ uid: 'v', terminating: false });
    expect(rbac.isLeaving('old')).toBe(true);
    rbac.replace('Namespace', []);
    expect(rbac.isLeaving('shop')).toBe(true);
    expect(rbac.serviceAccount('shop', 'bot')).toBeDefined();
  });
});

describe('objects made to mislead', () => {
  const odd = fc.oneof(
    fc.constantFrom(
      null,
      '',
      '*',
      0,
      [],
      {},
      [null],
      ['*', 7],
      [{ kind: 'User' }],
      { name: 'x' },
      '\u0000',
      '__proto__',
    ),
    fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
  );
  const hostile = fc
    .record(
      { metadata: odd, rules: odd, subjects: odd, roleRef: odd, aggregationRule: odd },
      { requiredKeys: [] },
    )
    .chain((fields) =>
      fc.record({
        kind: fc.constantFrom('Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'),
        fields: fc.constant(fields),
        named: fc.boolean(),
      }),
    )
    .map(({ kind, fields, named }) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      ...fields,
      ...(named
        ? { metadata: { name: 'odd', namespace: 'x', labels: fields.metadata, annotations: fields.rules } }
        : {}),
    }));

  test('are put, judged and taken out without a word', () => {
    let unknown = 0;
    fc.assert(
      fc.property(hostile, hostile, (live, git) => {
        const [now, desired] = [liveObject(live, 'live'), liveObject(git, 'git')];
        const rbac = cluster('ClusterRole x rules: []');
        for (const one of [now, desired]) if (one !== undefined) rbac.put(one);
        rbac.desire(desired === undefined ? [] : [desired], NO_DEFAULTS);
        const judgement = judgeDifference({
          ref: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: live.kind, name: 'odd', namespace: 'x' },
          earlier: new Set(),
          complete: true,
          cluster: rbac,
          ...(now === undefined ? {} : { live: now }),
          ...(desired === undefined ? {} : { desired: { object: desired, meaning: '' } }),
        });
        if (judgement.kind === 'drift' && judgement.delta.effect === 'unknown') unknown += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(unknown).toBeGreaterThan(50);
  });
});
