import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import { inProcessCluster } from '../../src/entrypoints/demo/cluster/in-process.ts';
import { MainwardError } from '../../src/model/errors.ts';
import type { Cluster, KubernetesObject, Patch } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  CONFIG_MAPS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
} from '../../src/ports/cluster-kinds.ts';
import { eventually, keyOf, make } from '../../src/ports/cluster-rig.conformance.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';

const RBAC = 'rbac.authorization.k8s.io';
const NAMESPACE = 'twin';
const USERS = ['ann', 'bob', 'cy', 'dee'];
const SEED = 20261127;

/** The same credential of both clusters, ours first. */
type Twins = readonly [Cluster, Cluster];

const own = inProcessCluster({ clock: systemClock, random: systemRandom });
let plane: ControlPlane;
let admin: Twins;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await twins('admin', ...ADMIN.groups);
  await both(admin, (cluster) => cluster.create(NAMESPACES, make(NAMESPACES, { name: NAMESPACE })));
});
afterAll(async () => plane?.stop());

async function twins(user: string, ...groups: readonly string[]): Promise<Twins> {
  return [own.as({ user, groups }), await plane.as({ user, groups })];
}

/** What both answer: the object, or why not. */
async function both(
  clusters: Twins,
  work: (cluster: Cluster) => Promise<KubernetesObject>,
): Promise<readonly [unknown, unknown]> {
  const answers = clusters.map((cluster) =>
    work(cluster).then(essence, (error: unknown) => {
      if (!(error instanceof MainwardError)) throw error;
      return `${error.code} ${String(error.fields['status'])}`;
    }),
  );
  const [ours, theirs] = await Promise.all(answers);
  return [ours, theirs];
}

/** Of an object what two clusters can have in common. */
function essence({ metadata, ...rest }: KubernetesObject): unknown {
  const managed = (metadata['managedFields'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return {
    ...rest,
    data: rest['data'] ?? {},
    labels: metadata.labels ?? {},
    managed: managed
      .map(({ manager, operation, fieldsV1 }) => [manager, operation, ...leaves(fieldsV1)])
      .filter(({ length }) => length > 2)
      .map((words) => words.join(' '))
      .sort(),
  };
}

/** That a mapping itself is owned, whatever is in it, only the real server writes down. */
const MAPPINGS: ReadonlySet<string> = new Set(['/f:data', '/f:metadata/f:labels']);

/** Names of the fields that are owned. */
function leaves(fields: unknown, path = ''): readonly string[] {
  const entries = Object.entries(fields as Readonly<Record<string, object>>).filter(([name]) => name !== '.');
  if (entries.length === 0) return MAPPINGS.has(path) ? [] : [path];
  return entries.flatMap(([name, inner]) => leaves(inner, `${path}/${name}`)).sort();
}

describe('the in-process cluster and the real one', () => {
  test('agree on who owns which field, whatever is applied and patched', async () => {
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), { maxKeys: 3 });
    const apply = fc.record({
      kind: fc.constant('apply' as const),
      manager: fc.constantFrom('one', 'two', 'three'),
      force: fc.boolean(),
      data: values,
      labels: values,
    });
    const removing = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', null), {
      maxKeys: 2,
    });
    const merge = fc.record({ kind: fc.constant('merge' as const), data: removing, labels: removing });
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: apply }, merge), { minLength: 2, maxLength: 8 });
    let maps = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        maps += 1;
        const key = { type: CONFIG_MAPS, name: `map-${maps}`, namespace: NAMESPACE };
        for (const step of all) {
          const metadata = {
            name: key.name,
            namespace: NAMESPACE,
            ...(Object.keys(step.labels).length === 0 ? {} : { labels: step.labels }),
          };
          const fields = Object.keys(step.data).length === 0 ? {} : { data: step.data };
          const patch: Patch =
            step.kind === 'merge'
              ? { kind: 'merge', body: { ...fields, metadata } }
              : {
                  ...step,
                  body: {
                    ...make(CONFIG_MAPS, { name: key.name, namespace: NAMESPACE }),
                    ...fields,
                    metadata,
                  } as KubernetesObject,
                };
          const [ours, theirs] = await both(admin, (cluster) => cluster.patch(key, patch));
          expect(ours).toEqual(theirs);
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  test('agree on who may write which role and binding', async () => {
    const word = <Value>(...from: readonly Value[]): fc.Arbitrary<Value[]> =>
      fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 2 });
    const rule = fc.record(
      {
        verbs: word('get', 'list', '*', 'bind', 'escalate'),
        apiGroups: word('', 'apps', '*', RBAC),
        resources: word('secrets', 'pods', 'pods/exec', '*/exec', '*', 'roles', 'clusterroles'),
        resourceNames: word('x', 'role-1', 'role-2'),
      },
      { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
    );
    const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
    await haveRights(fc.sample(rules, { seed: SEED, numRuns: 12 }));
    const actors = await Promise.all(USERS.map((user) => twins(user)));
    const write = fc.record({
      actor: fc.constantFrom(...actors),
      wide: fc.boolean(),
      role: fc.option(rules),
      refers: fc.integer({ min: 0, max: 8 }),
      inNamespace: fc.boolean(),
    });
    let written = 0;
    const outcomes = new Set<unknown>();
    await fc.assert(
      fc.asyncProperty(write, async ({ actor, wide, role, refers, inNamespace }) => {
        written += 1;
        const name = `written-${written}`;
        const metadata = wide ? { name } : { name, namespace: NAMESPACE };
        const type =
          role === null ? (wide ? CLUSTER_ROLE_BINDINGS : ROLE_BINDINGS) : wide ? CLUSTER_ROLES : ROLES;
        const kind = wide || !inNamespace ? 'ClusterRole' : 'Role';
        const binding = { roleRef: { apiGroup: RBAC, kind, name: `role-${refers}` }, subjects: [] };
        const object = make(type, metadata, role === null ? binding : { rules: role });
        const [ours, theirs] = await both(actor, (cluster) => cluster.create(type, object));
        outcomes.add(typeof theirs === 'string' ? theirs : 'made');
        expect(typeof ours === 'string' ? ours : 'made').toEqual(
          typeof theirs === 'string' ? theirs : 'made',
        );
        await Promise.all(admin.map((cluster) => cluster.delete(keyOf(type, object))));
      }),
      { seed: SEED, numRuns: 1500 },
    );
    expect(outcomes).toEqual(new Set(['CLUSTER_FORBIDDEN 403', 'CLUSTER_REFUSED 404', 'made']));
  });
});

