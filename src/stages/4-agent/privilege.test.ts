import { describe, expect, it } from 'vitest';
import { readObjects } from '../../formats/kubernetes/objects.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import { type Privilege, privilegeOf } from './privilege.ts';

function privilege(...bindings: readonly string[]): Privilege['privilege'] {
  const text = bindings
    .map((binding) => `apiVersion: rbac.authorization.k8s.io/v1\n${binding}`)
    .join('\n---\n');
  const { objects } = readObjects(readYaml(new TextEncoder().encode(text), { path: 'rbac.yaml' }));
  return privilegeOf(
    { namespace: 'apps', name: 'deployer' },
    objects.map((object) => ({ object, chain: [] })),
  ).privilege;
}
const binding = (kind: string, role: string, subject: string): string =>
  `kind: ${kind}\nmetadata: {name: b, namespace: apps}\nroleRef: {kind: ClusterRole, name: ${role}}\nsubjects: [${subject}]`;
const SELF = '{kind: ServiceAccount, name: deployer, namespace: apps}';

describe('what bindings in view tell of an account', () => {
  it('is everything by a cluster-wide binding to cluster-admin, also through a group or as a user', () => {
    expect(privilege(binding('ClusterRoleBinding', 'cluster-admin', SELF))).toBe('cluster-admin');
    expect(
      privilege(
        binding('ClusterRoleBinding', 'cluster-admin', "{kind: Group, name: 'system:serviceaccounts:apps'}"),
      ),
    ).toBe('cluster-admin');
    expect(
      privilege(
        binding(
          'ClusterRoleBinding',
          'cluster-admin',
          "{kind: User, name: 'system:serviceaccount:apps:deployer'}",
        ),
      ),
    ).toBe('cluster-admin');
  });
  it('is everything by a role of that power under another name', () => {
    expect(
      privilege(
        "kind: ClusterRole\nmetadata: {name: god}\nrules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]",
        binding('ClusterRoleBinding', 'god', SELF),
      ),
    ).toBe('cluster-admin');
  });
  it('is bounded by a binding in one namespace, whatever the role', () => {
    expect(privilege(binding('RoleBinding', 'cluster-admin', '{kind: ServiceAccount, name: deployer}'))).toBe(
      'bounded',
    );
  });
  it('is unknown without a binding of its own, or with a role that is not in view', () => {
    expect(
      privilege(binding('ClusterRoleBinding', 'view', "{kind: Group, name: 'system:authenticated'}")),
    ).toBe('unknown');
    expect(privilege(binding('ClusterRoleBinding', 'elsewhere', SELF))).toBe('unknown');
    expect(
      privilege(binding('ClusterRoleBinding', 'cluster-admin', '{kind: ServiceAccount, name: deployer}')),
    ).toBe('unknown');
    expect(
      privilege(
        binding(
          'ClusterRoleBinding',
          'cluster-admin',
          '{kind: ServiceAccount, name: deployer, namespace: other}',
        ),
      ),
    ).toBe('unknown');
  });
});
