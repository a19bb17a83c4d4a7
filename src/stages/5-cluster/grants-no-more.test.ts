import { array, assert, boolean, constantFrom, property, record, subarray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Binding, BoundSubject, ClusterObjects, PolicyRule, Role } from '../../model/rbac.ts';
import { Authorizer } from './authorizer.ts';
import { grantsNoMore, isSelectedMore } from './grants-no-more.ts';
import { requesterOf } from './match.ts';

const at = { path: 'x', line: 1, column: 1, endLine: 1, endColumn: 1 };
const USERS = ['ann', 'bob'];
const VERBS = ['get', 'delete', '*'];
const RESOURCES = ['pods', 'pods/log', 'secrets', '*'];
const LABELS = ['a', 'b'];

const rule = record({
  verbs: subarray(VERBS, { minLength: 1 }),
  apiGroups: constantFrom([''], ['apps'], ['*']),
  resources: subarray(RESOURCES, { minLength: 1 }),
  resourceNames: subarray(['one']),
}).map((parts): PolicyRule => ({ ...parts, nonResourceURLs: [], at }));
const labels = subarray(LABELS).map((keys) => Object.fromEntries(keys.map((key) => [key, 'true'])));
const selector = constantFrom(...LABELS).map((key) => ({
  matchLabels: { [key]: 'true' },
  matchExpressions: [],
}));

function role(name: string) {
  return record({
    rules: array(rule, { maxLength: 3 }),
    labels,
    selectors: array(selector, { maxLength: 2 }),
  }).map(
    ({ rules, labels: own, selectors }): Role => ({
      kind: 'ClusterRole',
      name,
      rules,
      labels: own,
      ...(selectors.length === 0 ? {} : { aggregates: selectors }),
      annotations: {},
      at,
    }),
  );
}

function binding(name: string) {
  return record({ role: constantFrom('x', 'y'), users: subarray(USERS), wide: boolean() }).map(
    ({ role: to, users }): Binding => ({
      kind: 'ClusterRoleBinding',
      name,
      roleRef: { kind: 'ClusterRole', name: to },
      subjects: users.map((user): BoundSubject => ({ kind: 'User', name: user, at })),
      labels: {},
      annotations: {},
      at,
    }),
  );
}

/** Everything that each user may do, of what the rules here speak of. */
function holdings(roles: readonly Role[], bindings: readonly Binding[]): ReadonlySet<string> {
  const cluster: ClusterObjects = {
    name: 'c',
    roles,
    bindings,
    serviceAccounts: [],
    namespaces: [],
    unknown: [],
  };
  const authorizer = new Authorizer(cluster);
  const held = USERS.flatMap((user) =>
    ['get', 'delete', 'patch'].flatMap((verb) =>
      ['', 'apps', 'batch'].flatMap((apiGroup) =>
        ['pods', 'secrets', 'services'].flatMap((resource) =>
          [undefined, 'log'].flatMap((subresource) =>
            ['', 'one', 'two'].flatMap((name) => {
              const request = {
                verb,
                apiGroup,
                resource,
                name,
                namespace: '',
                ...(subresource === undefined ? {} : { subresource }),
              };
              const allowed = authorizer.allows(requesterOf({ kind: 'User', name: user }), request);
              return allowed === undefined ? [] : [JSON.stringify([user, request])];
            }),
          ),
        ),
      ),
    ),
  );
  return new Set(held);
}

/** As the controller leaves the roles behind; it is what a change meets. */
function settled(roles: readonly Role[]): readonly Role[] {
  return new Authorizer({ name: 'c', roles, bindings: [], serviceAccounts: [], namespaces: [], unknown: [] })
    .cluster.roles;
}

describe('a change that grants no more', () => {
  test('of a role gives nobody anything, by the authorizer', () => {
    let said = 0;
    assert(
      property(
        role('x'),
        role('x'),
        role('y'),
        array(binding('b'), { maxLength: 3 }),
        (one, wanted, other, bound) => {
          const roles = settled([one, other]);
          const before = roles.find(({ name }) => name === 'x') ?? one;
          const after = { ...wanted, rules: wanted.aggregates === undefined ? wanted.rules : before.rules };
          const selectors = roles.flatMap(({ aggregates = [] }) => aggregates);
          if (!grantsNoMore(before, after, selectors)) return;
          said += 1;
          const had = holdings(roles, bound);
          for (const right of holdings([after, ...roles.filter(({ name }) => name === 'y')], bound))
            expect(had).toContain(right);
        },
      ),
      { numRuns: 3_000 },
    );
    expect(said).toBeGreaterThan(50);
  });

  test('of a binding gives nobody anything, by the authorizer', () => {
    let said = 0;
    assert(
      property(
        role('x'),
        role('y'),
        binding('b'),
        binding('b'),
        binding('other'),
        (x, y, before, after, other) => {
          if (!grantsNoMore(before, after, [])) return;
          said += 1;
          const had = holdings([x, y], [before, other]);
          for (const right of holdings([x, y], [after, other])) expect(had).toContain(right);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(said).toBeGreaterThan(50);
  });

  test('is told of a label only where a selector takes it', () => {
    const selectors = [
      { matchLabels: { 'example.com/to-monitoring': 'true' }, matchExpressions: [] },
      { matchLabels: {}, matchExpressions: [{ key: 'hidden', operator: 'DoesNotExist', values: [] }] },
    ];
    expect(
      isSelectedMore({ hidden: 'x' }, { hidden: 'x', 'example.com/to-monitoring': 'true' }, selectors),
    ).toBe(true);
    expect(isSelectedMore({ hidden: 'x' }, {}, selectors)).toBe(true);
    expect(isSelectedMore({ hidden: 'x' }, { hidden: 'x', app: 'y' }, selectors)).toBe(false);
  });

  test('is none where a role becomes a binding, or another role is bound', () => {
    const bind = (to: string): Binding => ({
      kind: 'RoleBinding',
      name: 'b',
      namespace: 'n',
      roleRef: { kind: 'Role', name: to },
      subjects: [],
      labels: {},
      annotations: {},
      at,
    });
    const plain: Role = {
      kind: 'Role',
      name: 'b',
      namespace: 'n',
      rules: [],
      labels: {},
      annotations: {},
      at,
    };
    expect(grantsNoMore(plain, bind('x'), [])).toBe(false);
    expect(grantsNoMore(bind('x'), bind('y'), [])).toBe(false);
    expect(grantsNoMore(bind('x'), bind('x'), [])).toBe(true);
  });
});
