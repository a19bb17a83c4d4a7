import { type KubeObject } from '../../formats/kubernetes/object.ts';
import { readObjects } from '../../formats/kubernetes/objects.ts';
import type { FluxOverlay } from '../../formats/kustomize/flux.ts';
import { type Kustomizations, kustomizationsOf } from '../../formats/kustomize/kustomizations.ts';
import { directoryOf } from '../../formats/kustomize/paths.ts';
import { Renderer } from '../../formats/kustomize/render.ts';
import type { Rendered } from '../../formats/kustomize/rendered.ts';
import type { YamlBudget } from '../../formats/yaml/document.ts';
import { mayContain } from '../../formats/yaml/prefilter.ts';
import { readYaml, repositoryAllowance } from '../../formats/yaml/read.ts';
import { fileLocation, type Location } from '../../model/location.ts';
import type { SourceTree } from '../../model/tree.ts';
import { AGENT_KINDS, concernsAgents } from '../../stages/4-agent/inventory.ts';
import type { AgentObject } from '../../stages/4-agent/read.ts';
import { ACCESS_KINDS, concernsAccess } from '../../stages/5-cluster/read.ts';

/** Something in the manifests that was not understood and may concern access or agents. */
export interface Unreadable {
  readonly reason: string;
  readonly at: Location;
  /** Files and folders that decide what it holds; absent = the file it is at. */
  readonly paths?: readonly string[];
}

/** Objects of interest together with what could not be told. */
export interface Read {
  readonly objects: readonly AgentObject[];
  readonly consumed: ReadonlySet<string>;
  readonly unknown: readonly Unreadable[];
}

const KINDS: readonly string[] = [...new Set([...AGENT_KINDS, ...ACCESS_KINDS])];
/** Words of which one stands in every file that can hold an object of interest. Common kinds are told by their names instead. */
const WORDS: readonly string[] = [
  ...KINDS.filter(
    (kind) => !['ConfigMap', 'Deployment', 'Secret', 'StatefulSet', 'Namespace'].includes(kind),
  ),
  'argocd',
  'controller',
  'Secret',
  'Namespace',
];

/** Kinds of which only the agents' own few objects matter: what is uncertain about the many others changes no answer. */
const COMMON: readonly string[] = ['ConfigMap', 'Deployment', 'StatefulSet'];

function isCommon(kind: string): boolean {
  return COMMON.includes(kind);
}

export function isOfInterest(object: KubeObject): boolean {
  return concernsAgents(object) || concernsAccess(object);
}

/** True for files that may hold manifests. */
export function isManifestPath(path: string): boolean {
  return /\.(ya?ml|json)$/.test(path) && !path.startsWith('.github/') && !path.startsWith('.mainward/');
}

/** The manifests of one repository: each file parsed and each kustomization rendered once. */
export class Material {
  readonly tree: SourceTree;
  readonly #renderer: Renderer;
  readonly #files = new Map<string, Read>();
  readonly #budget: Partial<YamlBudget> = { shared: repositoryAllowance() };
  #kustomizations: Kustomizations | undefined;
  #folders: readonly string[] | undefined;

