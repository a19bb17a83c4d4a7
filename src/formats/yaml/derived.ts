import type { Location } from '../../model/location.ts';
import type { MappingEntry, MappingNode, ScalarNode, SequenceNode, YamlNode } from './tree.ts';

/** Nodes made by a rendering: they are located where the node they stand for was written. */
class Derived {
  readonly #origin: YamlNode;

  constructor(origin: YamlNode) {
    // What is derived of what is derived lies where the first was written, however often that went on.
    this.#origin = origin instanceof Derived ? origin.#origin : origin;
  }

  get at(): Location {
    return this.#origin.at;
  }
}

class DerivedScalar extends Derived implements ScalarNode {
  readonly kind = 'scalar' as const;
  readonly style = 'double' as const;
  readonly value: string;
  readonly source: string;

  constructor(text: string, origin: YamlNode) {
    super(origin);
    this.value = text;
    this.source = text;
  }
}

class DerivedMapping extends Derived implements MappingNode {
  readonly kind = 'mapping' as const;
  readonly entries: readonly MappingEntry[];

  constructor(entries: readonly MappingEntry[], origin: YamlNode) {
    super(origin);
    this.entries = entries;
  }
}

class DerivedSequence extends Derived implements SequenceNode {
  readonly kind = 'sequence' as const;
  readonly items: readonly YamlNode[];

  constructor(items: readonly YamlNode[], origin: YamlNode) {
    super(origin);
    this.items = items;
  }
}

/** A string located where `origin` is. */
export function textLike(text: string, origin: YamlNode): ScalarNode {
  return new DerivedScalar(text, origin);
}

export function mappingLike(entries: readonly MappingEntry[], origin: YamlNode): MappingNode {
  return new DerivedMapping(entries, origin);
}

export function sequenceLike(items: readonly YamlNode[], origin: YamlNode): SequenceNode {
  return new DerivedSequence(items, origin);
}

/** The mapping with `key` set: in its place where it is there, else at the end. */
export function withEntry(mapping: MappingNode, key: string, value: YamlNode): MappingNode {
  const found = mapping.entries.some((candidate) => candidate.key.source === key);
  const entries = found
    ? mapping.entries.map((candidate) =>
        candidate.key.source === key ? { key: candidate.key, value } : candidate,
      )
    : [...mapping.entries, { key: textLike(key, value), value }];
  return mappingLike(entries, mapping);
}

/** The mapping without `key`; itself where it has none. */
export function withoutEntry(mapping: MappingNode, key: string): MappingNode {
  const entries = mapping.entries.filter((candidate) => candidate.key.source !== key);
  return entries.length === mapping.entries.length ? mapping : mappingLike(entries, mapping);
}
