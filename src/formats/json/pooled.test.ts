import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { pooled, pooledText, shared } from './pooled.ts';

test('a pooled value is the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(pooled(value)).toEqual(value);
      expect(JSON.stringify(pooled(value))).toBe(JSON.stringify(value));
    }),
  );
  const hostile = JSON.parse('{"__proto__": {"name": "x"}, "a": 1}') as object;
  expect(Object.getPrototypeOf(pooled(hostile))).toBe(Object.prototype);
  expect(JSON.stringify(pooled(hostile))).toBe(JSON.stringify(hostile));
  expect(Object.keys(pooled({ a: undefined, b: 1 }))).toEqual(['b']);
});

test('a text stays itself however many others were asked for, and however long it is', () => {
  for (let number = 0; number < 10_000; number += 1)
    expect(pooledText(`${number} ${'x'.repeat(900)}`)).toBe(`${number} ${'x'.repeat(900)}`);
  expect(pooledText('y'.repeat(5_000))).toBe('y'.repeat(5_000));
  expect(pooledText('\ud800')).toBe('\ud800');
});

test('equal values are one value, and however many others were asked for it stays equal', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(shared(value)).toEqual(value);
    }),
  );
  const one = shared({ verbs: ['get'], apiGroups: [''] });
  expect(shared({ verbs: ['get'], apiGroups: [''] })).toBe(one);
  expect(shared({ apiGroups: [''], verbs: ['get'] })).not.toBe(one);
  for (let number = 0; number < 3_000; number += 1)
    expect(shared([`${number} ${'x'.repeat(500)}`])).toEqual([`${number} ${'x'.repeat(500)}`]);
  expect(shared({ verbs: ['get'], apiGroups: [''] })).toEqual(one);
  expect(shared(['y'.repeat(5_000)])).toEqual(['y'.repeat(5_000)]);
});
