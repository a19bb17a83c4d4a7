import type { RejectionCode } from './document.ts';
import { legacyKey } from './scalar.ts';
import type { MappingEntry, ScalarNode, YamlNode } from './tree.ts';

export interface Refusal {
  readonly code: RejectionCode;
  readonly reason: string;
}

/**
 * Collects the entries of one mapping. Merges follow Kubernetes' YAML reader: shallow, the earlier
 * of several sources wins, and a key of the mapping itself wins where it stands after the `<<`.
 * Where it stands before, that reader lets the merge win and newer ones do not: refused.
 */
export class MappingBuilder {
  readonly #own = new Map<string, MappingEntry>();
  readonly #merged = new Map<string, MappingEntry>();
  readonly #typed = new Set<string>();
  readonly #merges: 'merge' | 'plain';
  #hasMerge = false;

  /** `plain` takes `<<` as a key like any other, as JSON does. */
  constructor(merges: 'merge' | 'plain' = 'merge') {
    this.#merges = merges;
  }

  /** The number of entries a merge brought (0 for an ordinary key), or why the key is refused. */
  add(key: ScalarNode, value: YamlNode): number | Refusal {
    if (key.source === '<<' && this.#merges === 'merge') return this.#merge(key, value);
    if (key.source === '__proto__')
      return { code: 'prototype-key', reason: 'the key "__proto__" is refused' };
    const typed = key.style === 'plain' ? legacyKey(key.source, key.value) : key.source;
    if (this.#typed.has(typed)) {
      return {
        code: 'duplicate-key',
        reason: `the key "${key.source.slice(0, 80)}" is there twice, and parsers disagree about which one counts`,
      };
    }
    this.#typed.add(typed);
    this.#own.set(key.source, { key, value });
    this.#merged.delete(key.source);
    return 0;
  }

  entries(): readonly MappingEntry[] {
    return [...this.#merged.values(), ...this.#own.values()];
  }

  #merge(key: ScalarNode, value: YamlNode): number | Refusal {
    if (key.style !== 'plain') return refused('a quoted "<<" is a merge to some parsers and a key to others');
    if (this.#hasMerge) return refused('it has two merge keys');
    this.#hasMerge = true;
    const sources = value.kind === 'sequence' ? value.items : [value];
    let count = 0;
    for (const source of sources) {
      if (source.kind !== 'mapping') return refused('a merge key needs a mapping or a list of mappings');
      count += source.entries.length;
      for (const merged of source.entries) {
        const name = merged.key.source;
        if (this.#own.has(name)) {
          return refused(`the key "${name.slice(0, 80)}" stands before the merge that also brings it`);
        }
        if (!this.#merged.has(name)) this.#merged.set(name, merged);
      }
    }
    return count;
  }
}

function refused(reason: string): Refusal {
  return { code: 'merge-key', reason };
}
