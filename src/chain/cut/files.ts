import { child, itemsOf, textOf } from '../../formats/yaml/access.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import { withoutChild } from '../../formats/yaml/take-out.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { ScanInput } from '../read/input.ts';

/** New texts of files by path; `undefined` where there is no such file any more. */
type Changed = ReadonlyMap<string, string | undefined>;

/** The text of a file; `undefined` where it was not read. */
export function textIn(input: ScanInput, repository: string, path: string): string | undefined {
  const bytes = treeOf(input, repository)?.read(path);
  return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : undefined;
}

export function treeOf(input: ScanInput, repository: string): SourceTree | undefined {
  return input.repositories.find((one) => one.name === repository)?.tree;
}

/** The roots of a file's documents, as far as they can be read. */
export function rootsOf(text: string, path: string): readonly YamlNode[] {
  return readYaml(new TextEncoder().encode(text), { path }).documents.flatMap((document) =>
    document.ok && document.root !== undefined ? [document.root] : [],
  );
}

export function withFile(input: ScanInput, repository: string, path: string, text: string): ScanInput {
  return withFiles(input, repository, new Map([[path, text]]));
}

/** Without the file, and without the lines by which kustomizations name it. `undefined` where such a line cannot be taken out. */
export function withoutFile(input: ScanInput, repository: string, path: string): ScanInput | undefined {
  const tree = treeOf(input, repository);
  if (tree === undefined) return undefined;
  const changed = new Map<string, string | undefined>([[path, undefined]]);
  for (const entry of tree.entries) {
    if (!/(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(entry.path)) continue;
    const text = textIn(input, repository, entry.path);
    if (text === undefined || !text.includes(lastOf(path))) continue;
    const without = withoutMention(text, entry.path, path);
    if (without === undefined) return undefined;
    if (without !== text) changed.set(entry.path, without);
  }
  return withFiles(input, repository, changed);
}

function withoutMention(text: string, kustomization: string, path: string): string | undefined {
  const folder = kustomization.split('/').slice(0, -1);
  const [root] = rootsOf(text, kustomization);
  for (const field of ['resources', 'components', 'bases']) {
    const list = child(root, field);
    const index = itemsOf(list).findIndex((item) => resolved(folder, textOf(item) ?? '') === path);
    if (list !== undefined && index !== -1) return withoutChild(text, list, index);
  }
  return text;
}

function resolved(folder: readonly string[], relative: string): string {
  const parts = [...folder];
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withFiles(input: ScanInput, repository: string, changed: Changed): ScanInput {
  return {
    ...input,
    repositories: input.repositories.map((one) =>
      one.name === repository ? { ...one, tree: overlaid(one.tree, changed) } : one,
    ),
  };
}

function overlaid(tree: SourceTree, changed: Changed): SourceTree {
  const gone = (path: string): boolean => changed.has(path) && changed.get(path) === undefined;
  const bytes = new Map(
    [...changed].flatMap(([path, text]) =>
      text === undefined ? [] : [[path, new TextEncoder().encode(text)] as const],
    ),
  );
  return {
    ...tree,
    entries: tree.entries.filter(({ path }) => !gone(path)),
    has: (path) => !gone(path) && tree.has(path),
    read: (path) => (gone(path) ? undefined : (bytes.get(path) ?? tree.read(path))),
  };
}
