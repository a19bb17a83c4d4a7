import type { ObjectKey, ResourceType } from '../../ports/cluster.ts';
import { unaskable } from './answers.ts';

/** Of all objects of a kind, in one namespace or in all. */
export function collectionPath(type: ResourceType, namespace: string | undefined): string {
  if (!type.namespaced && namespace !== undefined) throw unaskable(`a ${type.kind} lies in no namespace`);
  const root = type.group === '' ? '/api' : `/apis/${segment(type.group)}`;
  const inside = namespace === undefined ? '' : `/namespaces/${segment(namespace)}`;
  return `${root}/${segment(type.version)}${inside}/${segment(type.resource)}`;
}

/** Where objects of a kind are created. */
export function creationPath(type: ResourceType, namespace: string | undefined): string {
  if (type.namespaced && (namespace ?? '') === '')
    throw unaskable(`a ${type.kind} lies in a namespace, and none is named`);
  return collectionPath(type, namespace);
}

export function objectPath({ type, name, namespace }: ObjectKey): string {
  return `${creationPath(type, namespace)}/${segment(name)}`;
}

export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as [string, string]],
  );
  const text = new URLSearchParams(given).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** A name that stays within its segment of the path. */
function segment(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/%]/.test(name) || !name.isWellFormed())
    throw unaskable(`${JSON.stringify(name.slice(0, 80))} is no name`);
  return encodeURIComponent(name);
}
