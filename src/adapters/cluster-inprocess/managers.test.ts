import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { fieldsV1, keysOf, leavesOf } from './field-set.ts';
import type { Fields } from './json.ts';
import { apply, updated, type Writer } from './managers.ts';

const EMPTY: KubernetesObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
const by = (manager: string, operation: Writer['operation'] = 'Apply'): Writer => ({
  manager,
  operation,
  time: '2026-11-27T00:00:00Z',
});

const word = fc.constantFrom('a', 'b', '__proto__', 'f:x', '.');
const leaf = fc.oneof(fc.constantFrom('1', '2', 3, true), fc.constantFrom(['x'], ['x', 'y']));
const tree = fc.dictionary(word, fc.oneof(leaf, fc.dictionary(word, leaf, { minKeys: 1, maxKeys: 2 })), {
  maxKeys: 3,
});
const intent: fc.Arbitrary<Fields> = tree.map((spec) => (Object.keys(spec).length === 0 ? {} : { spec }));

function forced(live: KubernetesObject, wish: Fields, manager: string): KubernetesObject {
  const result = apply(live, wish, by(manager), true);
  if (!('object' in result)) throw new Error('force met a conflict');
  return result.object;
}

describe('server-side apply', () => {
  test('of one manager alone leaves exactly his last intent', () => {
    fc.assert(
      fc.property(intent, intent, (first, last) => {
        const live = forced(forced(EMPTY, first, 'one'), last, 'one');
        expect(live['spec'] ?? null).toEqual(last['spec'] ?? null);
      }),
    );
  });

  test('by force leaves the whole intent, and nobody owns a field twice over with another value', () => {
    fc.assert(
      fc.property(intent, intent, (one, two) => {
        const live = forced(forced(EMPTY, one, 'one'), two, 'two');
        for (const [, path] of leavesOf(two))
          expect(path.reduce<unknown>((value, name) => (value as Fields)[name], live)).toEqual(
            path.reduce<unknown>((value, name) => (value as Fields)[name], two),
          );
      }),
    );
  });

  test('without force changes nothing that another manager owns, or says whose it is', () => {
    fc.assert(
      fc.property(intent, intent, (one, two) => {
        const live = forced(EMPTY, one, 'one');
        const result = apply(live, two, by('two'), false);
        if ('conflicts' in result) {
          expect(result.conflicts.length).toBeGreaterThan(0);
          expect(result.conflicts.every(({ manager }) => manager === 'one')).toBe(true);
        } else expect(forced(live, two, 'two')).toEqual(result.object);
      }),
    );
  });

  test('repeated changes nothing', () => {
    fc.assert(
      fc.property(intent, intent, (one, two) => {
        const live = forced(forced(EMPTY, one, 'one'), two, 'two');
        expect(forced(live, two, 'two')).toEqual(live);
      }),
    );
  });

  test('takes an object that nobody owns from whoever made it before', () => {
    const live = { ...EMPTY, data: { a: '1' } };
    expect(apply(live, { data: { a: '2' } }, by('one'), false)).toEqual({
      conflicts: [{ manager: 'before-first-apply', field: '.data.a' }],
    });
  });
});

test('whoever changes a field owns it from then on', () => {
  const made = updated(undefined, { ...EMPTY, data: { a: '1', b: '2' } }, by('maker', 'Update'));
  const applied = forced(made, { data: { a: '1' } }, 'one');
  const { data: _data, ...rest } = applied;
  const changed = updated(applied, { ...rest, data: { a: '9' } }, by('other', 'Update'));
  expect(changed.metadata['managedFields']).toMatchObject([
    { manager: 'other', fieldsV1: { 'f:data': { 'f:a': {} } } },
  ]);
});

test('fields are written as they are read', () => {
  fc.assert(
    fc.property(intent, (wish) => {
      const keys = [...leavesOf(wish).keys()].sort();
      expect([...keysOf(fieldsV1(keys))].sort()).toEqual(keys);
    }),
  );
});
