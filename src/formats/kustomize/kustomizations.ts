import type { SourceTree } from '../../model/tree.ts';
import { child, itemsOf, textOf } from '../yaml/access.ts';
import type { YamlBudget } from '../yaml/document.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { KUSTOMIZATION_NAMES, type Kustomization, readKustomization } from './file.ts';
import { directoryOf, resolvePath } from './paths.ts';

export interface Kustomizations {
  /** Paths of all kustomization files. */
  readonly files: readonly string[];
  /**
   * Directories with a kustomization that no other one refers to, Components left out; an unreadable file is one.
   * Of those that refer only to each other the first is one, so that nothing hides in a circle.
   */
  readonly roots: readonly string[];
  /** Files that some kustomization names as a resource, patch or other input; directories are not expanded. */
  readonly referenced: ReadonlySet<string>;
}

const RESOURCES = ['resources', 'bases', 'components'];
const INPUTS = [
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
];

/** All kustomization files of a tree, and which of them stand on their own. */
export function kustomizationsOf(tree: SourceTree, budget: Partial<YamlBudget> = {}): Kustomizations {
  const names: ReadonlySet<string> = new Set(KUSTOMIZATION_NAMES);
  const files = tree.entries
    .map((one) => one.path)
    .filter((path) => names.has(path.slice(path.lastIndexOf('/') + 1)));
  const directories = new Set(files.map(directoryOf));
  const referenced = new Set<string>();
  const uses = new Map<string, readonly string[]>();
  const components = new Set<string>();
  for (const path of files) {
    const read = readKustomization(tree, path, budget);
    if (!read.ok) continue;
    if (read.kustomization.component) components.add(directoryOf(path));
    const targets = [...resourcesOf(read.kustomization), ...inputsOf(read.kustomization)];
    for (const target of targets) if (tree.has(target)) referenced.add(target);
    const here = directoryOf(path);
    uses.set(
      here,
      targets.filter((target) => !tree.has(target) && directories.has(target) && target !== here),
    );
  }
  const used = new Set([...uses.values()].flat());
  const applied = [...directories].filter((directory) => !components.has(directory));
  const roots = applied.filter((directory) => !used.has(directory));
  const reached = new Set<string>();
  for (const root of roots) reach(root, uses, reached);
  for (const directory of applied) {
    if (reached.has(directory)) continue;
    roots.push(directory);
    reach(directory, uses, reached);
  }
  return { files, roots, referenced };
}

function reach(from: string, uses: ReadonlyMap<string, readonly string[]>, reached: Set<string>): void {
  const open = [from];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (reached.has(one)) continue;
    reached.add(one);
    open.push(...(uses.get(one) ?? []));
  }
}

/** Paths of the files and directories of which a kustomization is made up. */
export function resourcesOf(kustomization: Kustomization): readonly string[] {
  const nodes = RESOURCES.flatMap((field) => itemsOf(child(kustomization.body, field)));
  return resolved(
    kustomization,
    nodes.map((node) => textOf(node) ?? ''),
  );
}

/** Paths of what else a kustomization reads: patches, inputs of generators, settings. */
export function inputsOf(kustomization: Kustomization): readonly string[] {
  const { body } = kustomization;
  const nodes: YamlNode[] = INPUTS.flatMap((field) => itemsOf(child(body, field)));
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
  return resolved(kustomization, texts);
}

function resolved({ directory }: Kustomization, texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => {
    const one = resolvePath(directory, text);
    return 'path' in one ? [one.path] : [];
  });
}
