import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Principals } from '../../src/chain/review/principals.ts';
import { RoleRights } from '../../src/chain/review/role-rights.ts';
import { waysIn } from '../../src/chain/review/ways.ts';
import { readObjects } from '../../src/formats/kubernetes/objects.ts';
import { readYaml } from '../../src/formats/yaml/read.ts';
import type { Roster } from '../../src/model/person.ts';
import type { ReviewDefinition } from '../../src/model/review.ts';
import { rightsWords } from '../../src/reports/access/words.ts';
import { whatCan } from '../../src/stages/5-cluster/ask/what-can.ts';
import { whoCan } from '../../src/stages/5-cluster/ask/who-can.ts';
import { Authorizer } from '../../src/stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../src/stages/5-cluster/compose.ts';
import { defaultPolicy } from '../../src/stages/5-cluster/defaults.ts';
import { requesterOf } from '../../src/stages/5-cluster/match.ts';
import { readCluster } from '../../src/stages/5-cluster/read.ts';

const NAMESPACES = ['shop', 'pay'];
const VERBS = ['get', 'list', 'create', 'delete', '*'];
const RESOURCES = ['pods', 'secrets', 'nodes', 'pods/log', '*'];
const AT = { path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

const rule = fc.record({
  verbs: fc.subarray(VERBS, { minLength: 1 }),
  resources: fc.subarray(RESOURCES, { minLength: 1 }),
});
const role = fc.record({
  name: fc.constantFrom('r0', 'r1', 'r2'),
  namespace: fc.constantFrom(null, ...NAMESPACES),
  rules: fc.array(rule, { maxLength: 3 }),
});
const subject = fc.oneof(
  fc.record({
    kind: fc.constant('User'),
    name: fc.constantFrom('ann', 'ben', 'system:serviceaccount:ci:runner'),
  }),
  fc.record({ kind: fc.constant('Group'), name: fc.constantFrom('devs', 'system:authenticated') }),
  fc.record({
    kind: fc.constant('ServiceAccount'),
    name: fc.constant('runner'),
    namespace: fc.constant('ci'),
  }),
);
const binding = fc.record({
  namespace: fc.constantFrom(null, ...NAMESPACES),
  role: fc.constantFrom('r0', 'r1', 'r2', 'view', 'cluster-admin', 'absent'),
  isOwn: fc.boolean(),
  subjects: fc.array(subject, { minLength: 1, maxLength: 3 }),
});

const ROSTER: Roster = {
  people: [
    { kind: 'person', id: 'ann', groups: ['devs'], accounts: [], keys: [], emails: [], at: AT },
    { kind: 'person', id: 'cid', groups: ['devs'], accounts: [], keys: [], emails: [], at: AT },
  ],
  robots: [],
  at: AT,
};
const DEFINITION: ReviewDefinition = {
  name: 'q',
  owner: 'security',
  clusters: ['c'],
  namespaces: [],
  reviewers: [],
  exclude: [],
  days: 1,
  mostRemoved: 1,
  at: AT,
};

it('has those who can do something, by the bindings by which they can, and nobody else', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(role, { maxLength: 6, selector: ({ name, namespace }) => `${namespace} ${name}` }),
      fc.array(binding, { minLength: 1, maxLength: 8 }),
      (roles, bindings) => {
        const authorizer = clusterOf(roles, bindings);
        const { ways } = waysIn(
          authorizer,
          DEFINITION,
          new Principals(ROSTER, '2026-01-01T00:00:00Z'),
          new RoleRights(authorizer, rightsWords),
        );
        const direct = ways.filter(({ via }) => via.length === 0);
        const items = new Set(direct.map((way) => text(way.principal.subject, way.binding.name)));
        // Whoever may do anything by a binding of Git is an item.
        for (const verb of VERBS)
          for (const resource of RESOURCES)
            for (const namespace of ['', ...NAMESPACES]) {
              const [plural = '', subresource = ''] = resource.split('/');
              const { subjects } = whoCan(authorizer, {
                verb,
                apiGroup: '',
                resource: plural,
                subresource,
                name: '',
                namespace,
              });
              for (const { subject: who, via } of subjects)
                for (const held of via)
                  if (held.binding.builtIn !== true) expect(items).toContain(text(who, held.binding.name));
            }
        // And each item is somebody who may do what it says, where it says anything.
        for (const { principal, binding: by, rights, namespace } of direct) {
          const { grants } = whatCan(authorizer, requesterOf(principal.subject));
          const held = grants.filter(({ via }) => via.some((one) => one.binding.name === by.name));
          const known = rights.filter((right) => !right.startsWith('whatever '));
          expect(known.length > 0).toBe(held.length > 0);
          for (const grant of held) {
            expect(grant.namespace).toBe(namespace);
            expect(rights).toContain(rightsWords(grant));
          }
        }
        // Members of a group have what the group has.
        const throughDevs = ways.filter(({ via }) => via.includes('devs'));
        const ofDevs = direct.filter(({ principal }) => principal.subject.name === 'devs');
        expect(throughDevs).toHaveLength(ofDevs.length * 2);
      },
    ),
    { numRuns: 100 },
  );
});

function clusterOf(
  roles: readonly {
    readonly name: string;
    readonly namespace: string | null;
    readonly rules: readonly object[];
  }[],
  bindings: readonly {
    readonly namespace: string | null;
    readonly role: string;
    readonly isOwn: boolean;
    readonly subjects: readonly object[];
  }[],
): Authorizer {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const objects = [
    ...roles.map(({ name, namespace, rules }) => ({
      apiVersion,
      kind: namespace === null ? 'ClusterRole' : 'Role',
      metadata: { name, ...(namespace === null ? {} : { namespace }) },
      rules: rules.map((one) => ({ apiGroups: [''], ...one })),
    })),
    ...bindings.map(({ namespace, role: name, isOwn, subjects }, index) => ({
      apiVersion,
      kind: namespace === null ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata: { name: `b${index}`, ...(namespace === null ? {} : { namespace }) },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: isOwn && namespace !== null ? 'Role' : 'ClusterRole',
        name,
      },
      subjects,
    })),
  ];
  const yaml = objects.map((one) => `${JSON.stringify(one)}\n`).join('---\n');
  const read = readObjects(readYaml(new TextEncoder().encode(yaml), { path: 'a.yaml' }));
  const defaults = defaultPolicy('1.35') ?? { roles: [], bindings: [] };
  return new Authorizer(withDefaults(readCluster('c', read.objects), defaults));
}

function text(
  { kind, name, namespace }: { kind: string; name: string; namespace?: string },
  by: string,
): string {
  return `${kind} ${namespace ?? ''}/${name} by ${by}`;
}
