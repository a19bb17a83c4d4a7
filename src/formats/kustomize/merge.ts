import { child, entry, isNull, textOf } from '../yaml/access.ts';
import { mappingLike, sequenceLike, withoutEntry } from '../yaml/derived.ts';
import type { MappingEntry, MappingNode, SequenceNode, YamlNode } from '../yaml/tree.ts';
import { Unrenderable } from './problem.ts';
import { type ListKeys, mergeKeysOf } from './schema.ts';

/**
 * Applies a strategic merge patch as kustomize does (kyaml `merge2`): mappings are merged, null
 * removes, `$patch` deletes or replaces; lists are replaced, except those that Kubernetes' schema
 * merges by a key, where what the patch brings comes first. `undefined`: the object is deleted.
 */
export function strategicMerge(
  target: MappingNode,
  patch: MappingNode,
  group: string,
  kind: string,
): MappingNode | undefined {
  const merged = mergeNode(target, patch, [], (path) => mergeKeysOf(group, kind, path));
  if (merged === undefined) return undefined;
  if (merged.kind !== 'mapping')
    throw new Unrenderable('the patch makes the object something else', patch.at);
  return merged;
}

type Path = readonly string[];
type Schema = (path: Path) => ListKeys | undefined;

function mergeNode(
  target: YamlNode | undefined,
  patch: YamlNode,
  path: Path,
  schema: Schema,
): YamlNode | undefined {
  if (isNull(patch)) return undefined;
  const present = isNull(target) ? undefined : target;
  if (present !== undefined && present.kind !== patch.kind) {
    throw new Unrenderable('the patch puts one type of value where another stands', patch.at);
  }
  if (patch.kind === 'scalar') return patch;
  if (patch.kind === 'mapping')
    return mergeMapping(present?.kind === 'mapping' ? present : undefined, patch, path, schema);
  return mergeSequence(present?.kind === 'sequence' ? present : undefined, patch, path, schema);
}

function mergeMapping(
  target: MappingNode | undefined,
  patch: MappingNode,
  path: Path,
  schema: Schema,
): YamlNode | undefined {
  const directive = directiveOf(patch);
  if (directive === 'delete') return undefined;
  const body = withoutEntry(patch, '$patch');
  const base = directive === 'replace' ? undefined : target;
  const entries: MappingEntry[] = [];
  const changes = new Map(body.entries.map((one) => [one.key.source, one]));
  const there = new Set((base?.entries ?? []).map((one) => one.key.source));
  for (const existing of base?.entries ?? []) {
    const change = changes.get(existing.key.source);
    const value =
      change === undefined
        ? existing.value
        : mergeNode(existing.value, change.value, [...path, existing.key.source], schema);
    if (value !== undefined) entries.push({ key: existing.key, value });
  }
  for (const added of body.entries) {
    if (added.key.source.startsWith('$')) {
      throw new Unrenderable(`the patch directive "${added.key.source}" is not supported`, added.key.at);
    }
    if (there.has(added.key.source)) continue;
    const value = mergeNode(undefined, added.value, [...path, added.key.source], schema);
    if (value !== undefined) entries.push({ key: added.key, value });
  }
  return mappingLike(entries, base ?? patch);
}

function mergeSequence(
  target: SequenceNode | undefined,
  patch: SequenceNode,
  path: Path,
  schema: Schema,
): YamlNode | undefined {
  const keys = schema(path);
  if (keys === undefined) return patch;
  const { items } = patch;
  const directive = items.find(
    (item) => item.kind === 'mapping' && item.entries.length === 1 && entry(item, '$patch') !== undefined,
  );
  if (directive !== undefined) {
    // kustomize v5.8 leaves the directive itself in the list; other versions do not.
    throw new Unrenderable(
      'a "$patch" for a whole list is rendered differently by different versions',
      directive.at,
    );
  }
  const old = target?.items ?? [];
  if (keys.length === 0) {
    const seen = new Set(items.map(textOf));
    return sequenceLike([...items, ...old.filter((item) => !seen.has(textOf(item)))], patch);
  }
  return mergeKeyed(old, items, keys, patch, path, schema);
}

function mergeKeyed(
  old: readonly YamlNode[],
  items: readonly YamlNode[],
  keys: ListKeys,
  patch: SequenceNode,
  path: Path,
  schema: Schema,
): YamlNode {
  const left = new Set(old);
  const indexes = new Map<string, Map<string, readonly YamlNode[]>>();
  const merged: YamlNode[] = [];
  for (const item of items) {
    // Of several keys only those count that the patch names, as in kyaml.
    const named = keys.filter((key) => textOf(child(item, key)) !== undefined);
    if (named.length === 0)
      throw new Unrenderable(`an item of the patched list has no "${keys[0]}"`, item.at);
    const index = indexes.get(named.join()) ?? Map.groupBy(old, (one) => keyText(one, named));
    indexes.set(named.join(), index);
    const found = index.get(keyText(item, named))?.find((one) => left.has(one));
    const value = mergeNode(found, item, path, schema);
    if (found !== undefined) left.delete(found);
    if (value !== undefined) merged.push(value);
  }
  return sequenceLike([...merged, ...left], patch);
}

function keyText(item: YamlNode, keys: readonly string[]): string {
  return JSON.stringify(keys.map((key) => textOf(child(item, key)) ?? null));
}

function directiveOf(patch: MappingNode): 'delete' | 'replace' | 'merge' | undefined {
  const directive = entry(patch, '$patch');
  if (directive === undefined) return undefined;
  const text = textOf(directive.value);
  if (text === 'delete' || text === 'replace' || text === 'merge') return text;
  throw new Unrenderable('the value of "$patch" is not delete, replace or merge', directive.value.at);
}
