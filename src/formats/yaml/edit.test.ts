import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { withDocument, withFields, withoutDocument } from './edit.ts';
import { readYaml } from './read.ts';
import type { MappingNode } from './tree.ts';

const FILE = `# Who may do what in the shop.
apiVersion: v1
kind: A   # the first
metadata:
  name: a
# These people:
subjects:
  - kind: User
    name: ann   # since 2024
  - {kind: User, name: ben}

# And this role.
roleRef: {kind: ClusterRole, name: view}
---
apiVersion: v1
kind: B
subjects: []
`;

function rootOf(text: string, index = 0): MappingNode {
  const document = readYaml(new TextEncoder().encode(text), { path: 'f' }).documents[index];
  if (!document?.ok || document.root?.kind !== 'mapping') throw new Error('no mapping');
  return document.root;
}

describe('fields of a document', () => {
  test('become others, and all else stays as it is', () => {
    const edited = withFields(FILE, rootOf(FILE), new Map([['subjects', [{ kind: 'User', name: 'eve' }]]]));
    expect(edited).toBe(
      FILE.replace(/  - kind: User\n    name: ann.*\n.*\n/, '  - kind: User\n    name: eve\n'),
    );
  });

  test('are added at the end of their document, and taken away', () => {
    const edited = withFields(
      FILE,
      rootOf(FILE),
      new Map<string, unknown>([
        ['rules', ['x']],
        ['subjects', undefined],
      ]),
    );
    expect(edited).toContain(
      '# These people:\n\n# And this role.\nroleRef: {kind: ClusterRole, name: view}\nrules:\n  - x\n---',
    );
    expect(withFields(FILE, rootOf(FILE, 1), new Map([['subjects', ['x']]]))).toBe(
      FILE.replace('subjects: []', 'subjects:\n  - x'),
    );
  });

  test.each(['{a: 1, b: 2}\n', '  a: 1\n  b: 2\n', 'x: &x {a: 1}\n<<: *x\n', '--- {a: 1}\n'])(
    'are left alone where it cannot be told what to keep: %j',
    (text) => {
      const root = readYaml(new TextEncoder().encode(text), { path: 'f' }).documents[0];
      if (root?.ok && root.root?.kind === 'mapping')
        expect(withFields(text, root.root, new Map([['a', 2]]))).toBeUndefined();
    },
  );

  test('are what was asked for, and nothing else is, whatever stands around', () => {
    const value = fc.oneof(
      fc.constantFrom('x', 'on', '', '# no comment', 'a\nb\n', '- x'),
      fc.integer(),
      fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
      fc.record({ name: fc.constantFrom('n', 'yes') }),
    );
    const noise = fc.constantFrom('', '# a comment\n', '\n', '  # indented\n');
    const field = fc.tuple(noise, fc.constantFrom('a', 'b', 'c', 'd'), value);
    fc.assert(
      fc.property(
        fc.uniqueArray(field, { selector: ([, name]) => name, minLength: 1 }),
        value,
        fc.constantFrom('a', 'z'),
        noise,
        (fields, fresh, name, tail) => {
          const written = fields
            .map(([before, key, one]) => `${before}${key}: ${JSON.stringify(one)}\n`)
            .join('');
          const text = `first: 1\n---\n${written}${tail}---\nlast: 1\n`;
          const edited = withFields(text, rootOf(text, 1), new Map([[name, fresh]])) ?? '';
          const [first, second, third, ...more] = parseAllDocuments(edited).map(
            (one) => one.toJS() as unknown,
          );
          expect([first, third, more.length]).toEqual([{ first: 1 }, { last: 1 }, 0]);
          expect(second).toEqual({
            ...Object.fromEntries(fields.map(([, key, one]) => [key, one])),
            [name]: fresh,
          });
          expect(edited.match(/# a comment/g)?.length).toBe(text.match(/# a comment/g)?.length);
        },
      ),
    );
  });
});

describe('a document', () => {
  test('is written anew below its comments', () => {
    const text = '# why\n{a: 1}\n---\nb: 2\n';
    expect(withDocument(text, rootOf(text), { a: 2 })).toBe('# why\na: 2\n---\nb: 2\n');
    expect(parse(withDocument('  a: 1\n  b: 2\n', rootOf('  a: 1\n  b: 2\n'), { a: 2 }))).toEqual({ a: 2 });
  });

  test.each([
    ['a: 1\n---\nb: 2\n', 0, 'b: 2\n'],
    ['a: 1\n---\nb: 2\n', 1, 'a: 1\n'],
    ['---\na: 1\n---\nb: 2\n', 0, '---\nb: 2\n'],
    ['a: 1\n---\nb: 2\n---\nc: 3\n', 1, 'a: 1\n---\nc: 3\n'],
    ['a: 1\n', 0, undefined],
    ['---\na: 1\n', 0, undefined],
  ] as const)('of %j goes without the others', (text, index, left) => {
    expect(withoutDocument(text, rootOf(text, index))).toBe(left);
  });
});
