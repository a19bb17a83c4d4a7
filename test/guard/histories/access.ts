import { liveObject } from '../../../src/formats/kubernetes/live.ts';
import type { KubeObject } from '../../../src/formats/kubernetes/object.ts';
import type { AccessRequest } from '../../../src/model/rbac.ts';
import type { KubernetesObject } from '../../../src/ports/cluster.ts';
import { Authorizer } from '../../../src/stages/5-cluster/authorizer.ts';
import { readCluster } from '../../../src/stages/5-cluster/read.ts';

const WHO = ['mallory', 'eve', 'sam', 'fay', 'nia'].map((user) => ({ user, groups: [] as string[] }));
const GROUPS = ['support', 'auditors', 'viewers', 'platform-admins', 'other-admins'].map((name) => ({
  user: 'x',
  groups: [name],
}));
const WHAT: readonly (readonly [string, string, string])[] = [
  ['get', '', 'pods'],
  ['list', '', 'secrets'],
  ['get', '', 'nodes'],
  ['update', '', 'configmaps'],
  ['create', 'rbac.authorization.k8s.io', 'clusterrolebindings'],
];

const trees = new WeakMap<KubernetesObject, KubeObject>();

/** Whoever of some may do what of some, by whole clusters: `USER GROUP VERB RESOURCE NAMESPACE`. */
export function allowed(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  const authorizer = authorizerOf(objects);
  const found = new Set<string>();
  for (const { user, groups } of [...WHO, ...GROUPS])
    for (const [verb, apiGroup, resource] of WHAT)
      for (const namespace of resource === 'nodes' || apiGroup !== '' ? [''] : ['', 'shop']) {
        const request: AccessRequest = { verb, apiGroup, resource, name: '', namespace };
        const who = { user, groups: new Set([...groups, 'system:authenticated']) };
        if (authorizer.allows(who, request) !== undefined)
          found.add([user, ...groups, verb, resource, namespace].join(' '));
      }
  return found;
}

/** Is there one of the group of administrators, if anybody is in it, who may do everything? */
export function canAdminister(objects: readonly KubernetesObject[]): boolean {
  const who = { user: 'ann', groups: new Set(['platform-admins', 'system:authenticated']) };
  const request = { verb: 'any', apiGroup: 'any', resource: 'any', name: '', namespace: '' };
  return authorizerOf(objects).allows(who, request) !== undefined;
}

function authorizerOf(objects: readonly KubernetesObject[]): Authorizer {
  const read = objects.flatMap((object) => {
    const tree = trees.get(object) ?? liveObject(object, 'live');
    if (tree !== undefined) trees.set(object, tree);
    return tree ?? [];
  });
  return new Authorizer(readCluster('live', read));
}

/** `KIND NAMESPACE/NAME`. */
export function nameOf({ kind, metadata: { namespace = '', name } }: KubernetesObject): string {
  return `${kind} ${namespace}/${name}`;
}
