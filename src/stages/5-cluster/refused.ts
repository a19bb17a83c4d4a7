import { child, entriesOf, isNull, textOf } from '../../formats/yaml/access.ts';
import type { ScalarNode, YamlNode } from '../../formats/yaml/tree.ts';
import type { Location } from '../../model/location.ts';

/** Thrown inside the readers where the API server would refuse an object; becomes an unknown of the cluster. */
export class Refused extends Error {
  readonly at: Location;

  constructor(reason: string, at: Location) {
    super(reason);
    this.at = at;
  }
}

/** A field that holds text. Absent and null are the empty text, as for a decoder of Go. */
export function text(node: YamlNode, key: string): string {
  const value = child(node, key);
  if (value === undefined || isNull(value)) return '';
  if (!isText(value)) throw new Refused(`${key} is no text`, value.at);
  return value.source;
}

/** A field that holds a list of texts; absent and null are empty. */
export function texts(node: YamlNode, key: string): readonly string[] {
  return list(node, key).map((item) => {
    if (isNull(item)) return '';
    if (!isText(item)) throw new Refused(`an item of ${key} is no text`, item.at);
    return item.source;
  });
}

/** A field that holds a list; absent and null are empty. */
export function list(node: YamlNode, key: string): readonly YamlNode[] {
  const value = child(node, key);
  if (value === undefined || isNull(value)) return [];
  if (value.kind !== 'sequence') throw new Refused(`${key} is no list`, value.at);
  return value.items;
}

/** Throws for anything but a mapping. */
export function mapping(node: YamlNode, what: string): void {
  if (node.kind !== 'mapping') throw new Refused(`${what} is no mapping`, node.at);
}

/** Labels or annotations of an object. */
export function stringMap(
  root: YamlNode,
  key: 'labels' | 'annotations' | 'matchLabels',
): Readonly<Record<string, string>> {
  const at = key === 'matchLabels' ? child(root, key) : child(root, 'metadata', key);
  return Object.fromEntries(entriesOf(at).map((one) => [one.key.source, textOf(one.value) ?? '']));
}

function isText(node: YamlNode): node is ScalarNode {
  return node.kind === 'scalar' && typeof node.value === 'string';
}
