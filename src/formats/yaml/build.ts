import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { YamlBudget } from './document.ts';
import { MappingBuilder } from './mapping.ts';
import { SourceMapping, SourceScalar, SourceSequence, tagged } from './nodes.ts';
import { Rejection } from './rejection.ts';
import { resolvePlain } from './scalar.ts';
import type { SourceText } from './source.ts';
import type { MappingNode, ScalarNode, ScalarStyle, YamlNode } from './tree.ts';

interface Anchored {
  readonly node: YamlNode;
  /** Nodes in it, expanded. */
  readonly size: number;
  /** Levels of collections in it, expanded. */
  readonly height: number;
}

const CORE = 'tag:yaml.org,2002:';

/** Makes our nodes of one composed document: resolves types, aliases and merges within the budget. */
export class TreeBuilder {
  readonly #text: SourceText;
  readonly #offset: number;
  readonly #budget: YamlBudget;
  readonly #anchors = new Map<string, Anchored | 'open'>();
  #aliases = 0;
  /** Nodes made so far as if every alias were written out. */
  #size = 0;
  /** Nodes that aliases and merges added. */
  #expanded = 0;
  #deepest = 0;

  constructor(text: SourceText, offset: number, budget: YamlBudget) {
    this.#text = text;
    this.#offset = offset;
    this.#budget = budget;
  }

  build(node: Node, depth: number): YamlNode {
    if (isAlias(node)) return this.#alias(node.source, node, depth);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor === undefined) return this.#plain(node, depth);
    this.#anchors.set(anchor, 'open');
    const [size, deepest] = [this.#size, this.#deepest];
    this.#deepest = depth - 1;
    const built = this.#plain(node, depth);
    this.#anchors.set(anchor, { node: built, size: this.#size - size, height: this.#deepest - depth + 1 });
    this.#deepest = Math.max(deepest, this.#deepest);
    return built;
  }

  #plain(node: Node, depth: number): YamlNode {
    this.#size++;
    if (isScalar(node)) return this.#scalar(node);
    if (depth > this.#deepest) this.#deepest = depth;
    if (isMap(node)) return this.#mapping(node, depth);
    if (isSeq(node)) return this.#sequence(node, depth);
    throw this.#reject('syntax', 'it holds something that is no value', node);
  }

  #alias(name: string, node: Node, depth: number): YamlNode {
    const target = this.#anchors.get(name);
    if (target === 'open') throw this.#reject('alias-bomb', `the anchor "${name}" contains itself`, node);
    if (target === undefined)
      throw this.#reject('syntax', `there is no anchor "${name}" before its alias`, node);
    if (++this.#aliases > this.#budget.aliases) {
      throw this.#reject('alias-bomb', `it has more than ${this.#budget.aliases} aliases`, node);
    }
    const deepest = depth - 1 + target.height;
    if (deepest > this.#budget.depth) {
      throw this.#reject(
        'depth',
        `with its aliases it is nested more than ${this.#budget.depth} levels deep`,
        node,
      );
    }
    this.#size += target.size;
    this.#deepest = Math.max(this.#deepest, deepest);
    this.#expand(target.size, node);
    return target.node;
  }

  #expand(nodes: number, node: Node): void {
    this.#expanded += nodes;
    if (this.#expanded > this.#budget.expandedNodes) {
      throw this.#reject('alias-bomb', 'its aliases expand to more than can be read safely', node);
    }
  }

  #scalar(node: Scalar): ScalarNode {
    const style = styleOf(node);
    const source = node.source ?? '';
    const [start, end] = this.#range(node);
    const value = style === 'plain' ? resolvePlain(source) : source;
    const make = (typed: typeof value): SourceScalar =>
      new SourceScalar(typed, source, style, this.#text, start, end);
    if (node.tag === undefined) return make(value);
    if (node.tag === `${CORE}str`) return make(source);
    if (node.tag === `${CORE}${typeName(value)}` && style === 'plain') return make(value);
    if (node.tag === `${CORE}float` && typeof value === 'number') return make(value);
    return tagged(make(source), this.#localTag(node.tag, node));
  }

  #sequence(node: YAMLSeq, depth: number): YamlNode {
    const items: YamlNode[] = [];
    for (const item of node.items) items.push(this.build(item as Node, depth + 1));
    const [start, end] = this.#range(node);
    const built = new SourceSequence(items, this.#text, start, end);
    return node.tag === undefined || node.tag === `${CORE}seq`
      ? built
      : tagged(built, this.#localTag(node.tag, node));
  }

  #mapping(node: YAMLMap, depth: number): MappingNode {
    const mapping = new MappingBuilder();
    for (const pair of node.items as readonly Pair<Node, Node | null>[]) {
      const key = this.#key(pair.key, depth);
      const value =
        pair.value === null
          ? this.#missing(pair.key)
          : this.build(pair.value, isMerge(key) ? depth : depth + 1);
      const merged = mapping.add(key, value);
      if (typeof merged !== 'number') throw this.#reject(merged.code, merged.reason, pair.key);
      this.#size += merged;
      this.#expand(merged, pair.key);
    }
    const [start, end] = this.#range(node);
    const built = new SourceMapping(mapping.entries(), this.#text, start, end);
    return node.tag === undefined || node.tag === `${CORE}map`
      ? built
      : tagged(built, this.#localTag(node.tag, node));
  }

  #key(node: Node, depth: number): ScalarNode {
    const alias = isAlias(node);
    if (!isScalar(node) && !alias) throw this.#reject('ambiguous', 'a key is not a plain text', node);
    const key = this.build(node, depth + 1);
    // Parsers do not agree whether an alias can stand for the merge key.
    const merge = alias && key.kind === 'scalar' && key.source === '<<';
    if (key.kind !== 'scalar' || key.value === null || key.tag !== undefined || merge) {
      throw this.#reject('ambiguous', 'a key is not a plain text', node);
    }
    return key;
  }

  /** `{a, b}` and `? a` leave the value out. */
  #missing(key: Node): ScalarNode {
    const [, end] = this.#range(key);
    return new SourceScalar(null, '', 'plain', this.#text, end, end);
  }

  #localTag(tag: string, node: Node): string {
    if (this.#budget.tags.includes(tag)) return tag;
    throw this.#reject('unknown-tag', `the tag "${tag.slice(0, 80)}" is not known`, node);
  }

  #range(node: Node): readonly [number, number] {
    const [start, end] = node.range ?? [0, 0];
    return [this.#offset + start, this.#offset + end];
  }

  #reject(code: ConstructorParameters<typeof Rejection>[0], reason: string, node: Node): Rejection {
    return new Rejection(code, reason, ...this.#range(node));
  }
}

/** What is merged lies on the level of the mapping it is merged into. */
function isMerge(key: ScalarNode): boolean {
  return key.source === '<<';
}

function styleOf(node: Scalar): ScalarStyle {
  switch (node.type) {
    case 'QUOTE_DOUBLE':
      return 'double';
    case 'QUOTE_SINGLE':
      return 'single';
    case 'BLOCK_LITERAL':
      return 'literal';
    case 'BLOCK_FOLDED':
      return 'folded';
    default:
      return 'plain';
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return 'str';
}
