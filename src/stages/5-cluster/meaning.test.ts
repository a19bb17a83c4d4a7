import { describe, expect, test } from 'vitest';
import { liveObject } from '../../formats/kubernetes/live.ts';
import { readObjects } from '../../formats/kubernetes/objects.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import { rbacMeaning } from './meaning.ts';

function written(text: string): string | undefined {
  const [object] = readObjects(readYaml(new TextEncoder().encode(text), { path: 'x.yaml' })).objects;
  return object === undefined ? undefined : rbacMeaning(object);
}
function live(object: object): string | undefined {
  const read = liveObject(object, 'live');
  return read === undefined ? undefined : rbacMeaning(read);
}

const ROLE = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: edit, namespace: shop}
rules:
  - {apiGroups: [""], resources: [pods, secrets], verbs: [get, list]}
  - {apiGroups: [apps], resources: [deployments], verbs: [get]}
`;
const BINDING = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: edit, namespace: shop}
roleRef: {kind: ClusterRole, name: edit, apiGroup: rbac.authorization.k8s.io}
subjects:
  - {kind: User, name: ann}
  - {kind: ServiceAccount, name: app}
`;

describe('the meaning of an RBAC object', () => {
  test('is the same with all that the API server and an agent add, in whatever order', () => {
    expect(written(ROLE)).toBeDefined();
    expect(
      live({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: {
          name: 'edit',
          namespace: 'shop',
          uid: 'u',
          resourceVersion: '7',
          creationTimestamp: '2026-11-20T00:00:00Z',
          generation: 2,
          labels: { 'kustomize.toolkit.fluxcd.io/name': 'x', 'app.kubernetes.io/instance': 'y' },
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
          managedFields: [{ manager: 'kustomize-controller' }],
        },
        rules: [
          { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
          { apiGroups: [''], resources: ['secrets', 'pods', 'pods'], verbs: ['list', 'get'] },
        ],
      }),
    ).toBe(written(ROLE));
    expect(
      live({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'edit', namespace: 'shop' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
        subjects: [
          { kind: 'ServiceAccount', name: 'app', namespace: 'shop' },
          { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ann' },
        ],
      }),
    ).toBe(written(BINDING));
  });

  test.each([
    ['a verb', ROLE, ROLE.replace('[get, list]', '[get, list, watch]')],
    ['a rule', ROLE, `${ROLE}  - {apiGroups: [""], resources: [nodes], verbs: [get]}\n`],
    [
      'what a role is called when it aggregates',
      ROLE,
      ROLE.replace('edit,', 'edit, labels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"},'),
    ],
    ['a subject', BINDING, BINDING.replace('name: ann', 'name: bob')],
    ['the role', BINDING, BINDING.replace('name: edit, apiGroup', 'name: admin, apiGroup')],
    ['where an account is', BINDING, BINDING.replace('name: app', 'name: app, namespace: other')],
  ])('is another where %s differs', (_, one, other) => {
    expect(written(other)).toBeDefined();
    expect(written(other)).not.toBe(written(one));
  });

  test('of a role that aggregates is what it aggregates, whatever rules its controller gave it', () => {
    const text = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}
rules: []
`;
    expect(
      written(text.replace('rules: []', 'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]')),
    ).toBe(written(text));
    expect(written(text.replace('a: b', 'a: c'))).not.toBe(written(text));
  });

  test('is none for other kinds, and for what the API server would refuse', () => {
    expect(written('apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n')).toBeUndefined();
    expect(written(BINDING.replace('kind: User', 'kind: Robot'))).toBeUndefined();
  });
});
