import { fileLocation, type Location, type Origin } from '../../model/location.ts';
import type { SourceTree } from '../../model/tree.ts';
import { readObjects } from '../kubernetes/objects.ts';
import type { YamlBudget } from '../yaml/document.ts';
import { mayContain } from '../yaml/prefilter.ts';
import { readYaml } from '../yaml/read.ts';
import { type Kustomization, kustomizationPathsIn, readKustomization } from './file.ts';
import { directoryOf } from './paths.ts';
import { referencedKinds } from './references.ts';
import type { Unrendered } from './rendered.ts';
import type { Resource } from './resource.ts';

export interface Loaded {
  readonly resources: readonly Resource[];
  readonly unknown: readonly Unrendered[];
}

export type LoadedKustomization =
  | { readonly ok: true; readonly kustomization: Kustomization; readonly consumed: readonly string[] }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly at: Location;
      readonly consumed: readonly string[];
    };

/** Words in a kustomization that can change the names of objects. */
const RENAMING = [
  'namePrefix',
  'nameSuffix',
  'allowNameChange',
  'metadata',
  'configMapGenerator',
  'secretGenerator',
];
const NAMES_ONLY: ReadonlySet<string> = new Set(['ConfigMap', 'Secret', 'PersistentVolume']);

/** Reads each file of a tree once, and of the manifests only what is kept. */
export class Loader {
  readonly tree: SourceTree;
  /** Kinds asked for. */
  readonly interest: ReadonlySet<string>;
  /** Those, and the kinds they refer to by name. */
  readonly kept: ReadonlySet<string>;
  readonly #files = new Map<string, Loaded>();
  readonly #kustomizations = new Map<string, LoadedKustomization>();
  readonly #links: readonly string[];
  readonly #budget: Partial<YamlBudget>;

  constructor(tree: SourceTree, kinds: readonly string[], budget: Partial<YamlBudget> = {}) {
    this.tree = tree;
    this.#budget = budget;
    this.interest = new Set(kinds);
    this.#links = tree.entries
      .filter((entry) => entry.kind === 'symlink' || entry.kind === 'gitlink')
      .map((entry) => entry.path);
    const names = renames(tree);
    const referenced = [...referencedKinds(kinds)].filter((kind) => names || !NAMES_ONLY.has(kind));
    this.kept = new Set([...kinds, ...referenced]);
  }

  originOf(path: string): Origin {
    const { repository, commit } = this.tree;
    return { path, repository, ...(commit === undefined ? {} : { commit }) };
  }

  /** The objects kept of a manifest file. */
  resources(path: string): Loaded {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const loaded = this.#read(path);
    this.#files.set(path, loaded);
    return loaded;
  }

  #read(path: string): Loaded {
    const origin = this.originOf(path);
    const bytes = this.tree.read(path);
    const why = this.#links.includes(path)
      ? 'a symbolic link is not followed'
      : bytes === undefined
        ? 'the file is not there'
        : 'unread' in bytes
          ? `the file was not read: ${bytes.unread}`
          : undefined;
    if (bytes === undefined || 'unread' in bytes || why !== undefined) {
      return {
        resources: [],
        unknown: [{ reason: why ?? 'the file was not read', at: fileLocation(origin) }],
      };
    }
    if (!mayContain(bytes, [...this.kept])) return { resources: [], unknown: [] };
    const { objects, rejected, broken } = readObjects(readYaml(bytes, origin, this.#budget));
    const resources = objects
      .filter((object) => this.kept.has(object.kind))
      .map(
        (object): Resource => ({
          root: object.root,
          from: object.at,
          chain: [],
          previous: [],
          prefixes: [],
          suffixes: [],
        }),
      );
    return { resources, unknown: [...rejected, ...broken].map(({ reason, at }) => ({ reason, at })) };
  }

  /** The kustomization of a directory; `at` is where it was asked for. */
  kustomization(directory: string, at: Location | undefined): LoadedKustomization {
    const known = this.#kustomizations.get(directory);
    if (known !== undefined && known.ok) return known;
    const loaded = this.#kustomization(directory, at);
    this.#kustomizations.set(directory, loaded);
    return loaded;
  }

  #kustomization(directory: string, at: Location | undefined): LoadedKustomization {
    const paths = kustomizationPathsIn(this.tree, directory);
    const [path] = paths;
    const here = at ?? fileLocation(this.originOf(path ?? (directory === '' ? '.' : directory)));
    if (path === undefined) {
      const link = this.#links.find((one) => directory === one || directory.startsWith(`${one}/`));
      const reason =
        link === undefined
          ? `there is no kustomization at "${directory === '' ? '.' : directory}"`
          : `"${link}" is a link that is not followed`;
      return { ok: false, reason, at: here, consumed: [] };
    }
    if (paths.length > 1) {
      return {
        ok: false,
        reason: 'a directory with several kustomization files is refused by kustomize',
        at: here,
        consumed: paths,
      };
    }
    const read = readKustomization(this.tree, path, this.#budget);
    return { ...read, consumed: [path] };
  }
}

function renames(tree: SourceTree): boolean {
  return tree.entries.some((entry) => {
    const name = entry.path.slice(directoryOf(entry.path).length).replace(/^\//, '');
    if (name !== 'kustomization.yaml' && name !== 'kustomization.yml' && name !== 'Kustomization')
      return false;
    const bytes = tree.read(entry.path);
    return bytes !== undefined && !('unread' in bytes) && mayContain(bytes, RENAMING);
  });
}
