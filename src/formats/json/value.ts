import { fileLocation, type Location, type Origin } from '../../model/location.ts';
import type { YamlFile } from '../yaml/document.ts';
import { Rejection } from '../yaml/rejection.ts';
import { SourceText } from '../yaml/source.ts';
import type { MappingEntry, ScalarNode, ScalarValue, YamlNode } from '../yaml/tree.ts';
import { DEFAULT_JSON_BUDGET, type JsonBudget } from './read.ts';
import { numeric } from './scanner.ts';

/**
 * What `readJson` reads of the text that `JSON.stringify` makes of a value, without making it; everything is at the
 * beginning of the file. `bytes` bounds the characters of all texts together.
 */
export function readValue(value: unknown, origin: Origin, budget: Partial<JsonBudget> = {}): YamlFile {
  const source = new SourceText('', origin);
  const at = fileLocation(origin);
  try {
    const root = new ValueReader(at, { ...DEFAULT_JSON_BUDGET, ...budget }).node(value, 1);
    return { source, documents: [{ ok: true, index: 0, root }] };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const { code, message } = error;
    return { source, documents: [{ ok: false, index: 0, code, reason: message, at }] };
  }
}

class ValueReader {
  readonly #at: Location;
  readonly #depth: number;
  #nodes: number;
  #characters: number;

  constructor(at: Location, { depth, nodes, bytes }: JsonBudget) {
    this.#at = at;
    this.#depth = depth;
    this.#nodes = nodes;
    this.#characters = bytes;
  }

  node(value: unknown, depth: number): YamlNode {
    if (--this.#nodes < 0) throw new Rejection('nodes', 'the file holds more than is read at once', 0);
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return Number.isFinite(value) ? this.#plain(numeric(JSON.stringify(value))) : this.#plain(null);
      case 'boolean':
        return this.#plain(value);
      case 'object':
        if (value === null) return this.#plain(null);
        if (depth > this.#depth)
          throw new Rejection('depth', `it is nested more than ${this.#depth} levels deep`, 0);
        return Array.isArray(value) ? this.#list(value, depth) : this.#mapping(value, depth);
      default:
        throw new Rejection('syntax', 'it is no value of JSON', 0);
    }
  }

  #list(values: readonly unknown[], depth: number): YamlNode {
    const items = values.map((one) => this.node(one === undefined ? null : one, depth + 1));
    return { kind: 'sequence', items, at: this.#at };
  }

  #mapping(value: object, depth: number): YamlNode {
    const entries: MappingEntry[] = [];
    for (const [key, one] of Object.entries(value)) {
      if (one === undefined) continue;
      entries.push({ key: this.#text(key), value: this.node(one, depth + 1) });
      if (key === '__proto__') throw new Rejection('prototype-key', 'the key "__proto__" is refused', 0);
    }
    return { kind: 'mapping', entries, at: this.#at };
  }

  #text(text: string): ScalarNode {
    this.#characters -= text.length;
    if (this.#characters < 0) throw new Rejection('bytes', 'its texts are longer than is read', 0);
    if (!text.isWellFormed()) throw new Rejection('ambiguous', 'a string holds half a character', 0);
    return { kind: 'scalar', value: text, source: text, style: 'double', at: this.#at };
  }

  #plain(value: Exclude<ScalarValue, string>): ScalarNode {
    const source = typeof value === 'number' ? JSON.stringify(value) : String(value);
    return { kind: 'scalar', value, source, style: 'plain', at: this.#at };
  }
}
