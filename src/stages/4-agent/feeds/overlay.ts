import { child } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import { type AgentObject, isKind, spec } from '../read.ts';

/** What a Flux Kustomization adds to the kustomization of its path, as nodes for the renderer. */
export interface OverlayNodes {
  readonly targetNamespace?: YamlNode | undefined;
  readonly namePrefix?: YamlNode | undefined;
  readonly nameSuffix?: YamlNode | undefined;
  readonly patches?: YamlNode | undefined;
  readonly components?: YamlNode | undefined;
  readonly commonMetadata?: YamlNode | undefined;
}

/** The overlay of the object that defines a feed; empty for anything but a Flux Kustomization. */
export function overlayNodes(definition: AgentObject): OverlayNodes {
  if (!isKind(definition.object, 'kustomize.toolkit.fluxcd.io', 'Kustomization')) return {};
  const body = spec(definition.object);
  return {
    targetNamespace: child(body, 'targetNamespace'),
    namePrefix: child(body, 'namePrefix'),
    nameSuffix: child(body, 'nameSuffix'),
    patches: child(body, 'patches'),
    components: child(body, 'components'),
    commonMetadata: child(body, 'commonMetadata'),
  };
}