  constructor(tree: SourceTree) {
    this.tree = tree;
    this.#renderer = new Renderer(tree, {
      kinds: KINDS,
      interesting: isOfInterest,
      budget: this.#budget,
    });
  }

  /**
   * What counts as applied where no agent is in view: every kustomization that no other one refers to, and
   * every loose manifest that no kustomization consumes.
   */
  applied(): Read {
    return join([...this.parts().values(), this.#charts(), this.#closed()]);
  }

  /** The same by folder: each kustomization by its own, loose manifests by the one that they lie in. */
  parts(): ReadonlyMap<string, Read> {
    const { roots, referenced, files } = this.#allKustomizations();
    const parts = new Map(roots.map((root) => [root, this.#rendered(root)]));
    const consumed = new Set<string>([
      ...files,
      ...referenced,
      ...[...parts.values()].flatMap((one) => [...one.consumed]),
    ]);
    const loose = this.tree.entries
      .map((entry) => entry.path)
      .filter((path) => isManifestPath(path) && !consumed.has(path) && !this.#inChart(path));
    for (const [folder, paths] of Map.groupBy(loose, directoryOf)) {
      const known = parts.get(folder);
      const read = paths.map((path) => this.file(path));
      parts.set(folder, join(known === undefined ? read : [known, ...read]));
    }
    return parts;
  }

  /** What could not be listed may hold anything. */
  #closed(): Read {
    const { repository, commit } = this.tree;
    const unknown = (this.tree.closed ?? []).map(({ path, unread }) => ({
      reason: unread,
      at: fileLocation({ path, repository, ...(commit === undefined ? {} : { commit }) }),
    }));
    return { objects: [], consumed: new Set(), unknown };
  }

  /** The objects of one loose file. */
  file(path: string): Read {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const read = this.#readFile(path);
    this.#files.set(path, read);
    return read;
  }

  /** Files of a folder that hold manifests, sorted. */
  folder(folder: string, recurse: boolean): readonly string[] {
    const prefix = folder === '' ? '' : `${folder}/`;
    return this.tree.entries
      .map((entry) => entry.path)
      .filter(
        (path) =>
          path.startsWith(prefix) &&
          isManifestPath(path) &&
          (recurse || !path.slice(prefix.length).includes('/')),
      );
  }

  isKustomized(folder: string): boolean {
    const prefix = folder === '' ? '' : `${folder}/`;
    return ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].some((name) =>
      this.tree.has(`${prefix}${name}`),
    );
  }

  render(folder: string): Read {
    return this.#rendered(folder);
  }

  /** What Flux applies of a path; `overlay` is what its own Kustomization adds. */
  renderFlux(folder: string, overlay: FluxOverlay): Read {
    return readOf(this.#renderer.renderFlux(folder, overlay));
  }

  #rendered(folder: string): Read {
    return readOf(this.#renderer.render(folder));
  }

  #readFile(path: string): Read {
    const consumed = new Set([path]);
    const bytes = this.tree.read(path);
    const place = origin(this.tree.repository, this.tree.commit, path);
    if (bytes === undefined) return { objects: [], consumed, unknown: [] };
    if (!(bytes instanceof Uint8Array)) {
      return {
        objects: [],
        consumed,
        unknown: [{ reason: bytes.unread, at: { ...place, ...START } }],
      };
    }
    if (!mayContain(bytes, WORDS)) return { objects: [], consumed, unknown: [] };
    const found = readObjects(readYaml(bytes, place, this.#budget));
    return {
      objects: found.objects.filter(isOfInterest).map((object) => ({ object, chain: [] })),
      consumed,
      unknown: mayMatter(bytes)
        ? [...found.rejected, ...found.broken].map(({ reason, at }) => ({ reason, at }))
        : [],
    };
  }

  #allKustomizations(): Kustomizations {
    this.#kustomizations ??= kustomizationsOf(this.tree, this.#budget);
    return this.#kustomizations;
  }

  /** Templates of a Helm chart are no manifests. */
  #inChart(path: string): boolean {
    return this.#chartFolders().some((chart) => path.startsWith(chart));
  }

  #chartFolders(): readonly string[] {
    this.#folders ??= this.tree.entries
      .filter((entry) => entry.path === 'Chart.yaml' || entry.path.endsWith('/Chart.yaml'))
      .map((entry) => entry.path.slice(0, -'Chart.yaml'.length));
    return this.#folders;
  }

  /** Charts whose templates make objects of the agents: an app of apps as a chart is a common form. */
  #charts(): Read {
    const unknown = this.#chartFolders().flatMap((chart): readonly Unreadable[] => {
      const makes = this.tree.entries.some(({ path }) => {
        if (!path.startsWith(`${chart}templates/`) || !isManifestPath(path)) return false;
        const bytes = this.tree.read(path);
        return bytes instanceof Uint8Array && mayContain(bytes, AGENT_GROUPS);
      });
      const { repository, commit } = this.tree;
      const at = { ...origin(repository, commit, `${chart}Chart.yaml`), ...START };
      return makes
        ? [
            {
              reason: 'the templates of this chart make objects of Argo CD or Flux, and are not rendered',
              at,
              paths: [chart.replace(/\/$/, '')],
            },
          ]
        : [];
    });
    return { objects: [], consumed: new Set(), unknown };
  }
}

function readOf(rendered: Rendered): Read {
  const paths = [...rendered.consumed];
  return {
    objects: rendered.objects.map(({ object, chain }) => ({ object, chain })),
    consumed: rendered.consumed,
    unknown: telling(rendered.unknown).map((one) => ({ ...one, paths })),
  };
}

/** Where anything may be missing, what may be wrong with one kind adds nothing: mostly it follows from what is missing. */
function telling(unknown: Rendered['unknown']): Rendered['unknown'] {
  const anything = unknown.filter(({ mayConcern }) => mayConcern === undefined);
  return anything.length > 0
    ? anything
    : unknown.filter(({ mayConcern }) => mayConcern?.every(isCommon) !== true);
}

const AGENT_GROUPS: readonly string[] = ['argoproj.io/', 'toolkit.fluxcd.io/'];
const MATTERING: readonly string[] = ['RoleBinding', 'ClusterRole', 'Role', ...AGENT_GROUPS];

/** A rejected file that can hold neither RBAC nor objects of an agent makes nothing unknown. */
function mayMatter(bytes: Uint8Array): boolean {
  return mayContain(bytes, MATTERING);
}

const START = { line: 1, column: 1, endLine: 1, endColumn: 1 } as const;

function origin(
  repository: string,
  commit: string | undefined,
  path: string,
): { readonly path: string; readonly repository: string; readonly commit?: string } {
  return { path, repository, ...(commit === undefined ? {} : { commit }) };
}

export function join(reads: readonly Read[]): Read {
  return {
    objects: reads.flatMap((one) => one.objects),
    consumed: new Set(reads.flatMap((one) => [...one.consumed])),
    unknown: reads.flatMap((one) => one.unknown),
  };
}
