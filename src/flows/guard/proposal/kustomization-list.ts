import { KUSTOMIZATION_NAMES } from '../../../formats/kustomize/file.ts';
import { directoryOf, joinPath } from '../../../formats/kustomize/paths.ts';
import { child, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import { withFields } from '../../../formats/yaml/edit.ts';
import { readYaml } from '../../../formats/yaml/read.ts';
import type { MappingNode } from '../../../formats/yaml/tree.ts';
import type { Files } from './files.ts';

interface List {
  readonly path: string;
  readonly text: string;
  readonly root: MappingNode;
  readonly names: readonly string[];
}

/** Names a new file among the resources of its folder; where no kustomization is there, everything in it is applied. */
export function listFile(files: Files, path: string): void {
  const list = listIn(files, directoryOf(path));
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (list === undefined || list.names.includes(name)) return;
  write(
    files,
    list,
    afterLast(list, name) ?? withFields(list.text, list.root, resources([...list.names, name])),
  );
}

/** Takes a file that is removed from the resources of its folder. */
export function unlistFile(files: Files, path: string): void {
  const list = listIn(files, directoryOf(path));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const at = list?.names.findIndex((one) => one === name || one === `./${name}`) ?? -1;
  if (list === undefined || at === -1) return;
  const item = itemsOf(child(list.root, 'resources'))[at];
  const lines = list.text.split('\n');
  const line = item === undefined ? '' : (lines[item.at.line - 1] ?? '');
  if (item !== undefined && /^\s*- \S+\s*(?:#.*)?$/.test(line) && list.names.length > 1) {
    lines.splice(item.at.line - 1, 1);
    write(files, list, lines.join('\n'));
  } else write(files, list, withFields(list.text, list.root, resources(list.names.toSpliced(at, 1))));
}

/** In the words of the list: a line of its own below the last. */
function afterLast({ text, root }: List, name: string): string | undefined {
  const last = itemsOf(child(root, 'resources')).at(-1);
  if (last === undefined) return undefined;
  const lines = text.split('\n');
  const [, indent] = /^(\s*)- \S+\s*(?:#.*)?$/.exec(lines[last.at.line - 1] ?? '') ?? [];
  if (indent === undefined) return undefined;
  lines.splice(last.at.line, 0, `${indent}- ${name}`);
  return lines.join('\n');
}

function resources(names: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map([['resources', names]]);
}

function write(files: Files, { path }: List, text: string | undefined): void {
  // Where it cannot be edited it stays, and the proof of the whole says that the file is not applied.
  if (text !== undefined) files.write(path, text);
}

function listIn(files: Files, folder: string): List | undefined {
  const path = KUSTOMIZATION_NAMES.map((name) => joinPath(folder, name)).find((one) => files.has(one));
  const text = path === undefined ? undefined : files.text(path);
  if (path === undefined || text === undefined) return undefined;
  const [document] = readYaml(new TextEncoder().encode(text), { path }).documents;
  if (!document?.ok || document.root?.kind !== 'mapping') return undefined;
  const names = itemsOf(child(document.root, 'resources')).map((one) => textOf(one) ?? '');
  return { path, text, root: document.root, names };
}
