import { describe, expect, it } from 'vitest';
import { boolOf, child, entriesOf, entry, isNull, itemsOf, numberOf, stringsOf, textOf } from './access.ts';
import { readYaml } from './read.ts';
import type { YamlNode } from './tree.ts';

function root(text: string): YamlNode | undefined {
  const [document] = readYaml(new TextEncoder().encode(text), { path: 'a.yaml' }).documents;
  return document?.ok ? document.root : undefined;
}

describe('looking into a tree', () => {
  it('follows a path of keys and ends where it ends', () => {
    const node = root('a: {b: {c: 1}}\nn: null');
    expect(textOf(child(node, 'a', 'b', 'c'))).toBe('1');
    expect(child(node, 'a', 'x', 'c')).toBeUndefined();
    expect(child(node, 'n', 'x')).toBeUndefined();
    expect(isNull(child(node, 'n'))).toBe(true);
    expect(entry(node, 'a')?.key.at.line).toBe(1);
    expect(entriesOf(node).map((one) => one.key.source)).toEqual(['a', 'n']);
    expect(entriesOf(child(node, 'n'))).toEqual([]);
  });

  it('gives a boolean only where no parser sees another', () => {
    const node = root('{a: true, b: False, c: yes, d: "true", e: 1, f: ~, g: []}');
    const values = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => boolOf(child(node, key)));
    expect(values).toEqual([
      true,
      false,
      'ambiguous',
      'ambiguous',
      'ambiguous',
      undefined,
      'ambiguous',
      undefined,
    ]);
  });

  it('gives a number only where no parser sees another', () => {
    const node = root('{a: 10, b: 0777, c: 1_000, d: "1", e: 0, f: 0.5, g: -07}');
    expect(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => numberOf(child(node, key)))).toEqual([
      10,
      undefined,
      undefined,
      undefined,
      0,
      0.5,
      undefined,
    ]);
  });

  it('lists the texts of a sequence and leaves out the rest', () => {
    const node = root('[a, 1, yes, null, [b]]');
    expect(stringsOf(node).map((one) => one.text)).toEqual(['a', '1', 'yes']);
    expect(itemsOf(node)).toHaveLength(5);
    expect(itemsOf(root('a: 1'))).toEqual([]);
  });
});
