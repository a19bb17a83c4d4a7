import type { HoldCode } from '../../src/model/drift.ts';
import type { AccessQuestion, ObjectKey } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
} from '../../src/ports/cluster-kinds.ts';
import type { Who } from './ground.ts';
import type { Step } from './step.ts';

/** One way of adding privilege to a cluster round Git. */
export interface Way {
  readonly name: string;
  /** Whose name must be in the record. */
  readonly by: Who;
  readonly steps: readonly Step[];
  /** The object by which it is done, and which the record names. */
  readonly object: ObjectKey;
  /** What can be done afterwards, and could not before; absent where it is not a matter of RBAC. */
  readonly opens?: AccessQuestion;
  /**
   * Why a guard says it loudly and takes nothing back: no agent gives back what the API server brings along, and whoever
   * deletes it may lock everybody out.
   */
  readonly held?: HoldCode;
}

/** A change that takes nothing from Git's word about who may do what, so that nobody has to look at it. */
export interface HarmlessChange {
  readonly name: string;
  readonly by: Who;
  readonly steps: readonly Step[];
  /** It takes access away, so it is recorded, and left as it is. */
  readonly reduces?: ObjectKey;
  /** It gives nobody anything as things are; admission that enforces cannot rest on that, and wants it to land. */
  readonly latent?: true;
}

export const crb = (name: string): ObjectKey => ({ type: CLUSTER_ROLE_BINDINGS, name });
export const cr = (name: string): ObjectKey => ({ type: CLUSTER_ROLES, name });
export const rb = (namespace: string, name: string): ObjectKey => ({ type: ROLE_BINDINGS, namespace, name });
export const ro = (namespace: string, name: string): ObjectKey => ({ type: ROLES, namespace, name });
export const agent = (name: string): ObjectKey => ({ type: KUSTOMIZATIONS, namespace: 'flux-system', name });
export const ns = (name: string): ObjectKey => ({ type: NAMESPACES, name });

/** May this user, with these groups, do `VERB RESOURCE[.GROUP][/SUBRESOURCE]`? */
export function may(
  who: string,
  what: string,
  { groups = [], ...more }: Partial<Pick<AccessQuestion, 'groups' | 'namespace' | 'name'>> = {},
): AccessQuestion {
  const [verb = '', resource = ''] = what.split(' ');
  const implied = who === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  const asked = { user: who, groups: [...groups, implied], verb, ...more };
  if (resource.startsWith('/')) return { ...asked, nonResourcePath: resource };
  const [named = '', subresource] = resource.split('/');
  const [plural = '', ...group] = named.split('.');
  return {
    ...asked,
    group: group.join('.'),
    resource: plural,
    ...(subresource === undefined ? {} : { subresource }),
  };
}