/** Everybody may write roles and bindings, and each holds other rules; the same in both clusters. */
async function haveRights(all: readonly (readonly object[])[]): Promise<void> {
  const writer = {
    apiGroups: [RBAC],
    resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
    verbs: ['create'],
  };
  const subjects = USERS.map((name) => ({ apiGroup: RBAC, kind: 'User', name }));
  const objects: KubernetesObject[] = [
    make(CLUSTER_ROLES, { name: 'writer' }, { rules: [writer] }),
    make(
      CLUSTER_ROLE_BINDINGS,
      { name: 'writer' },
      { roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'writer' }, subjects },
    ),
  ];
  for (const [index, rules] of all.entries()) {
    const [wide, name] = [index % 2 === 0, `role-${index}`];
    const metadata = wide ? { name } : { name, namespace: NAMESPACE };
    const roleRef = { apiGroup: RBAC, kind: wide ? 'ClusterRole' : 'Role', name };
    const bound = { roleRef, subjects: [subjects[index % USERS.length]] };
    objects.push(make(wide ? CLUSTER_ROLES : ROLES, metadata, { rules }));
    objects.push(
      make(
        wide && index % 3 === 0 ? CLUSTER_ROLE_BINDINGS : ROLE_BINDINGS,
        wide && index % 3 === 0 ? { name } : { name, namespace: NAMESPACE },
        bound,
      ),
    );
  }
  for (const object of objects) {
    const type =
      [ROLES, ROLE_BINDINGS, CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS].find(({ kind }) => kind === object.kind) ??
      ROLES;
    for (const cluster of admin) await cluster.create(type, object);
  }
  const last = { user: USERS[0] ?? '', groups: [], verb: 'create', group: RBAC, resource: 'clusterroles' };
  await eventually(async () => expect(await admin[1].allows(last)).toBe(true));
}
