import type { Location } from '../../model/location.ts';
import type { SourceText } from './source.ts';
import type {
  MappingEntry,
  MappingNode,
  ScalarNode,
  ScalarStyle,
  ScalarValue,
  SequenceNode,
  YamlNode,
} from './tree.ts';

/**
 * Nodes that remember offsets and compute their location when asked. `at` is a getter of the
 * class, so a spread (`{...node}`) loses it: make changed nodes with the `…Like` functions.
 */
export class SourceScalar implements ScalarNode {
  readonly kind = 'scalar' as const;
  declare readonly tag?: string;
  readonly value: ScalarValue;
  readonly source: string;
  readonly style: ScalarStyle;
  readonly #text: SourceText;
  readonly #start: number;
  readonly #end: number;

  constructor(
    value: ScalarValue,
    source: string,
    style: ScalarStyle,
    text: SourceText,
    start: number,
    end: number,
  ) {
    this.value = value;
    this.source = source;
    this.style = style;
    this.#text = text;
    this.#start = start;
    this.#end = end;
  }

  get at(): Location {
    return this.#text.locate(this.#start, this.#end);
  }
}

export class SourceMapping implements MappingNode {
  readonly kind = 'mapping' as const;
  declare readonly tag?: string;
  readonly entries: readonly MappingEntry[];
  readonly #text: SourceText;
  readonly #start: number;
  readonly #end: number;

  constructor(entries: readonly MappingEntry[], text: SourceText, start: number, end: number) {
    this.entries = entries;
    this.#text = text;
    this.#start = start;
    this.#end = end;
  }

  get at(): Location {
    return this.#text.locate(this.#start, this.#end);
  }
}

export class SourceSequence implements SequenceNode {
  readonly kind = 'sequence' as const;
  declare readonly tag?: string;
  readonly items: readonly YamlNode[];
  readonly #text: SourceText;
  readonly #start: number;
  readonly #end: number;

  constructor(items: readonly YamlNode[], text: SourceText, start: number, end: number) {
    this.items = items;
    this.#text = text;
    this.#start = start;
    this.#end = end;
  }

  get at(): Location {
    return this.#text.locate(this.#start, this.#end);
  }
}

/** Gives a node its explicit tag; only while the node is being made. */
export function tagged<N extends YamlNode>(node: N, tag: string): N {
  return Object.defineProperty(node, 'tag', { value: tag, enumerable: true });
}
