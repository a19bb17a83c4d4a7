import { fileLocation, type Location } from '../../model/location.ts';
import { child, itemsOf } from '../yaml/access.ts';
import { sequenceLike, textLike, withEntry } from '../yaml/derived.ts';
import type { MappingNode, YamlNode } from '../yaml/tree.ts';
import { KUSTOMIZATION_NAMES, type Kustomization, kustomizationPathsIn, type Reference } from './file.ts';
import type { Loader } from './loader.ts';
import { directoryOf, joinPath } from './paths.ts';
import type { Unrendered } from './rendered.ts';

/** What the `spec` of a Flux Kustomization adds to the kustomization of its path. */
export interface FluxOverlay {
  /** `spec.targetNamespace`, `spec.namePrefix`, `spec.nameSuffix`: they take the place of the fields there. */
  readonly targetNamespace?: YamlNode | undefined;
  readonly namePrefix?: YamlNode | undefined;
  readonly nameSuffix?: YamlNode | undefined;
  /** `spec.patches`, `spec.components`: they are added. */
  readonly patches?: YamlNode | undefined;
  readonly components?: YamlNode | undefined;
  /** `spec.commonMetadata`: set on every object by Flux afterwards. */
  readonly commonMetadata?: YamlNode | undefined;
}

export type Generated =
  | { readonly kustomization: Kustomization; readonly unknown: readonly Unrendered[] }
  | { readonly reason: string; readonly at: Location; readonly consumed: readonly string[] };

/**
 * The kustomization Flux works with (fluxcd/pkg `kustomize` Generator): the one at the path, else a
 * generated one of every `.yaml` and `.yml` file below, where a directory that has a kustomization
 * of its own is taken as a whole; in either case with the overlay.
 */
export function generateForFlux(loader: Loader, path: string, overlay: FluxOverlay): Generated {
  const [existing] = kustomizationPathsIn(loader.tree, path);
  if (existing !== undefined) {
    const found = loader.kustomization(path, undefined);
    if (!found.ok) return found;
    const { kustomization } = found;
    return { kustomization: { ...kustomization, body: overlaid(kustomization.body, overlay) }, unknown: [] };
  }
  const file = joinPath(path, KUSTOMIZATION_NAMES[0]);
  const at = fileLocation(loader.originOf(path === '' ? '.' : path));
  const resources = scan(loader, path, at);
  const empty = resources.length === 0 ? [{ reason: 'there are no manifests at the path', at }] : [];
  return {
    kustomization: {
      path: file,
      directory: path,
      component: false,
      at,
      resources,
      body: overlaid(undefined, overlay),
    },
    unknown: empty,
  };
}

function scan(loader: Loader, path: string, at: Location): readonly Reference[] {
  const prefix = path === '' ? '' : `${path}/`;
  const found = new Set<string>();
  const nested = nestedKustomizations(loader, prefix);
  for (const entry of loader.tree.entries) {
    if (!entry.path.startsWith(prefix) || entry.kind === 'gitlink') continue;
    const owner = outermost(entry.path, prefix, nested);
    if (owner !== undefined) found.add(owner);
    else if (/\.ya?ml$/.test(entry.path)) found.add(entry.path);
  }
  return [...found].map((one) => ({ text: one.slice(prefix.length), at }));
}

function nestedKustomizations(loader: Loader, prefix: string): ReadonlySet<string> {
  const names: ReadonlySet<string> = new Set(KUSTOMIZATION_NAMES);
  const directories = new Set<string>();
  for (const { path } of loader.tree.entries) {
    if (!path.startsWith(prefix)) continue;
    const directory = directoryOf(path);
    if (names.has(path.slice(directory === '' ? 0 : directory.length + 1))) directories.add(directory);
  }
  return directories;
}

/** The topmost directory below the path that has a kustomization and holds the file. */
function outermost(path: string, prefix: string, nested: ReadonlySet<string>): string | undefined {
  for (let slash = path.indexOf('/', prefix.length); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const directory = path.slice(0, slash);
    if (nested.has(directory)) return directory;
  }
  return undefined;
}

function overlaid(body: MappingNode | undefined, overlay: FluxOverlay): MappingNode | undefined {
  let result = body;
  const set = (key: string, value: YamlNode | undefined): void => {
    if (value === undefined) return;
    const base: MappingNode = result ?? { kind: 'mapping', entries: [], at: value.at };
    result = withEntry(base, key, value);
  };
  set('namespace', overlay.targetNamespace);
  set('namePrefix', overlay.namePrefix);
  set('nameSuffix', overlay.nameSuffix);
  set('patches', joined(child(body, 'patches'), overlay.patches));
  set('components', joined(child(body, 'components'), overlay.components));
  const labels = child(overlay.commonMetadata, 'labels');
  if (labels !== undefined)
    set('labels', joined(child(body, 'labels'), sequenceLike([labelEntry(labels)], labels)));
  set('commonAnnotations', child(overlay.commonMetadata, 'annotations'));
  return result;
}

function labelEntry(labels: YamlNode): MappingNode {
  return { kind: 'mapping', entries: [{ key: textLike('pairs', labels), value: labels }], at: labels.at };
}

function joined(first: YamlNode | undefined, second: YamlNode | undefined): YamlNode | undefined {
  if (second === undefined || first === undefined) return second;
  return sequenceLike([...itemsOf(first), ...itemsOf(second)], second);
}
