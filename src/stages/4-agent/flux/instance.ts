import { child, itemsOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { FluxArtifactGenerator, FluxInstance, FluxSource } from '../../../model/flux.ts';
import { type AgentObject, answerOf, isKind, present, spec, text } from '../read.ts';
import { isInsecureUrl, withoutUserInfo } from '../remote.ts';
import { given } from './kustomization.ts';
import { refNameRevision } from './revision.ts';
import { sourceRef, verificationOf } from './source.ts';

/**
 * Reads a FluxInstance (fluxcd.controlplane.io), or the HelmRelease of the chart `flux-instance` whose values become one;
 * the latter is assumed, because the chart is not rendered.
 */
export function readFluxInstance({ object }: AgentObject): FluxInstance | undefined {
  if (object.name === undefined) return undefined;
  if (isKind(object, 'fluxcd.controlplane.io', 'FluxInstance'))
    return instance(object.name, object, spec(object), 'witnessed');
  if (!isKind(object, 'helm.toolkit.fluxcd.io', 'HelmRelease')) return undefined;
  const body = spec(object);
  const chart = text(body, 'chartRef', 'name') ?? text(body, 'chart', 'spec', 'chart');
  const values = child(body, 'values', 'instance');
  return chart === 'flux-instance' && present(values)
    ? instance('flux', object, values, 'assumed')
    : undefined;
}

function instance(
  name: string,
  object: AgentObject['object'],
  body: YamlNode | undefined,
  ground: FluxInstance['ground'],
): FluxInstance {
  const sync = child(body, 'sync');
  const url = text(sync, 'url');
  return {
    name,
    ...given('namespace', object.namespace),
    ...(sync === undefined || url === undefined
      ? {}
      : {
          sync: {
            name: text(sync, 'name') ?? object.namespace ?? 'flux-system',
            kind: text(sync, 'kind') ?? 'GitRepository',
            url: withoutUserInfo(url),
            ref: text(sync, 'ref') ?? '',
            path: text(sync, 'path') ?? '',
            at: sync.at,
          },
        }),
    multitenant: answerOf(child(body, 'cluster', 'multitenant'), false),
    defaultServiceAccount: text(body, 'cluster', 'tenantDefaultServiceAccount') ?? 'default',
    ground,
    at: object.at,
    definedBy: object.at.path,
  };
}

/** The source that a FluxInstance makes, called like its `sync`. */
export function sourceOfInstance(made: FluxInstance): FluxSource | undefined {
  const { sync } = made;
  if (
    sync === undefined ||
    (sync.kind !== 'GitRepository' && sync.kind !== 'OCIRepository' && sync.kind !== 'Bucket')
  )
    return undefined;
  return {
    kind: sync.kind,
    name: sync.name,
    namespace: made.namespace ?? 'flux-system',
    url: sync.url,
    urlAt: sync.at,
    revision: refNameRevision(sync.ref, sync.at),
    verify: verificationOf(sync.kind, undefined, sync.at),
    insecure: isInsecureUrl(sync.url),
    provider: 'generic',
    recurseSubmodules: false,
    includes: [],
    suspended: 'no',
    at: sync.at,
    definedBy: made.definedBy,
  };
}

/** Reads an ArtifactGenerator (source.extensions.fluxcd.io); `undefined` for any other object. */
export function readArtifactGenerator({ object }: AgentObject): FluxArtifactGenerator | undefined {
  if (!isKind(object, 'source.extensions.fluxcd.io', 'ArtifactGenerator') || object.name === undefined)
    return undefined;
  const body = spec(object);
  return {
    name: object.name,
    ...given('namespace', object.namespace),
    sources: itemsOf(child(body, 'sources')).flatMap((item) => {
      const ref = sourceRef(item, 'GitRepository');
      return ref === undefined ? [] : [{ alias: text(item, 'alias') ?? '', ref }];
    }),
    artifacts: itemsOf(child(body, 'artifacts')).map((item) => ({
      name: text(item, 'name') ?? '',
      copies: itemsOf(child(item, 'copy')).map((copy) => ({
        from: text(copy, 'from') ?? '',
        to: text(copy, 'to') ?? '',
        at: copy.at,
      })),
      at: item.at,
    })),
    at: object.at,
  };
}
