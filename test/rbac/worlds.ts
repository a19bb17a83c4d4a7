import fc from 'fast-check';
import type {
  AccessRequest,
  Binding,
  BoundSubject,
  ClusterObjects,
  PolicyRule,
  RbacSubject,
  Role,
} from '../../src/model/rbac.ts';

const at = { path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
const NAMESPACES = ['one', 'two'];
const RESOURCES = ['pods', 'deployments', 'secrets', 'namespaces'];
const PATHS = ['/a', '/a/b', '/c'];
const some = <Value>(...from: readonly Value[]): fc.Arbitrary<Value[]> =>
  fc.uniqueArray(fc.constantFrom(...from), { maxLength: 2 });

const rule: fc.Arbitrary<PolicyRule> = fc.record({
  verbs: fc.uniqueArray(fc.constantFrom('get', 'list', 'create', '*', 'GET'), { minLength: 1, maxLength: 2 }),
  apiGroups: some('', 'apps', '*'),
  resources: some(...RESOURCES, 'pods/exec', 'pods/*', '*/exec', '*/scale', 'deployments/scale', '*'),
  resourceNames: fc.oneof(fc.constant([]), some('x', 'one', '*', '')),
  nonResourceURLs: fc.oneof(fc.constant([]), some('/a', '/a/*', '/a*', '*', '/**')),
  at: fc.constant(at),
});

const labels = fc.constantFrom({}, { to: 'all' }, { to: 'more' }, { to: 'all', more: 'yes' });
const selector = fc
  .constantFrom({ to: 'all' }, { to: 'more' }, { more: 'yes' })
  .map((matchLabels) => ({ matchLabels: matchLabels as Record<string, string>, matchExpressions: [] }));

const clusterRole = (name: string): fc.Arbitrary<Role> =>
  fc
    .record({
      rules: fc.array(rule, { maxLength: 2 }),
      labels,
      aggregates: fc.option(fc.array(selector, { maxLength: 2 })),
    })
    .map(({ rules, labels: own, aggregates }) => ({
      kind: 'ClusterRole',
      name,
      rules,
      labels: own as Record<string, string>,
      annotations: {},
      at,
      ...(aggregates === null ? {} : { aggregates }),
    }));

const role = (namespace: string, name: string): fc.Arbitrary<Role> =>
  fc
    .array(rule, { maxLength: 2 })
    .map((rules) => ({ kind: 'Role', name, namespace, rules, labels: {}, annotations: {}, at }));

/** Everybody whom a binding may name and a question may be about. */
export const SUBJECTS: readonly RbacSubject[] = [
  { kind: 'User', name: 'ann' },
  { kind: 'User', name: 'system:anonymous' },
  { kind: 'Group', name: 'devs' },
  { kind: 'Group', name: 'system:authenticated' },
  { kind: 'Group', name: 'system:unauthenticated' },
  { kind: 'Group', name: 'system:serviceaccounts' },
  { kind: 'Group', name: 'system:serviceaccounts:one' },
  { kind: 'ServiceAccount', name: 'bot', namespace: 'one' },
  { kind: 'ServiceAccount', name: 'bot', namespace: 'two' },
];

const subject: fc.Arbitrary<BoundSubject> = fc.constantFrom(
  ...SUBJECTS.map((one) => ({ ...one, at })),
  { kind: 'User' as const, name: 'system:serviceaccount:one:bot', at },
  { kind: 'ServiceAccount' as const, name: 'bot', at },
);

const binding = (name: string): fc.Arbitrary<Binding> =>
  fc
    .record({
      namespace: fc.option(fc.constantFrom(...NAMESPACES)),
      kind: fc.constantFrom<'Role' | 'ClusterRole'>('Role', 'ClusterRole'),
      role: fc.constantFrom('r0', 'r1', 'r2', 'missing'),
      subjects: fc.array(subject, { maxLength: 3 }),
    })
    .map(({ namespace, kind, role: to, subjects }): Binding => {
      const rest = { name, subjects, labels: {}, annotations: {}, at };
      return namespace === null
        ? { kind: 'ClusterRoleBinding', roleRef: { kind: 'ClusterRole', name: to }, ...rest }
        : { kind: 'RoleBinding', namespace, roleRef: { kind, name: to }, ...rest };
    });

const names = (amount: number): readonly string[] =>
  Array.from({ length: amount }, (_, index) => `r${index}`);

/** Roles that aggregate each other end up as the controller happens to begin; so only the first one is selected further. */
function withoutCircles(one: Role, index: number): Role {
  return one.aggregates === undefined || index === 0 ? one : { ...one, labels: {} };
}

/** Small clusters in which most things that matter happen. */
export const world: fc.Arbitrary<ClusterObjects> = fc
  .record({
    clusterRoles: fc.tuple(...names(3).map(clusterRole)),
    roles: fc.tuple(...NAMESPACES.flatMap((namespace) => names(2).map((name) => role(namespace, name)))),
    bindings: fc.tuple(...names(4).map(binding)),
  })
  .map(({ clusterRoles, roles, bindings }) => ({
    name: 'c',
    roles: [...clusterRoles.map(withoutCircles), ...roles],
    bindings,
    serviceAccounts: [],
    namespaces: NAMESPACES,
    unknown: [],
  }));

const onResource: fc.Arbitrary<AccessRequest> = fc
  .record({
    verb: fc.constantFrom('get', 'list', 'create', 'delete'),
    resource: fc.constantFrom(...RESOURCES),
    subresource: fc.option(fc.constantFrom('exec', 'scale')),
    name: fc.constantFrom('', 'x', 'one'),
    namespace: fc.constantFrom('', ...NAMESPACES),
  })
  .map(({ verb, resource, subresource, name, namespace }) => ({
    verb,
    apiGroup: resource === 'deployments' ? 'apps' : '',
    resource,
    ...(subresource === null ? {} : { subresource }),
    name,
    namespace: resource === 'namespaces' ? '' : namespace,
  }));
const onPath: fc.Arbitrary<AccessRequest> = fc
  .record({ verb: fc.constantFrom('get', 'list'), path: fc.constantFrom(...PATHS) })
  .map(({ verb, path }) => ({
    verb,
    apiGroup: '',
    resource: '',
    name: '',
    namespace: '',
    nonResourcePath: path,
  }));

export const request: fc.Arbitrary<AccessRequest> = fc.oneof({ weight: 4, arbitrary: onResource }, onPath);
export const asker: fc.Arbitrary<RbacSubject> = fc.constantFrom(...SUBJECTS);
export const groups: fc.Arbitrary<string[]> = some('devs', 'others', 'system:masters');
