import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { child, textOf } from '../yaml/access.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { type JsonBudget, readJson } from './read.ts';

function read(
  text: string,
  budget: Partial<JsonBudget> = {},
): ReturnType<typeof readJson>['documents'][number] | undefined {
  return readJson(new TextEncoder().encode(text), { path: 'a.json' }, budget).documents[0];
}

function plain(node: YamlNode | undefined): unknown {
  if (node?.kind === 'scalar') return typeof node.value === 'bigint' ? Number(node.value) : node.value;
  if (node?.kind === 'sequence') return node.items.map(plain);
  return Object.fromEntries((node?.entries ?? []).map((one) => [one.key.source, plain(one.value)]));
}

describe('reading JSON', () => {
  it('reads what JSON.parse reads, to the same value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false, maxDepth: 5 }),
        fc.integer({ min: 0, max: 3 }),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          fc.pre(!text.includes('__proto__'));
          const document = read(text);
          expect(document?.ok && JSON.stringify(plain(document.root))).toBe(JSON.stringify(JSON.parse(text)));
        },
      ),
    );
  });

  it('keeps big numbers and locates values', () => {
    const document = read('{\n  "id": 12345678901234567890,\n  "<<": {"a": 1.50}\n}');
    const root = document?.ok ? document.root : undefined;
    expect(child(root, 'id')).toMatchObject({ value: 12345678901234567890n });
    expect(textOf(child(root, '<<', 'a'))).toBe('1.50');
    expect(child(root, 'id')?.at).toEqual({ path: 'a.json', line: 2, column: 9, endLine: 2, endColumn: 29 });
  });

  it('reads a string that is escapes and nothing else, however long it is', () => {
    for (const part of ['\u0001', '"', '\\', '\\"']) {
      const document = read(JSON.stringify(part.repeat(1_400_000)));
      expect(document?.ok && textOf(document.root)?.length).toBe(1_400_000 * part.length);
    }
    expect(read(`"${'\\"'.repeat(1_000)}`)).toMatchObject({ ok: false, code: 'syntax' });
  });

  it.each([
    ['{"a": 1, "a": 2}', 'duplicate-key'],
    ['{"a": 1, "\\u0061": 2}', 'duplicate-key'],
    ['{"__proto__": 1}', 'prototype-key'],
    ['{"a": 1,}', 'syntax'],
    ['[1 2]', 'syntax'],
    ['01', 'syntax'],
    ['"\\ud800"', 'ambiguous'],
    ['"\t"', 'syntax'],
    ['{} {}', 'syntax'],
    ['', 'syntax'],
    ["{'a': 1}", 'syntax'],
    ['// x\n1', 'syntax'],
    ['NaN', 'syntax'],
    ['[', 'syntax'],
    ['['.repeat(65), 'depth'],
  ])('refuses %j as %s', (text, code) => {
    expect(read(text)).toMatchObject({ ok: false, code });
  });

  it('stops at its budgets', () => {
    expect(read('[1,2,3]', { nodes: 3 })).toMatchObject({ ok: false, code: 'nodes' });
    expect(read('[1,2,3]', { bytes: 3 })).toMatchObject({ ok: false, code: 'bytes' });
    expect(readJson(Uint8Array.of(34, 255, 34), { path: 'a.json' }).documents[0]).toMatchObject({
      ok: false,
      code: 'utf8',
    });
    expect(read(`"${'a'.repeat(5_000_000)}"`)).toMatchObject({ ok: true });
  });
});
