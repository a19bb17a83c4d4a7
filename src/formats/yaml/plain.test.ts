import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TreeBuilder } from './build.ts';
import { composeDocument } from './compose.ts';
import { readPlain } from './plain.ts';
import { DEFAULT_BUDGET } from './read.ts';
import { scanDocument } from './scan.ts';
import { SourceText } from './source.ts';
import type { YamlNode } from './tree.ts';

const OFFSET = 7;

/** Everything about a node that anybody can see. */
function shown(node: YamlNode): unknown {
  const at = [node.at.line, node.at.column, node.at.endLine, node.at.endColumn];
  if (node.kind === 'scalar') return [node.source, String(node.value), typeof node.value, node.style, at];
  if (node.kind === 'sequence') return ['sequence', at, node.items.map(shown)];
  return ['mapping', at, node.entries.map((one) => [shown(one.key), shown(one.value)])];
}

function general(text: string, source: SourceText): unknown {
  try {
    scanDocument(text, OFFSET);
    const { contents } = composeDocument(text, OFFSET, 64, { tokens: 1_000_000 });
    return contents === null
      ? 'nothing'
      : shown(new TreeBuilder(source, OFFSET, DEFAULT_BUDGET).build(contents, 1));
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

function both(text: string): { readonly plain: unknown; readonly general: unknown } {
  const source = new SourceText(`${' '.repeat(OFFSET)}${text}`, { path: 'a.yaml' });
  const node = readPlain(text, source, OFFSET, 64);
  return { plain: node === undefined ? undefined : shown(node), general: general(text, source) };
}

const PIECES = [
  'a',
  'b',
  'key',
  'null',
  'true',
  'yes',
  '0777',
  '1.5',
  '~',
  '-',
  '- ',
  '- - ',
  ':',
  ': ',
  ':\n',
  '\n',
  '\n\n',
  ' ',
  '  ',
  '    ',
  '#',
  ' # c',
  '# c\n',
  '"',
  "'",
  '"q"',
  "'s'",
  '"a: b"',
  '[',
  ']',
  '{',
  '}',
  ', ',
  ',',
  '[]',
  '{}',
  '[a, b]',
  '{a: b}',
  '{a: [b, c], d: "e"}',
  '[a:b, c]',
  '*x',
  '&x',
  '!t',
  '|',
  '>',
  '|\n',
  '---',
  '...',
  '%',
  '@',
  '`',
  '?',
  '? ',
  '<<',
  '<<: ',
  '__proto__',
  'http://x.y/z',
  'a:1',
  'x#y',
  '\\',
  'é',
  '-1',
  '--',
  '.',
  '/',
  '=',
  '\n- ',
  '\n  - ',
  '\na: ',
  '\n  a: ',
  '\n  b: ',
  '\nb:',
  '\nc:\n- ',
  '\nd:\n  ',
] as const;

describe('plain YAML', () => {
  it.each([
    'a: 1   # note\nb:\n- x: "q"\n  y: z\n\n- \'w\'\n# between\nc:\n  d: [e, "f" , {g: h}]\n  i: {}\n\n# tail\n\nj: k # end\n# last\n',
    '---\napiVersion: v1\nkind: List\nitems:\n  - kind: Role\n    rules:\n    - verbs: ["*", get]\n      nonResourceURLs: [/healthz]\n    - {}\n',
    'subjects:\n- kind: Group\n  name: system:masters\n- {kind: User, name: ann@example.org}\n',
    'a: b',
    '- a\n- -1\n- b:\n  - c\n  d: ~',
  ])('is read as the general parser reads it: %j', (text) => {
    const { plain, general: full } = both(text);
    expect(plain).toEqual(full);
  });

  it('is never anything that the general parser reads otherwise, or refuses', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }), (pieces) => {
        const { plain, general: full } = both(pieces.join(''));
        if (plain === undefined) return;
        taken += 1;
        expect(plain).toEqual(full);
      }),
      { numRuns: 8_000 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  it('is not broken by one change to a document that is read', () => {
    const document =
      'apiVersion: v1\nkind: Role\nmetadata:\n  name: a # b\n  # in between\n  labels: {x: y, z: "1"}\nrules:\n- verbs: [get, "*"]\n  resources:\n  - pods\n- resources: []\n\n# end\n';
    fc.assert(
      fc.property(
        fc.nat({ max: document.length }),
        fc.nat({ max: 3 }),
        fc.constantFrom(...PIECES),
        (at, cut, piece) => {
          const { plain, general: full } = both(document.slice(0, at) + piece + document.slice(at + cut));
          if (plain !== undefined) expect(plain).toEqual(full);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
