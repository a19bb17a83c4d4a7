import type { SourceTree } from '../../model/tree.ts';
import { objectOf } from '../kubernetes/objects.ts';
import { child, textOf } from '../yaml/access.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { type Accumulated, Accumulator } from './accumulate.ts';
import { kustomizationPathsIn } from './file.ts';
import { type FluxOverlay, generateForFlux } from './flux.ts';
import { Loader } from './loader.ts';
import { Unrenderable } from './problem.ts';
import { type Candidate, fixReferences } from './references.ts';
import type { Rendered, RenderedObject, RenderOptions, Unrendered } from './rendered.ts';
import { idOf, type Resource, stringMapOf, withPrevious } from './resource.ts';

/**
 * Renders kustomizations of one tree as kustomize v5 does, keeping the objects of the kinds asked
 * for. Each file is parsed and each base rendered once. Not applied, because they reach neither
 * identity nor access: images, replicas, and labels in selectors. What else is not done is named in `unknown`.
 */
export class Renderer {
  readonly #loader: Loader;
  readonly #options: RenderOptions;
  readonly #accumulator: Accumulator;

  constructor(tree: SourceTree, options: RenderOptions) {
    this.#options = options;
    this.#loader = new Loader(tree, options.kinds, options.budget);
    this.#accumulator = new Accumulator(this.#loader);
  }

  /** `kustomize build` of a directory (`''` is the root of the repository). */
  render(directory: string): Rendered {
    return this.#finish(this.#accumulator.directory(directory, undefined));
  }

  /**
   * What Flux applies of a path: the kustomization there, or one of all YAML files below that it
   * generates, with what the `spec` of Flux's own Kustomization adds. Variables are not substituted.
   */
  renderFlux(path: string, overlay: FluxOverlay = {}): Rendered {
    const tree = this.#loader.tree;
    const [existing] = kustomizationPathsIn(tree, path);
    if (existing !== undefined && Object.values(overlay).every((one) => one === undefined))
      return this.render(path);
    const generated = generateForFlux(this.#loader, path, overlay);
    if ('reason' in generated)
      return {
        objects: [],
        consumed: new Set(generated.consumed),
        unknown: [{ reason: generated.reason, at: generated.at }],
      };
    const rendered = this.#finish(this.#accumulator.kustomization(generated.kustomization));
    return { ...rendered, unknown: [...generated.unknown, ...rendered.unknown] };
  }

  #finish(accumulated: Accumulated): Rendered {
    const unknown: Unrendered[] = [...accumulated.unknown];
    const objects: RenderedObject[] = [];
    const candidates = accumulated.resources.map((resource): Candidate => {
      const hashed = accumulated.hashed.has(resource.from);
      return { resource: hashed ? withPrevious(resource) : resource, hashed };
    });
    for (const resource of accumulated.resources) {
      const { kind } = idOf(resource.root);
      if (!this.#loader.interest.has(kind) || accumulated.hashed.has(resource.from) || isLocal(resource))
        continue;
      const fixed = fix(resource, candidates, unknown);
      const used = [...accumulated.vars].find((name) => holdsVariable(fixed.root, name));
      if (used !== undefined)
        unknown.push({
          reason: `the variable $(${used}) is not replaced`,
          at: resource.from,
          mayConcern: [kind],
        });
      const object = objectOf(fixed.root, textOf(child(fixed.root, 'apiVersion')) ?? '', kind);
      if ('reason' in object) unknown.push({ ...object, mayConcern: [kind] });
      else if (this.#options.interesting?.(object) ?? true)
        objects.push({ object, from: resource.from, chain: resource.chain });
    }
    return { objects, consumed: accumulated.consumed, unknown: distinct(unknown) };
  }
}

/** Renders one directory; to render several of a tree make one `Renderer`. */
export function render(tree: SourceTree, directory: string, options: RenderOptions): Rendered {
  return new Renderer(tree, options).render(directory);
}

/** Renders one path as Flux does; to render several of a tree make one `Renderer`. */
export function renderFlux(
  tree: SourceTree,
  path: string,
  options: RenderOptions,
  overlay: FluxOverlay = {},
): Rendered {
  return new Renderer(tree, options).renderFlux(path, overlay);
}

function fix(resource: Resource, candidates: readonly Candidate[], unknown: Unrendered[]): Resource {
  try {
    return fixReferences(resource, candidates);
  } catch (error) {
    if (!(error instanceof Unrenderable)) throw error;
    unknown.push({ reason: error.message, at: error.at, mayConcern: [idOf(resource.root).kind] });
    return resource;
  }
}

/** Objects for kustomize alone, which it does not hand on. */
function isLocal(resource: Resource): boolean {
  const local = stringMapOf(child(resource.root, 'metadata', 'annotations')).get(
    'config.kubernetes.io/local-config',
  );
  return local !== undefined && local !== 'false';
}

function holdsVariable(node: YamlNode, name: string): boolean {
  if (node.kind === 'scalar') return node.source.includes(`$(${name})`);
  if (node.kind === 'sequence') return node.items.some((item) => holdsVariable(item, name));
  return node.entries.some((one) => holdsVariable(one.value, name));
}

/** The same base reached twice says its unknowns twice. */
function distinct(unknown: readonly Unrendered[]): readonly Unrendered[] {
  const seen = new Map(
    unknown.map((one) => [JSON.stringify([one.reason, one.at, one.mayConcern ?? null]), one]),
  );
  return [...seen.values()];
}
