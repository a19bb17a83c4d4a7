import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { entriesOf, itemsOf } from './access.ts';
import { readYaml } from './read.ts';
import type { YamlNode } from './tree.ts';
import { writeYaml } from './write.ts';

function data(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return itemsOf(node).map(data);
    case 'mapping':
      return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key.source, data(value)]));
  }
}

const odd = fc.constantFrom(
  'on',
  'yes',
  'no',
  'null',
  '~',
  '012',
  '0x1',
  '1e3',
  '1_000',
  '=',
  '<<',
  '12:30',
  '-',
  '',
  ' a',
  'a: b',
  '# c',
  '---',
  '2026-11-27',
  '*',
  '&a',
  '!x',
  '.inf',
  "it's",
  '"q"',
  'a\nb',
  'a\n',
  '\ta',
  'true',
  'y',
);
const text = fc.oneof(odd, fc.string({ unit: 'grapheme-ascii' }), fc.string());
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('on', 'no', '1', 'a.b/c'), fc.stringMatching(/^[a-z]{1,8}$/)),
      tie('any'),
      { maxKeys: 3 },
    ),
  ),
})).any;

test('what is written is read as the same data, by readers of YAML 1.1 and of 1.2', () => {
  fc.assert(
    fc.property(value, (one) => {
      const written = writeYaml({ one });
      expect(parse(written, { version: '1.1' })).toEqual({ one });
      expect(parse(written, { version: '1.2' })).toEqual({ one });
    }),
    { numRuns: 1_000 },
  );
});

test('our own reader, which refuses what readers disagree on, takes it', () => {
  for (const one of ['on', '012', '12:30', '1e3', 'a: b', '*', "it's", 'true', '~', '<<', '=']) {
    const [document] = readYaml(new TextEncoder().encode(writeYaml({ one, list: [one] })), {
      path: 'x',
    }).documents;
    expect(document?.ok && document.root && data(document.root), one).toEqual({
      one,
      list: [one],
    });
  }
});

test('equal parts are written twice, not as a reference', () => {
  const same = { a: ['x'] };
  expect(writeYaml([same, same])).toBe('- a:\n    - x\n- a:\n    - x\n');
});
