import type { KubeObject } from '../../formats/kubernetes/object.ts';
import type { Renderer } from '../../formats/kustomize/render.ts';
import type { RenderedObject } from '../../formats/kustomize/rendered.ts';
import { stringMapOf } from '../../formats/kustomize/resource.ts';
import { child } from '../../formats/yaml/access.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import { formatLocation } from '../../model/location.ts';
import { overlayNodes } from '../../stages/4-agent/feeds/overlay.ts';
import { readFluxKustomization } from '../../stages/4-agent/flux/kustomization.ts';
import type { AgentObject } from '../../stages/4-agent/read.ts';

/** What an agent makes of a tree, as far as Git alone tells it. */
export interface Applied {
  readonly objects: readonly RenderedObject[];
  /** For people: what could not be told, and where; objects that are not among `objects` may be in it. */
  readonly unknown: readonly string[];
}

/**
 * What one Flux Kustomization applies of a tree: objects of the kinds that the renderer was made for. Variables come from
 * objects of the cluster, so an object that holds one is unknown; so is one that is encrypted.
 */
export function appliedBy(definition: AgentObject, renderer: Renderer): Applied {
  const read = readFluxKustomization(definition);
  if (read === undefined) return { objects: [], unknown: ['there is no Kustomization with a source'] };
  if (read.unread.length > 0)
    return { objects: [], unknown: [`${read.unread.join(', ')} of it cannot be read`] };
  const rendered = renderer.renderFlux(read.path, overlayNodes(definition));
  const substitutes = read.overlay?.fields.includes('postBuild') === true;
  const unknown = rendered.unknown.map(({ reason, at }) => `${reason} (${formatLocation(at)})`);
  const objects = rendered.objects.filter((one) => {
    const why = obscurity(one.object, substitutes);
    if (why !== undefined) unknown.push(`${titleOf(one.object)} ${why} (${formatLocation(one.from)})`);
    return why === undefined;
  });
  return { objects, unknown };
}

/** Does an agent keep it as it is written? Annotations can tell Flux to leave it alone. */
export function isKept({ root }: KubeObject): boolean {
  const said = [
    ...stringMapOf(child(root, 'metadata', 'annotations')),
    ...stringMapOf(child(root, 'metadata', 'labels')),
  ];
  return !said.some(
    ([key, value]) =>
      (key === `${FLUX}reconcile` && value === 'disabled') || (key === `${FLUX}ssa` && value === 'Ignore'),
  );
}

const FLUX = 'kustomize.toolkit.fluxcd.io/';

function obscurity(object: KubeObject, substitutes: boolean): string | undefined {
  if (child(object.root, 'sops') !== undefined) return 'is encrypted';
  if (!substitutes || !holdsVariable(object.root)) return undefined;
  const said = [
    ...stringMapOf(child(object.root, 'metadata', 'annotations')),
    ...stringMapOf(child(object.root, 'metadata', 'labels')),
  ];
  const excepted = said.some(([key, value]) => key === `${FLUX}substitute` && value === 'disabled');
  return excepted ? undefined : 'holds a variable, which the cluster fills in';
}

/** Flux replaces `${…}`, and nothing else (fluxcd/pkg `kustomize`, `SubstituteVariables`). */
function holdsVariable(node: YamlNode): boolean {
  switch (node.kind) {
    case 'scalar':
      return node.source.includes('${');
    case 'sequence':
      return node.items.some(holdsVariable);
    case 'mapping':
      return node.entries.some(({ key, value }) => key.source.includes('${') || holdsVariable(value));
  }
}

export function titleOf({ kind, namespace, name = '' }: KubeObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
