import type { Found } from '../inventory.ts';
import type { AgentObject } from '../read.ts';
import { ClusterNamer } from './cluster.ts';

/**
 * Of several objects of one name, the one that lies nearest to where it is used: the longest common run of folders.
 * `undefined` where two lie equally near and `same` does not say that it makes no difference.
 */
export function nearest<T>(
  found: readonly Found<T>[],
  user: AgentObject,
  same: (a: T, b: T) => boolean = () => false,
): Found<T> | undefined {
  let best: Found<T> | undefined;
  let length = -1;
  let tied = false;
  for (const one of found) {
    const common = commonFolders(one.item, user);
    if (common > length) {
      best = one;
      length = common;
      tied = false;
    } else if (
      common === length &&
      best !== undefined &&
      one.item.object !== best.item.object &&
      !same(best.fact, one.fact)
    )
      tied = true;
  }
  return tied ? undefined : best;
}

function commonFolders(a: AgentObject, b: AgentObject): number {
  if (a.fedBy !== undefined && a.fedBy === b.fedBy) return 1_000;
  if (a.object.at.repository !== b.object.at.repository) return 0;
  let most = 0;
  for (const left of ClusterNamer.folders(a))
    for (const right of ClusterNamer.folders(b)) most = Math.max(most, common(left, right));
  return most;
}

function common(left: string, right: string): number {
  const a = left.split('/');
  const b = right.split('/');
  let count = 0;
  while (count < a.length && a[count] === b[count]) count += 1;
  return count + 1;
}
