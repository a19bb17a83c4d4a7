import { createHash } from 'node:crypto';
import type { ObjectRef } from '../../model/ledger.ts';
import type { KubernetesObject, ResourceType } from '../../ports/cluster.ts';
import { apiVersionOf } from '../../ports/cluster-kinds.ts';

const LONGEST = 512;

/** An object of this type, as it is named to the API server. */
export function refOf(type: ResourceType, { metadata }: KubernetesObject): ObjectRef {
  const { name, namespace } = metadata;
  const apiVersion = apiVersionOf(type);
  return { apiVersion, kind: type.kind, ...(namespace === undefined ? {} : { namespace }), name };
}

/**
 * The object as entries name it. RBAC objects may be called almost anything: what an entry cannot hold is cut and told by
 * its digest, so that no name keeps an object out of the record.
 */
export function recordable(ref: ObjectRef): ObjectRef {
  const { name } = ref;
  const holds = name.length <= LONGEST && name.isWellFormed() && !/\p{Cc}/u.test(name) && !/:\/\//.test(name);
  if (holds) return ref;
  const digest = createHash('sha256').update(name).digest('hex');
  const readable = name
    .toWellFormed()
    .replace(/[^\w.:-]/gu, '_')
    .slice(0, 64);
  return { ...ref, name: `${readable} sha256:${digest}` };
}
