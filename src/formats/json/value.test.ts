import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { YamlFile } from '../yaml/document.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { readJson } from './read.ts';
import { readValue } from './value.ts';

const ORIGIN = { path: 'live' };

/** All of a file but the places. */
function told({ documents }: YamlFile): unknown {
  return documents.map((one) => (one.ok ? one.root && bare(one.root) : one.code));
}

function bare(node: YamlNode): unknown {
  if (node.kind === 'sequence') return node.items.map(bare);
  if (node.kind === 'mapping') return { map: node.entries.map(({ key, value }) => [bare(key), bare(value)]) };
  return [node.value, node.source, node.style];
}

function throughText(value: unknown, budget = {}): unknown {
  return told(readJson(new TextEncoder().encode(JSON.stringify(value)), ORIGIN, budget));
}

test('a value is read as the text of it would be', () => {
  const keys = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'a', '<<', 'yes', '1', '\ud800'));
  const leaves = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'null', '1', '\ud800', '\ud83d\ude00'),
    fc.double(),
    fc.integer(),
    fc.constantFrom(-0, 1e21, 2 ** 53, 2 ** 63, 123_456_789_012_345_680_000, Number.NaN, undefined),
    fc.boolean(),
    fc.constant(null),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, leaves, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
    object: fc
      .array(fc.tuple(keys, tie('value')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries)),
  }));
  fc.assert(
    fc.property(fc.record({ value }), (one) => {
      expect(told(readValue(one, ORIGIN))).toEqual(throughText(one));
    }),
    { numRuns: 2_000 },
  );
});

describe('what is refused', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

  test.each([
    ['nesting', deep(5), { depth: 4 }, ['depth']],
    ['the deepest that is read', deep(4), { depth: 4 }, undefined],
    ['many values', [1, 2, 3], { nodes: 3 }, ['nodes']],
    ['as many as are read', [1, 2], { nodes: 3 }, undefined],
    ['half a character', 'a\udc00', {}, ['ambiguous']],
    ['a key that changes what an object is', JSON.parse('{"__proto__": 1}'), {}, ['prototype-key']],
  ])('%s', (_, value, budget, refusal) => {
    const read = told(readValue(value, ORIGIN, budget));
    if (refusal !== undefined) expect(read).toEqual(refusal);
    expect(read).toEqual(throughText(value, budget));
  });

  test('texts that are too long together, and what is no value', () => {
    expect(told(readValue(['abc', 'def'], ORIGIN, { bytes: 5 }))).toEqual(['bytes']);
    expect(told(readValue(1n, ORIGIN))).toEqual(['syntax']);
    expect(told(readValue(undefined, ORIGIN))).toEqual(['syntax']);
  });
});
