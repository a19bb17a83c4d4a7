import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { mayContain } from './prefilter.ts';
import { readYaml } from './read.ts';
import type { YamlNode } from './tree.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function scalars(node: YamlNode | undefined): readonly string[] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') return [node.source];
  if (node.kind === 'sequence') return node.items.flatMap(scalars);
  return node.entries.flatMap((one) => [one.key.source, ...scalars(one.value)]);
}

describe('the prefilter', () => {
  it.each([
    ['kind: Role', true],
    ['kind: Service', false],
    ['kind: "Ro\\x6ce"', true],
    ['kind: "\\u0052ole"', true],
    ['kind: "\\U00000052ole"', true],
    ['kind: "Ro\\\n  le"', true],
    ['kind: "Ro\\\r\n  le"', true],
    ['path: C:\\temp', false],
  ])('says of %j: %s', (text, answer) => {
    expect(mayContain(encode(text), ['Role'])).toBe(answer);
  });

  it('does not judge UTF-16 or words it cannot look for', () => {
    expect(mayContain(Uint8Array.from(Buffer.from('kind: Role', 'utf16le')), ['Role'])).toBe(true);
    expect(mayContain(encode('a: b'), ['a/b'])).toBe(true);
  });

  it('never skips a file with the word in a scalar, however it is written', () => {
    const style = fc.constantFrom<
      'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'BLOCK_FOLDED' | 'BLOCK_LITERAL'
    >('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL');
    const text = fc
      .array(fc.constantFrom('Role', 'Ro', 'le', ' ', '\n', '\\', '"', 'é', '\u0001', ':', '#'), {
        maxLength: 12,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.dictionary(text, fc.oneof(text, fc.array(text))),
        style,
        fc.integer({ min: 20, max: 60 }),
        (value, type, lineWidth) => {
          const bytes = encode(
            stringify(value, { defaultStringType: type, defaultKeyType: 'QUOTE_DOUBLE', lineWidth }),
          );
          const found = readYaml(bytes, { path: 'a.yaml' }).documents.some(
            (one) => one.ok && scalars(one.root).some((source) => source.includes('Role')),
          );
          expect(mayContain(bytes, ['Role']) || !found).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never skips what arbitrary escapes in double quotes spell', () => {
    const spelled = fc.array(
      fc.constantFrom(
        'R',
        'o',
        'l',
        'e',
        '\\x52',
        '\\u006f',
        '\\U0000006c',
        '\\x65',
        '\\\n  ',
        '\\\r\n ',
        ' ',
      ),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(spelled, (parts) => {
        const bytes = encode(`kind: "${parts.join('')}"`);
        const found = readYaml(bytes, { path: 'a.yaml' }).documents.some(
          (one) => one.ok && scalars(one.root).some((source) => source.includes('Role')),
        );
        expect(mayContain(bytes, ['Role']) || !found).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
