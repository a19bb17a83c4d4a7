import { directoryOf, joinPath } from '../../../formats/kustomize/paths.ts';
import { objectKey } from '../../../ledger/facets.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { DesiredObject } from '../desired/state.ts';
import type { Files } from './files.ts';

/** Folders that are tried for a new object. */
const MOST_FOLDERS = 8;

/**
 * Where a person would put a new object: beside the cluster's others of its namespace, those first that lie in a folder
 * named after the cluster, then those of its kind.
 */
export function foldersFor(
  ref: ObjectRef,
  cluster: string,
  desired: ReadonlyMap<string, DesiredObject>,
): readonly string[] {
  const scores = new Map<string, number>();
  for (const { ref: other, at } of desired.values()) {
    if (at === undefined || objectKey(other) === objectKey(ref)) continue;
    const folder = directoryOf(at.path);
    scores.set(folder, (scores.get(folder) ?? 0) + likeness(ref, other, folder.split('/').includes(cluster)));
  }
  return [...scores]
    .sort(([one, score], [other, more]) => more - score || (one < other ? -1 : 1))
    .slice(0, MOST_FOLDERS)
    .map(([folder]) => folder);
}

function likeness(ref: ObjectRef, other: ObjectRef, isOwn: boolean): number {
  const sameNamespace = ref.namespace !== undefined && ref.namespace === other.namespace;
  const score = (sameNamespace ? 100 : 0) + (ref.kind === other.kind ? 10 : 1);
  return score * (isOwn ? 50 : 1);
}

/** A name of its own in the folder: `rolebinding-extra.yaml`. */
export function freshPath(files: Files, folder: string, { kind, name }: ObjectRef): string {
  const stem = `${kind}-${name}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-|-$/g, '');
  for (let count = 1; ; count += 1) {
    const path = joinPath(folder, `${stem}${count === 1 ? '' : `-${count}`}.yaml`);
    if (!files.has(path)) return path;
  }
}
