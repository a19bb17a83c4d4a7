import { child, entriesOf, itemsOf } from '../formats/yaml/access.ts';
import type { YamlNode } from '../formats/yaml/tree.ts';
import type { Location } from '../model/location.ts';

/** A node as plain data; what no JSON can hold (a big integer) stays text. */
export function plain(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'bigint' ? node.source : node.value;
    case 'sequence':
      return itemsOf(node).map(plain);
    case 'mapping':
      return Object.fromEntries(entriesOf(node).map((entry) => [entry.key.source, plain(entry.value)]));
  }
}

/** The place of the node that a path of keys and indices leads to, or of the last one on the way that is there. */
export function placeOf(root: YamlNode, path: readonly PropertyKey[]): Location {
  let current = root;
  for (const step of path) {
    const next = typeof step === 'number' ? itemsOf(current)[step] : child(current, String(step));
    if (next === undefined) break;
    current = next;
  }
  return current.at;
}
