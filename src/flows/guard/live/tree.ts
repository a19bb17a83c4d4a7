import { liveObject } from '../../../formats/kubernetes/live.ts';
import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';

/** An object as readers of manifests take it; `undefined` where it is none for them, whatever somebody has put into it. */
export function treeOf(object: KubernetesObject): KubeObject | undefined {
  try {
    return liveObject(object, `${object.kind}/${object.metadata.name}`);
  } catch {
    return undefined;
  }
}
