import { child, entriesOf, itemsOf, stringsOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { FeedOverlay } from '../../../model/agent.ts';
import type { FluxKustomization } from '../../../model/flux.ts';
import { type AgentObject, answerOf, isKind, isPlaceholder, present, spec, text } from '../read.ts';
import { cleanPath } from '../remote.ts';
import { sourceRef } from './source.ts';

/**
 * Reads a Kustomization (kustomize.toolkit.fluxcd.io); `undefined` for any other object, the kustomize file included,
 * and for one without the required `sourceRef`, which is a patch and no object.
 */
export function readFluxKustomization({ object }: AgentObject): FluxKustomization | undefined {
  if (!isKind(object, 'kustomize.toolkit.fluxcd.io', 'Kustomization') || object.name === undefined)
    return undefined;
  const body = spec(object);
  const unread: string[] = [];
  const source = sourceRef(child(body, 'sourceRef'), 'GitRepository');
  if (source === undefined) return undefined;
  const written = textOf(child(body, 'path')) ?? '';
  const path = isPlaceholder(written) ? undefined : cleanPath(written);
  if (path === undefined) unread.push('spec.path');
  return {
    name: object.name,
    ...given('namespace', object.namespace),
    source,
    path: path ?? '',
    ...given('pathAt', child(body, 'path')?.at),
    prune: answerOf(child(body, 'prune'), false),
    force: answerOf(child(body, 'force'), false),
    suspended: answerOf(child(body, 'suspend'), false),
    ...given('suspendedAt', child(body, 'suspend')?.at),
    ...given('serviceAccount', serviceAccount(body)),
    ...given('targetNamespace', text(body, 'targetNamespace')),
    ...given('kubeConfig', kubeConfig(body)),
    ...given('decryption', decryption(child(body, 'decryption'))),
    ...given('intervalSeconds', seconds(text(body, 'interval'))),
    ...given('deletionPolicy', text(body, 'deletionPolicy')),
    ...given('overlay', overlay(body)),
    dependsOn: itemsOf(child(body, 'dependsOn')).flatMap((item) => sourceRef(item, 'Kustomization') ?? []),
    at: object.at,
    definedBy: object.at.path,
    unread,
  };
}

/** A property that is there only when it has a value. */
export function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  const made: { [key in K]?: V } = {};
  if (value !== undefined) made[key] = value;
  return made;
}

export function serviceAccount(body: YamlNode | undefined): FluxKustomization['serviceAccount'] {
  const node = child(body, 'serviceAccountName');
  const name = textOf(node);
  return name === undefined || name === '' || node === undefined ? undefined : { name, at: node.at };
}

export function kubeConfig(body: YamlNode | undefined): FluxKustomization['kubeConfig'] {
  const node = child(body, 'kubeConfig');
  if (!present(node)) return undefined;
  return {
    ...given('secret', text(node, 'secretRef', 'name')),
    ...given('configMap', text(node, 'configMapRef', 'name')),
    at: node.at,
  };
}

function decryption(node: YamlNode | undefined): FluxKustomization['decryption'] {
  if (!present(node)) return undefined;
  return {
    provider: text(node, 'provider') ?? 'unknown',
    ...given('secret', text(node, 'secretRef', 'name')),
    at: node.at,
  };
}

const OVERLAY_FIELDS = [
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'images',
  'components',
  'commonMetadata',
  'namePrefix',
  'nameSuffix',
  'postBuild',
  'targetNamespace',
];

function overlay(body: YamlNode | undefined): FeedOverlay | undefined {
  const fields = OVERLAY_FIELDS.filter((field) => present(child(body, field)));
  if (body === undefined || fields.length === 0) return undefined;
  const substitutes = new Map<string, string>();
  for (const { key, value } of entriesOf(child(body, 'postBuild', 'substitute')))
    substitutes.set(key.source, textOf(value) ?? '');
  return {
    fields,
    components: stringsOf(child(body, 'components')).map((one) => one.text),
    ...given('namespace', text(body, 'targetNamespace')),
    ...given('namePrefix', text(body, 'namePrefix')),
    ...given('nameSuffix', text(body, 'nameSuffix')),
    substitutes,
    substitutesFrom: itemsOf(child(body, 'postBuild', 'substituteFrom')).map(
      (item) => `${text(item, 'kind') ?? ''}/${text(item, 'name') ?? ''}`,
    ),
    at: body.at,
  };
}

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** A Go duration such as `1h30m`, in seconds; `undefined` for anything else. */
export function seconds(duration: string | undefined): number | undefined {
  if (duration === undefined || duration.length > 40) return undefined;
  let total = 0;
  let rest = duration;
  while (rest !== '') {
    const part = /^(\d+(?:\.\d+)?)(h|ms|m|s)/u.exec(rest);
    if (part === null) return undefined;
    total += Number(part[1]) * (UNITS[part[2] ?? ''] ?? 0);
    rest = rest.slice(part[0].length);
  }
  return duration === '' ? undefined : total;
}
