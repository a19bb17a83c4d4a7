import type { Location } from '../../../model/location.ts';
import type { SourceTree } from '../../../model/tree.ts';
import type { Kustomization } from '../../kustomize/file.ts';
import { resolvePath } from '../../kustomize/paths.ts';
import { compileRegex } from '../../kustomize/regex.ts';
import { child, itemsOf, textOf } from '../../yaml/access.ts';
import { readYamlText } from '../../yaml/read.ts';
import { SourceText } from '../../yaml/source.ts';
import type { YamlNode } from '../../yaml/tree.ts';
import type { KubeObject } from '../object.ts';

type Identity = Pick<KubeObject, 'kind' | 'name'>;

/**
 * Where a kustomization may change the object in a way in which the removal of it, or of its subjects (`part`), counts:
 * it would fail for want of it, or add again what went. In doubt it may.
 */
export function patchOf(
  tree: SourceTree,
  kustomization: Kustomization,
  object: Identity,
  part: 'whole' | 'subjects',
): Location | undefined {
  const { body } = kustomization;
  const text = (node: YamlNode | undefined): string | undefined => fileText(tree, kustomization, node);
  const counts = (patch: string | undefined): boolean =>
    part === 'whole' || patch === undefined || patch.includes('subjects');
  const entries = ['patches', 'patchesJson6902'].flatMap((field) => itemsOf(child(body, field)));
  for (const entry of entries) {
    const patch = textOf(child(entry, 'patch')) ?? text(child(entry, 'path'));
    const target = child(entry, 'target');
    const hits = target === undefined ? names(patch, object) : selects(target, object);
    if (hits && counts(patch)) return entry.at;
  }
  for (const entry of itemsOf(child(body, 'patchesStrategicMerge'))) {
    const written = textOf(entry);
    const patch = written?.includes('\n') === true ? written : (text(entry) ?? written);
    if (names(patch, object) && counts(patch)) return entry.at;
  }
  for (const entry of ['replacements', 'vars'].flatMap((field) => itemsOf(child(body, field)))) {
    const path = child(entry, 'path');
    const said = path === undefined ? scalarsOf(entry).join('\n') : text(path);
    if (said === undefined || (said.includes(object.kind) && counts(said))) return entry.at;
  }
  return itemsOf(child(body, 'transformers'))[0]?.at;
}

/** Whether a merge patch is for the object; by its name as written, of which a kustomization may make a longer one. */
function names(patch: string | undefined, { kind, name = '' }: Identity): boolean {
  if (patch === undefined) return true;
  return readYamlText(new SourceText(patch, { path: '' })).documents.some((one) => {
    if (!one.ok) return true;
    const own = textOf(child(one.root, 'metadata', 'name'));
    return textOf(child(one.root, 'kind')) === kind && (own === undefined || own.includes(name));
  });
}

function selects(target: YamlNode, { kind, name = '' }: Identity): boolean {
  const fits = (field: string, value: string): boolean => {
    const pattern = textOf(child(target, field));
    if (pattern === undefined || pattern === '') return true;
    return compileRegex(pattern)?.matches(value) ?? true;
  };
  return fits('kind', kind) && (fits('name', name) || (textOf(child(target, 'name')) ?? '').includes(name));
}

function fileText(
  tree: SourceTree,
  { directory }: Kustomization,
  node: YamlNode | undefined,
): string | undefined {
  const resolved = resolvePath(directory, textOf(node) ?? '');
  const bytes = 'path' in resolved ? tree.read(resolved.path) : undefined;
  return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : undefined;
}

function scalarsOf(node: YamlNode): readonly string[] {
  if (node.kind === 'scalar') return [node.source];
  return node.kind === 'mapping'
    ? node.entries.flatMap(({ value }) => scalarsOf(value))
    : node.items.flatMap(scalarsOf);
}
