import { describe, expect, it } from 'vitest';
import { child, entriesOf, itemsOf, textOf } from './access.ts';
import type { YamlBudget, YamlDocument } from './document.ts';
import { readYaml } from './read.ts';
import type { YamlNode } from './tree.ts';

function read(text: string, budget: Partial<YamlBudget> = {}): readonly YamlDocument[] {
  return readYaml(new TextEncoder().encode(text), { path: 'a.yaml' }, budget).documents;
}

function root(text: string, budget: Partial<YamlBudget> = {}): YamlNode | undefined {
  const [document] = read(text, budget);
  if (document === undefined || !document.ok) throw new Error(`not read: ${document?.reason}`);
  return document.root;
}

function plain(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plain);
  return Object.fromEntries(node.entries.map((one) => [one.key.source, plain(one.value)]));
}

function codes(text: string, budget: Partial<YamlBudget> = {}): readonly string[] {
  return read(text, budget).map((one) => (one.ok ? 'ok' : one.code));
}

describe('reading YAML', () => {
  it('types plain scalars by the core schema and keeps their text', () => {
    const node = root(
      '{a: 1, b: 0777, c: yes, d: true, e: ~, f: 1.5, g: 0x1f, h: 12345678901234567890, i: .inf, j: "1", k: 0o17}',
    );
    expect(plain(node)).toEqual({
      a: 1,
      b: 777,
      c: 'yes',
      d: true,
      e: null,
      f: 1.5,
      g: 31,
      h: 12345678901234567890n,
      i: Number.POSITIVE_INFINITY,
      j: '1',
      k: 15,
    });
    expect(textOf(child(node, 'b'))).toBe('0777');
    expect(textOf(child(node, 'h'))).toBe('12345678901234567890');
    expect(textOf(child(node, 'e'))).toBeUndefined();
  });

  it('locates nodes by line and column, CRLF, BOM and further documents included', () => {
    const text = '\uFEFFa: 1\r\n---\r\n# comment\r\nb:\r\n  - "x y"\r\n  - z\r\n';
    const second = read(text)[1];
    const item = second?.ok ? itemsOf(child(second.root, 'b'))[0] : undefined;
    expect(item?.at).toEqual({ path: 'a.yaml', line: 5, column: 5, endLine: 5, endColumn: 10 });
    const first = read(text)[0];
    expect(first?.ok ? child(first.root, 'a')?.at : undefined).toEqual({
      path: 'a.yaml',
      line: 1,
      column: 4,
      endLine: 1,
      endColumn: 5,
    });
  });

  it('names the repository and the commit in locations', () => {
    const file = readYaml(new TextEncoder().encode('a: b'), {
      path: 'x.yml',
      repository: 'infra',
      commit: 'c0ffee',
    });
    const [document] = file.documents;
    expect(document?.ok ? document.root?.at : undefined).toMatchObject({
      path: 'x.yml',
      repository: 'infra',
      commit: 'c0ffee',
    });
  });

  it('keeps block scalars and their style', () => {
    const node = root('run: |\n  one\n  two\nfold: >-\n  a\n  b\n');
    expect(plain(node)).toEqual({ run: 'one\ntwo\n', fold: 'a b' });
    expect(child(node, 'run')).toMatchObject({ style: 'literal' });
    expect(child(node, 'fold')).toMatchObject({ style: 'folded' });
  });

  it.each([
    ['', 0],
    ['# only a comment\n', 0],
    ['---\n', 1],
    ['a: 1\n---\nb: 2\n...\n', 2],
    ['# head\n---\na: 1\n---\n---\nb: 1', 3],
    ['%YAML 1.2\n---\na: 1\n...\n%YAML 1.1\n---\nb: 1\n', 2],
    ['a: |\n  ---\n  x\n', 1],
    ['a: "---"\nb: --- x\n', 1],
  ])('finds the documents of %j', (text, count) => {
    expect(read(text).filter((one) => one.ok)).toHaveLength(count);
    expect(read(text)).toHaveLength(count);
  });

  it('takes an empty document as one without a root', () => {
    expect(read('---\n---\na: 1\n').map((one) => one.ok && one.root === undefined)).toEqual([true, false]);
  });

  it('loses no other document to a bad one', () => {
    expect(codes('a: 1\n---\nb: [\n---\nc: 1\nc: 2\n---\nd: 1\n')).toEqual([
      'ok',
      'syntax',
      'duplicate-key',
      'ok',
    ]);
  });

  it.each([
    ['a: 1\na: 2', 'duplicate-key'],
    ['"a": 1\na: 2', 'duplicate-key'],
    ['on: 1\ntrue: 2', 'duplicate-key'],
    ['yes: 1\non: 2', 'duplicate-key'],
    ['{1: a, "1": b}', 'duplicate-key'],
    ['__proto__: {}', 'prototype-key'],
    ['a: "\u0000"', 'control-character'],
    ['a: b\u0085c', 'control-character'],
    ['a: b\u2028c', 'control-character'],
    ['a: b\rc: d', 'control-character'],
    ['a: !Ref x', 'unknown-tag'],
    ['a: !!binary aGk=', 'unknown-tag'],
    ['a: !!python/object x', 'unknown-tag'],
    ['%TAG ! tag:example.com,2000:\n---\na: 1', 'unknown-tag'],
    ['? [a]\n: b', 'ambiguous'],
    ['~: b', 'ambiguous'],
    ['--- a: 1', 'ambiguous'],
    ['--- {a: 1}', 'ambiguous'],
    ['a: *b', 'syntax'],
    ['a: &a [*a]', 'alias-bomb'],
    ['a: {{ .Values.x }}', 'template'],
    ['{{- if x }}\na: 1\n{{- end }}', 'template'],
    ['a: b: c', 'syntax'],
    ['a:\n\t- b', 'syntax'],
    ['a: "\\q"', 'syntax'],
    ['"<<": {a: 1}', 'merge-key'],
    ['b: &b {a: 1}\nc:\n  a: 2\n  <<: *b', 'merge-key'],
    ['<<: 1', 'merge-key'],
    ['<<: {a: 1}\nb: 1\n<<: {c: 1}', 'merge-key'],
  ])('refuses %j as %s', (text, code) => {
    expect(codes(text)).toEqual([code]);
  });

  it('refuses a document after "..." without "---", which a splitter at "---" does not see', () => {
    expect(codes('a: 1\n...\nb: 2\n')).toEqual(['ok', 'ambiguous']);
  });

  it('says where a document was refused', () => {
    const refused = read('a: 1\n---\nb: 1\nb: 2\n')[1];
    expect(refused).toMatchObject({ ok: false, code: 'duplicate-key', at: { line: 4, column: 1 } });
  });

  it('refuses bytes that are not UTF-8', () => {
    const file = readYaml(Uint8Array.of(0x61, 0x3a, 0x20, 0xff), { path: 'a.yaml' });
    expect(file.documents).toMatchObject([{ ok: false, code: 'utf8' }]);
  });

  it('accepts the core tags where they say what is there', () => {
    expect(
      plain(
        root('{a: !!str 1, b: !!int 2, c: !!float 3, d: !!map {}, e: !!seq [], f: !!bool true, g: !!null ~}'),
      ),
    ).toEqual({
      a: '1',
      b: 2,
      c: 3,
      d: {},
      e: [],
      f: true,
      g: null,
    });
    expect(codes('a: !!int "2"')).toEqual(['unknown-tag']);
  });

  it('lets the tags through that the caller understands', () => {
    const node = root('a: !reference [x, y]', { tags: ['!reference'] });
    expect(child(node, 'a')).toMatchObject({ kind: 'sequence', tag: '!reference' });
  });

  it('resolves aliases to the node of the anchor', () => {
    const node = root('a: &x {b: 1}\nc: *x\nd: [*x, *x]');
    expect(plain(node)).toEqual({ a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }, { b: 1 }] });
    expect(child(node, 'c')?.at.line).toBe(1);
  });

  it('takes an alias of a text as a key, but not as the merge key', () => {
    expect(plain(root('name: &app shop\nvalues:\n  *app :\n    x: 1'))).toEqual({
      name: 'shop',
      values: { shop: { x: 1 } },
    });
    expect(codes('a: &m <<\nb:\n  *m : {c: 1}')).toEqual(['ambiguous']);
    expect(codes('a: &list [x]\nb:\n  *list : 1')).toEqual(['ambiguous']);
  });

  it('merges shallowly, the earlier source and the later own key winning', () => {
    const text = 'x: &x {a: 1, b: {c: 1}}\ny: &y {a: 2, d: 2}\nz:\n  <<: [*x, *y]\n  b: 3\n';
    expect(plain(child(root(text), 'z'))).toEqual({ a: 1, b: 3, d: 2 });
  });

  it('leaves values out of short flow mappings as null', () => {
    expect(entriesOf(root('{a, b: 1}')).map((one) => [one.key.source, plain(one.value)])).toEqual([
      ['a', null],
      ['b', 1],
    ]);
  });
});

