import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordable } from './names.ts';

const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'a' };

test('an ordinary name stays as it is', () => {
  for (const name of ['a', 'system:controller:x', 'Ünï code', 'a b'])
    expect(recordable({ ...ref, name }).name).toBe(name);
});

test('every name can be recorded, and no two become one', () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 400, maxLength: 2_000 })),
      (name) => {
        if (name === '') return;
        const said = recordable({ ...ref, name }).name;
        expect(seen.get(said) ?? name).toBe(name);
        seen.set(said, name);
        expect(said.length).toBeLessThanOrEqual(1_024);
        expect(said.isWellFormed()).toBe(true);
        expect(/\p{Cc}|:\/\//u.test(said)).toBe(false);
      },
    ),
  );
});
