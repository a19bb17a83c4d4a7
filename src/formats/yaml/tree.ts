import type { Location } from '../../model/location.ts';

/** How a scalar was written. Only a `plain` one can be anything but a string. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A value as the YAML 1.2 core schema reads it; integers beyond 2^53 are exact. */
export type ScalarValue = string | number | bigint | boolean | null;

interface NodeBase {
  /** Computed when asked for. A node reached through an alias or a merge is located at its anchor. */
  readonly at: Location;
  /** An explicit tag as written, where the reader was told to let it pass. */
  readonly tag?: string;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** The content without quotes and escapes, before it was given a type: `0777` stays `0777`, `yes` stays `yes`. */
  readonly source: string;
  readonly style: ScalarStyle;
}

export interface MappingEntry {
  readonly key: ScalarNode;
  readonly value: YamlNode;
}

/** Keys are unique by their text; merge keys are already resolved. */
export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly entries: readonly MappingEntry[];
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

/** Nodes are never changed; an aliased node is the same object in several places. */
export type YamlNode = ScalarNode | MappingNode | SequenceNode;