describe('budgets of reading YAML', () => {
  it('stops at the bytes, the depth, the documents and the aliases it is given', () => {
    expect(codes('a: 123456', { bytes: 5 })).toEqual(['bytes']);
    expect(codes('[[[1]]]', { depth: 2 })).toEqual(['depth']);
    expect(codes('[[1]]', { depth: 2 })).toEqual(['ok']);
    expect(codes('---\n---\n---\n', { documents: 2 })).toEqual(['documents']);
    expect(codes('a: &a 1\nb: [*a, *a]', { aliases: 1 })).toEqual(['alias-bomb']);
    expect(codes('a: &a [1]\nb: &b [*a]\nc: [*b]', { depth: 4 })).toEqual(['ok']);
    expect(codes('a: &a [1]\nb: &b [*a]\nc: [[*b]]', { depth: 4 })).toEqual(['depth']);
    expect(codes('- 1\n- 2\n- 3\n- 4', { tokens: 8 })).toEqual(['nodes']);
  });

  it('refuses the known bombs', () => {
    const laughs = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
    for (let n = 1; n < 10; n++)
      laughs.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(',')}]`,
      );
    expect(codes(laughs.join('\n'))).toEqual(['alias-bomb']);
    const merges = ['m0: &m0 {k0: 1}'];
    for (let n = 1; n < 900; n++) merges.push(`m${n}: &m${n}\n  <<: *m${n - 1}\n  k${n}: 1`);
    expect(codes(merges.join('\n'))).toEqual(['alias-bomb']);
    expect(codes('['.repeat(10_000))).toEqual(['depth']);
    expect(codes('- '.repeat(10_000))).toEqual(['depth']);
    expect(codes(Array.from({ length: 1000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'))).toEqual(['depth']);
    expect(codes('---\n'.repeat(100_000))).toEqual(['documents']);
    expect(codes(`[${','.repeat(900_000)}]`)).toEqual(['nodes']);
    expect(codes(`{${'a: '.repeat(300_000)}}`)).toEqual(['nodes']);
  });

  it('does not take brackets of a script for nesting', () => {
    expect(codes(`a: |\n${'  [{(\n'.repeat(100)}`)).toEqual(['ok']);
  });
});

describe('an allowance that files share', () => {
  const unusual = new TextEncoder().encode('a: &x 1\nb: *x\n');
  const everyday = new TextEncoder().encode('a: 1\nb: [x, y]\n');

  it('ends the reading of what needs the general parser, and says why', () => {
    const shared = { tokens: 30 };
    const read = (bytes: Uint8Array): string => {
      const [document] = readYaml(bytes, { path: 'a.yaml' }, { shared }).documents;
      if (document === undefined) return 'nothing';
      return document.ok ? 'read' : document.reason;
    };
    const results = Array.from({ length: 6 }, () => read(unusual));
    expect(results[0]).toBe('read');
    expect(results.at(-1)).toContain('the repository holds more');
    expect(read(everyday)).toBe('read');
  });
});
