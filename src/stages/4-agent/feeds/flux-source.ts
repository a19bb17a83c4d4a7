import type { FluxKustomization, FluxSource, FluxSourceRef } from '../../../model/flux.ts';
import type { Found } from '../inventory.ts';
import type { AgentObject } from '../read.ts';
import { cleanPath, isWithin } from '../remote.ts';
import type { DraftTools } from './argo-drafts.ts';
import { nearest } from './nearest.ts';

/** The source a reference means: same kind and name, same namespace where both are written, the nearest of several. */
export function findFluxSource(
  tools: Pick<DraftTools, 'inventory'>,
  ref: FluxSourceRef,
  namespace: string | undefined,
  item: AgentObject,
): Found<FluxSource> | undefined {
  const wanted = ref.namespace ?? namespace;
  const found = tools.inventory.sources.filter(
    ({ fact }) =>
      fact.kind === ref.kind &&
      fact.name === ref.name &&
      (wanted === undefined || fact.namespace === undefined || fact.namespace === wanted),
  );
  return nearest(found, item, sameSource);
}

function sameSource(a: FluxSource, b: FluxSource): boolean {
  return a.url === b.url && a.revision.kind === b.revision.kind && a.revision.value === b.revision.value;
}

/** A source and the path in it that a composed artifact's path stands for. */
export interface Routed {
  readonly source: Found<FluxSource> | undefined;
  readonly ref: FluxSourceRef | undefined;
  readonly path: string | undefined;
}

/** Follows an ExternalArtifact back to the source that an ArtifactGenerator in view copies it from; `undefined` for any other source. */
export function throughGenerator(
  tools: Pick<DraftTools, 'inventory'>,
  fact: FluxKustomization,
  item: AgentObject,
): Routed | undefined {
  if (fact.source.kind !== 'ExternalArtifact') return undefined;
  const named = tools.inventory.generators.filter((one) =>
    one.fact.artifacts.some((artifact) => artifact.name === fact.source.name),
  );
  const generator = nearest(named, item)?.fact;
  const copies = generator?.artifacts.find((artifact) => artifact.name === fact.source.name)?.copies ?? [];
  const routes: Route[] = [];
  for (const copy of copies) {
    const route = routeOf(copy, fact.path);
    if (route !== undefined) routes.push(route);
  }
  const [route] = routes;
  if (generator === undefined || route === undefined || routes.length !== 1) return undefined;
  const ref = generator.sources.find((source) => source.alias === route.alias)?.ref;
  return {
    source: ref === undefined ? undefined : findFluxSource(tools, ref, generator.namespace, item),
    ref,
    path: route.path,
  };
}

interface Route {
  readonly alias: string;
  readonly path: string;
}

/**
 * Where in the source a path of the artifact comes from. `dir/**` copies what is in the folder, `dir/` the folder itself, like `cp`
 * (source-watcher, docs/spec/v1beta1/artifactgenerators.md).
 */
function routeOf(copy: { readonly from: string; readonly to: string }, path: string): Route | undefined {
  const from = /^@([^/]+)\/([^*]*?)(\/\*\*|\/)?$/u.exec(copy.from);
  const to = cleanPath(copy.to.replace(/^@artifact\/?/u, ''));
  const folder = cleanPath(from?.[2] ?? '');
  if (from === null || to === undefined || folder === undefined) return undefined;
  const alias = from[1] ?? '';
  const whole = from[3] !== '/**';
  // A folder that holds nothing but the copied one renders as that one.
  if (whole && path === to && folder !== '') return { alias, path: folder };
  const copied = whole && folder !== '' ? joined(to, folder.split('/').at(-1) ?? '') : to;
  if (!isWithin(path, copied)) return undefined;
  return { alias, path: joined(folder, copied === '' ? path : path.slice(copied.length + 1)) };
}

function joined(folder: string, rest: string): string {
  if (folder === '') return rest;
  return rest === '' ? folder : `${folder}/${rest}`;
}
