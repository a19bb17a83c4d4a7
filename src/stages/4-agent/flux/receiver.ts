import { child, itemsOf } from '../../../formats/yaml/access.ts';
import type { FluxReceiver } from '../../../model/flux.ts';
import { type AgentObject, isKind, spec, text } from '../read.ts';
import { given } from './kustomization.ts';
import { sourceRef } from './source.ts';

/** Reads a Receiver (notification.toolkit.fluxcd.io); `undefined` for any other object. */
export function readFluxReceiver({ object }: AgentObject): FluxReceiver | undefined {
  if (!isKind(object, 'notification.toolkit.fluxcd.io', 'Receiver') || object.name === undefined)
    return undefined;
  const body = spec(object);
  return {
    name: object.name,
    ...given('namespace', object.namespace),
    type: text(body, 'type') ?? 'generic',
    ...given('secret', text(body, 'secretRef', 'name')),
    resources: itemsOf(child(body, 'resources')).flatMap((item) => sourceRef(item, 'GitRepository') ?? []),
    at: object.at,
  };
}
