import type { Binding, ClusterObjects, PolicyRule, Role } from '../src/model/rbac.ts';
import { Authorizer } from '../src/stages/5-cluster/authorizer.ts';
import { withDefaults } from '../src/stages/5-cluster/compose.ts';
import { defaultPolicy } from '../src/stages/5-cluster/defaults.ts';
import { accessDifference } from '../src/stages/5-cluster/difference/access.ts';
import { waysDifference } from '../src/stages/5-cluster/difference/escalations.ts';
import { type Measurement, medianMilliseconds } from './measure.ts';

const BUDGET_MILLISECONDS = 1_000;
const AT = { path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const RESOURCES = ['pods', 'secrets', 'configmaps', 'deployments', 'jobs', 'services', 'roles', 'pods/exec'];

/** The access diff of two states of a cluster of 10,500 bindings, 2,000 roles and 5,000 subjects, of which 1 % differ. */
export async function measure(): Promise<readonly Measurement[]> {
  const before = cluster();
  const after: ClusterObjects = {
    ...before,
    roles: before.roles.map((role, index) =>
      index % 100 === 0 ? { ...role, rules: role.rules.slice(1) } : role,
    ),
    bindings: before.bindings.map((one, index) =>
      index % 100 === 0 ? { ...one, roleRef: { kind: 'ClusterRole', name: `c${index % 400}` } } : one,
    ),
  };
  const defaults = defaultPolicy('1.35') ?? { roles: [], bindings: [] };
  const ours = await medianMilliseconds(3, () => {
    const [old, current] = [before, after].map((one) => new Authorizer(withDefaults(one, defaults)));
    if (old === undefined || current === undefined) return;
    accessDifference(old, current);
    waysDifference(old, current);
  });
  return [
    {
      name: 'access diff, 10,500 bindings, 1 % differ',
      ours,
      reference: BUDGET_MILLISECONDS,
      unit: 'ms',
      against: 'budget',
      limit: 1,
    },
  ];
}

function cluster(): ClusterObjects {
  let seed = 1;
  const pick = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7f_ff_ff_ff;
    return seed % below;
  };
  const rule = (): PolicyRule => ({
    verbs: VERBS.slice(0, 1 + pick(VERBS.length)),
    apiGroups: [['', 'apps', 'batch'][pick(3)] ?? ''],
    resources: [RESOURCES[pick(RESOURCES.length)] ?? '', RESOURCES[pick(RESOURCES.length)] ?? ''],
    resourceNames: [],
    nonResourceURLs: [],
    at: AT,
  });
  const named = { labels: {}, annotations: {}, at: AT };
  const roles = Array.from({ length: 2_000 }, (_, index): Role => {
    const rules = Array.from({ length: 4 }, rule);
    return index < 400
      ? { kind: 'ClusterRole', name: `c${index}`, rules, ...named }
      : { kind: 'Role', namespace: `n${index % 200}`, name: `r${index}`, rules, ...named };
  });
  const bindings = Array.from({ length: 10_500 }, (_, index): Binding => {
    const roleRef = { kind: 'ClusterRole', name: `c${pick(400)}` } as const;
    const subject = { name: `s${pick(5_000)}`, at: AT };
    return index < 10_000
      ? {
          kind: 'RoleBinding',
          namespace: `n${pick(200)}`,
          name: `b${index}`,
          roleRef,
          subjects: [{ kind: pick(2) === 0 ? 'User' : 'Group', ...subject }],
          ...named,
        }
      : {
          kind: 'ClusterRoleBinding',
          name: `b${index}`,
          roleRef,
          subjects: [{ kind: 'ServiceAccount', namespace: `n${pick(200)}`, ...subject }],
          ...named,
        };
  });
  return { name: 'bench', roles, bindings, serviceAccounts: [], namespaces: [], unknown: [] };
}
