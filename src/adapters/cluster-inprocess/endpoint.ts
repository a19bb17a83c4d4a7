import type { KubernetesObject, ObjectKey, PatchOptions } from '../../ports/cluster.ts';
import { apiVersionOf } from '../../ports/cluster-kinds.ts';
import { type Fields, isFields } from './json.ts';
import type { ServedKind } from './kinds.ts';
import type { Machine } from './machine.ts';

/** As it is stored first: the caller's wish, and what only the server says. */
export function fresh(
  machine: Machine,
  { type, name, namespace }: ObjectKey,
  body: Fields,
): KubernetesObject {
  const served = machine.served(type);
  const { status: _status, ...wish } = body;
  const given = isFields(body['metadata']) ? body['metadata'] : {};
  return {
    ...(served.status ? wish : body),
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...ownedMetadata(given),
      uid: machine.uid(),
      creationTimestamp: machine.time,
      ...(served.generation ? { generation: 1 } : {}),
    },
  };
}

/** Of an intent what its endpoint takes. */
export function partOf(
  served: ServedKind,
  body: KubernetesObject,
  subresource: PatchOptions['subresource'],
): Fields {
  const { status, ...wish } = body;
  if (subresource !== undefined) return status === undefined ? {} : { status };
  return served.status ? wish : body;
}

/** Each endpoint of a kind with a status changes its own part only. */
function ownPart(
  before: KubernetesObject,
  after: KubernetesObject,
  subresource: PatchOptions['subresource'],
): KubernetesObject {
  const { status: wasStatus, ...was } = before;
  const { status, ...wish } = after;
  const object = subresource === undefined ? wish : was;
  const kept = subresource === undefined ? wasStatus : status;
  return { ...object, ...(kept === undefined ? {} : { status: kept }) };
}

/** After a merge: each part from whom it belongs to. */
export function mergedParts(
  served: ServedKind,
  before: KubernetesObject,
  whole: KubernetesObject,
  subresource: PatchOptions['subresource'],
): KubernetesObject {
  const { metadata, ...rest } = served.status ? ownPart(before, whole, subresource) : whole;
  const { name } = before.metadata;
  const own: KubernetesObject = {
    ...rest,
    metadata: { name, ...ownedMetadata(metadata), ...serverPart(before) },
  };
  const { data, ...others } = own;
  return isEmpty(data) ? others : own;
}

/** What a generation counts: all but metadata and status. */
export function wishOf({ metadata: _metadata, status: _status, ...wish }: KubernetesObject): Fields {
  return wish;
}

/** Of the metadata what whoever writes may say. */
function ownedMetadata(metadata: Fields): Fields {
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  const own = Object.entries({ labels, annotations, finalizers, ownerReferences });
  return Object.fromEntries(own.filter(([, value]) => !isEmpty(value)));
}

/** Of the metadata what only the server writes. */
function serverPart({ metadata }: KubernetesObject): Fields {
  const names = [
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
  ];
  const kept = [...names, 'managedFields'].filter((name) => Object.hasOwn(metadata, name));
  return Object.fromEntries(kept.map((name) => [name, metadata[name]]));
}

/** The API server leaves out the mappings of built-in kinds that hold nothing. */
function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
