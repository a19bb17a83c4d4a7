import type { MappingEntry, ScalarNode, YamlNode } from './tree.ts';

/** The entry of a mapping, key and value; `undefined` for any other node. */
export function entry(node: YamlNode | undefined, key: string): MappingEntry | undefined {
  if (node?.kind !== 'mapping') return undefined;
  for (const candidate of node.entries) if (candidate.key.source === key) return candidate;
  return undefined;
}

/** The node under a path of mapping keys; `undefined` where the path ends early. A written `null` is a node. */
export function child(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  let current = node;
  for (const key of path) {
    current = entry(current, key)?.value;
    if (current === undefined) return undefined;
  }
  return current;
}

export function isNull(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === null;
}

/** A scalar's text as written, numbers and words such as `yes` included; `undefined` for null and for other nodes. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node.source : undefined;
}

/** A value that is a string, and nothing else that has a text. */
export function stringOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/**
 * A boolean that every parser reads alike; `undefined` where there is nothing (or null);
 * `ambiguous` for anything else: `yes`, `on`, `"true"`, a number, a mapping.
 */
export function boolOf(node: YamlNode | undefined): boolean | 'ambiguous' | undefined {
  if (node === undefined || isNull(node)) return undefined;
  return node.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : 'ambiguous';
}

/** A number that every parser reads alike; `undefined` for anything else, `0777` and `1_000` included. */
export function numberOf(node: YamlNode | undefined): number | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'number') return undefined;
  return /^[-+]?0[0-9]/.test(node.source) ? undefined : node.value;
}

/** Items of a sequence; none for any other node. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'sequence' ? node.items : [];
}

/** Entries of a mapping; none for any other node. */
export function entriesOf(node: YamlNode | undefined): readonly MappingEntry[] {
  return node?.kind === 'mapping' ? node.entries : [];
}

/** A scalar together with its text. */
export interface TextNode {
  readonly text: string;
  readonly node: ScalarNode;
}

/** The items of a sequence that have a text; anything else in it is left out (compare the lengths to notice). */
export function stringsOf(node: YamlNode | undefined): readonly TextNode[] {
  const texts: TextNode[] = [];
  for (const item of itemsOf(node)) {
    const text = textOf(item);
    if (text !== undefined && item.kind === 'scalar') texts.push({ text, node: item });
  }
  return texts;
}
