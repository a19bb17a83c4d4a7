import { fileLocation, type Location } from '../../model/location.ts';
import type { SourceTree } from '../../model/tree.ts';
import { child, isNull, itemsOf, textOf } from '../yaml/access.ts';
import type { YamlBudget } from '../yaml/document.ts';
import { readYaml } from '../yaml/read.ts';
import type { MappingNode, YamlNode } from '../yaml/tree.ts';
import { directoryOf, joinPath } from './paths.ts';

/** The names kustomize looks for; a directory may hold one of them. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

const FIELDS: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'openapi',
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'commonAnnotations',
  'patchesStrategicMerge',
  'patchesJson6902',
  'patches',
  'images',
  'imageTags',
  'replacements',
  'replicas',
  'vars',
  'sortOptions',
  'resources',
  'components',
  'crds',
  'bases',
  'configMapGenerator',
  'secretGenerator',
  'helmGlobals',
  'helmCharts',
  'helmChartInflationGenerator',
  'generatorOptions',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'buildMetadata',
]);

/** Fields that say what the file is, and nothing else (api/types/kustomization.go, CheckEmpty). */
const TYPE: readonly string[] = ['apiVersion', 'kind'];

/** Something a kustomization refers to, or an inline text, as written. */
export interface Reference {
  readonly text: string;
  readonly at: Location;
  readonly node?: YamlNode;
}

/** One kustomization: a file, or what Flux generates for a directory without one. */
export interface Kustomization {
  /** Of the file; for a generated one of the file that would be there. */
  readonly path: string;
  readonly directory: string;
  readonly component: boolean;
  readonly at: Location;
  /** `resources`, then `bases`. */
  readonly resources: readonly Reference[];
  /** The fields; a generated one has those of its overlay. */
  readonly body: MappingNode | undefined;
}

export type KustomizationRead =
  | { readonly ok: true; readonly kustomization: Kustomization }
  | { readonly ok: false; readonly reason: string; readonly at: Location };

/** The kustomization files directly in a directory. */
export function kustomizationPathsIn(tree: SourceTree, directory: string): readonly string[] {
  return KUSTOMIZATION_NAMES.map((name) => joinPath(directory, name)).filter((path) => tree.has(path));
}

/** Reads one kustomization file, as strictly as kustomize: an unknown field makes it unreadable. Parsed once a tree. */
export function readKustomization(
  tree: SourceTree,
  path: string,
  budget: Partial<YamlBudget> = {},
): KustomizationRead {
  const known = parsed.get(tree) ?? new Map<string, KustomizationRead>();
  parsed.set(tree, known);
  const read = known.get(path) ?? parseKustomization(tree, path, budget);
  known.set(path, read);
  return read;
}

const parsed = new WeakMap<SourceTree, Map<string, KustomizationRead>>();

function parseKustomization(tree: SourceTree, path: string, budget: Partial<YamlBudget>): KustomizationRead {
  const origin = {
    path,
    repository: tree.repository,
    ...(tree.commit === undefined ? {} : { commit: tree.commit }),
  };
  const at = fileLocation(origin);
  const bytes = tree.read(path);
  if (bytes === undefined) return { ok: false, reason: 'the kustomization file is not there', at };
  if ('unread' in bytes)
    return { ok: false, reason: `the kustomization file was not read: ${bytes.unread}`, at };
  const [first, second] = readYaml(bytes, origin, budget).documents;
  if (first === undefined) return { ok: false, reason: 'the kustomization file is empty', at };
  if (!first.ok)
    return { ok: false, reason: `the kustomization file cannot be read: ${first.reason}`, at: first.at };
  const { root } = first;
  if (second !== undefined || root?.kind !== 'mapping') {
    return { ok: false, reason: 'the kustomization file is not one mapping', at };
  }
  const foreign = root.entries.find(({ key }) => !FIELDS.has(key.source));
  if (foreign !== undefined) {
    return {
      ok: false,
      reason: `kustomize has no field "${foreign.key.source.slice(0, 80)}"`,
      at: foreign.key.at,
    };
  }
  if (root.entries.every(({ key, value }) => TYPE.includes(key.source) || isNull(value)))
    return { ok: false, reason: 'kustomize refuses a kustomization that is empty', at };
  const kind = textOf(child(root, 'kind')) ?? 'Kustomization';
  if (kind !== 'Kustomization' && kind !== 'Component') {
    return { ok: false, reason: 'the kind of the file is neither Kustomization nor Component', at };
  }
  const version = textOf(child(root, 'apiVersion'));
  const wanted = kind === 'Component' ? 'v1alpha1' : 'v1beta1';
  if (version !== undefined && version !== `kustomize.config.k8s.io/${wanted}`) {
    return { ok: false, reason: `kustomize refuses the apiVersion of the ${kind}`, at };
  }
  const resources = [...references(child(root, 'resources')), ...references(child(root, 'bases'))];
  const component = kind === 'Component';
  return {
    ok: true,
    kustomization: { path, directory: directoryOf(path), component, at, resources, body: root },
  };
}

/** The texts of a list of references. */
export function references(node: YamlNode | undefined): readonly Reference[] {
  return itemsOf(node).map((item) => ({ text: textOf(item) ?? '', at: item.at, node: item }));
}
