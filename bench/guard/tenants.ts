import type { Cluster, KubernetesObject } from '../../src/ports/cluster.ts';
import { ROLE_BINDINGS, ROLES } from '../../src/ports/cluster-kinds.ts';
import {
  AGENT_SPEC,
  binding,
  GROUND,
  group,
  kustomization,
  namespace,
  role,
  rule,
  user,
} from '../../test/guard/ground.ts';

const TEAMS = 100;
const ROLES_EACH = 20;
const BINDINGS_EACH = 80;
const PEOPLE = 5_000;
const WIDTH = 48;

/** How many objects that grant there are. */
export const TENANT_OBJECTS: number = TEAMS * (ROLES_EACH + BINDINGS_EACH);
const TENANTS_FOLDER = 'clusters/tenants';

const teamOf = (index: number): string => `team-${String(index).padStart(3, '0')}`;

function objectsOf(team: number): readonly KubernetesObject[] {
  const where = teamOf(team);
  const roles = Array.from({ length: ROLES_EACH }, (_, index) =>
    role(where, `role-${index}`, [
      rule('', 'pods configmaps', 'get list watch'),
      rule('apps', 'deployments statefulsets', index % 2 === 0 ? 'get list' : 'get list patch'),
      rule('', 'configmaps', 'update', `settings-${index}`),
    ]),
  );
  const bindings = Array.from({ length: BINDINGS_EACH }, (_, index) => {
    const number = team * BINDINGS_EACH + index;
    const subjects = [user(`person-${(number * 7) % PEOPLE}`), group(`squad-${number % 400}`)];
    const of = index % 4 === 0 ? 'view' : `Role/role-${index % ROLES_EACH}`;
    return binding(where, `binding-${index}`, of, ...subjects);
  });
  return [...roles, ...bindings];
}

/** Where they are. */
export function namespaceNames(): readonly string[] {
  return Array.from({ length: TEAMS }, (_, team) => teamOf(team));
}

/** Files of a repository that hold them, in a folder of it. */
export function tenantFiles(folder: string = TENANTS_FOLDER): Readonly<Record<string, string>> {
  const files = Array.from({ length: TEAMS }, (_, team) => {
    const text = objectsOf(team).map((one) => JSON.stringify(one));
    return [`${folder}/${teamOf(team)}.yaml`, `${text.join('\n---\n')}\n`] as const;
  });
  const resources = files.map(([path]) => path.slice(folder.length + 1));
  return {
    ...Object.fromEntries(files),
    [`${folder}/kustomization.yaml`]: `${JSON.stringify({ resources })}\n`,
  };
}

/** How often the agent looks by itself. */
export const INTERVAL_SECONDS = 30;

/**
 * The ground with the Kustomization of the tenants, and their namespaces; its own agent looks every so many seconds. That of
 * the tenants is suspended, so that what the agent does for the others is not made slow by these.
 */
export function groundWithTenants(seconds: number): typeof GROUND {
  const agent = kustomization('production', { ...AGENT_SPEC, interval: `${seconds}s` });
  const tenants = kustomization('tenants', {
    ...AGENT_SPEC,
    path: `./${TENANTS_FOLDER}`,
    prune: false,
    suspend: true,
  });
  const names = namespaceNames().map((name) => namespace(name));
  const agents = (GROUND['agent.yaml'] ?? []).map((one) => (one.kind === agent.kind ? agent : one));
  return { ...GROUND, 'agent.yaml': agents, 'tenants.yaml': [tenants, ...names] };
}

/** Makes them in a cluster whose namespaces are there. */
export async function populate(admin: Pick<Cluster, 'create'>): Promise<void> {
  const wanted = Array.from({ length: TEAMS }, (_, team) => objectsOf(team)).flat();
  const lanes = Array.from({ length: WIDTH }, async () => {
    for (let one = wanted.pop(); one !== undefined; one = wanted.pop())
      await admin.create(one.kind === 'Role' ? ROLES : ROLE_BINDINGS, one);
  });
  await Promise.all(lanes);
}
