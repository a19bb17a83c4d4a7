import type { SourceTree } from '../../model/tree.ts';
import { child, itemsOf, textOf } from '../yaml/access.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { KUSTOMIZATION_NAMES, type Kustomization, readKustomization } from './file.ts';
import { directoryOf, resolvePath } from './paths.ts';

export interface Kustomizations {
  /** Paths of all kustomization files. */
  readonly files: readonly string[];
  /** Directories with a kustomization that no other one refers to, Components left out; an unreadable file is one. */
  readonly roots: readonly string[];
  /** Files that some kustomization names as a resource, patch or other input; directories are not expanded. */
  readonly referenced: ReadonlySet<string>;
}

const REFERRING = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
];

/** All kustomization files of a tree, and which of them stand on their own. */
export function kustomizationsOf(tree: SourceTree): Kustomizations {
  const names: ReadonlySet<string> = new Set(KUSTOMIZATION_NAMES);
  const files = tree.entries
    .map((one) => one.path)
    .filter((path) => names.has(path.slice(path.lastIndexOf('/') + 1)));
  const directories = new Set(files.map(directoryOf));
  const referenced = new Set<string>();
  const used = new Set<string>();
  const components = new Set<string>();
  for (const path of files) {
    const read = readKustomization(tree, path);
    if (!read.ok) continue;
    if (read.kustomization.component) components.add(directoryOf(path));
    for (const target of targetsOf(read.kustomization)) {
      if (tree.has(target)) referenced.add(target);
      else if (directories.has(target) && target !== directoryOf(path)) used.add(target);
    }
  }
  const roots = [...directories].filter((directory) => !used.has(directory) && !components.has(directory));
  return { files, roots, referenced };
}

function targetsOf(kustomization: Kustomization): readonly string[] {
  const { body } = kustomization;
  const nodes: YamlNode[] = REFERRING.flatMap((field) => itemsOf(child(body, field)));
  for (const field of ['patches', 'patchesJson6902', 'replacements']) {
    for (const entry of itemsOf(child(body, field))) {
      const path = child(entry, 'path');
      if (path !== undefined) nodes.push(path);
    }
  }
  const texts = nodes.map((node) => textOf(node) ?? '');
  for (const field of ['configMapGenerator', 'secretGenerator']) {
    for (const entry of itemsOf(child(body, field))) {
      for (const input of [...itemsOf(child(entry, 'files')), ...itemsOf(child(entry, 'envs'))]) {
        texts.push((textOf(input) ?? '').replace(/^[^=]*=/, ''));
      }
    }
  }
  return texts.flatMap((text) => {
    const resolved = resolvePath(kustomization.directory, text);
    return 'path' in resolved ? [resolved.path] : [];
  });
}
