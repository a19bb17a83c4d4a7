import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectsOf } from '../../src/entrypoints/demo/cluster/seed.ts';
import type { ClusterIdentity, KubernetesObject, ObjectMeta, ResourceType } from '../../src/ports/cluster.ts';
import {
  apiVersionOf,
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SERVICE_ACCOUNTS,
} from '../../src/ports/cluster-kinds.ts';
import { ROOT } from '../support/project.ts';

export const RBAC = 'rbac.authorization.k8s.io';

/** The people who write to the cluster by hand. The roster says whose accounts these are. */
export const PEOPLE = {
  /** Administers the cluster, by a binding that Git holds. */
  ann: { user: 'oidc:ann', groups: ['platform-admins'] },
  /** Leads the shop: `admin` in its namespace. */
  cy: { user: 'oidc:cy', groups: ['shop-leads'] },
  /** Administers the cluster, too. */
  dee: { user: 'oidc:dee', groups: ['platform-admins'] },
  /** Has the certificate for emergencies. */
  eve: { user: 'oidc:eve', groups: ['system:masters'] },
} as const satisfies Readonly<Record<string, ClusterIdentity>>;
export type Who = keyof typeof PEOPLE;

export type Rule = Readonly<
  Partial<
    Record<'apiGroups' | 'resources' | 'verbs' | 'resourceNames' | 'nonResourceURLs', readonly string[]>
  >
>;
export type Subject = Readonly<Record<string, string>>;

export const user = (name: string): Subject => ({ apiGroup: RBAC, kind: 'User', name });
export const group = (name: string): Subject => ({ apiGroup: RBAC, kind: 'Group', name });
export const account = (namespace: string, name: string): Subject => ({
  kind: 'ServiceAccount',
  name,
  namespace,
});
export const rule = (
  apiGroup: string,
  resources: string,
  verbs: string,
  ...resourceNames: string[]
): Rule => ({
  apiGroups: [apiGroup],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...(resourceNames.length === 0 ? {} : { resourceNames }),
});

function object(type: ResourceType, metadata: ObjectMeta, fields: object = {}): KubernetesObject {
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata, ...fields };
}

export const clusterRole = (
  name: string,
  rules: readonly Rule[],
  labels?: Readonly<Record<string, string>>,
) => object(CLUSTER_ROLES, { name, ...(labels === undefined ? {} : { labels }) }, { rules });
export const role = (namespace: string, name: string, rules: readonly Rule[]) =>
  object(ROLES, { name, namespace }, { rules });
export const clusterBinding = (name: string, of: string, ...subjects: readonly Subject[]) =>
  object(
    CLUSTER_ROLE_BINDINGS,
    { name },
    { roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: of }, subjects },
  );
/** To a ClusterRole, or with `Role/` before its name to a Role. */
export const binding = (namespace: string, name: string, of: string, ...subjects: readonly Subject[]) => {
  const [last = '', kind = 'ClusterRole'] = of.split('/').toReversed();
  const roleRef = { apiGroup: RBAC, kind, name: last };
  return object(ROLE_BINDINGS, { name, namespace }, { roleRef, subjects });
};
export const namespace = (name: string) => object(NAMESPACES, { name });
export const serviceAccount = (of: string, name: string) => object(SERVICE_ACCOUNTS, { name, namespace: of });

/** The objects of manifests that come with the product. */
function shipped(path: string): readonly KubernetesObject[] {
  return objectsOf(readFileSync(join(ROOT, path), 'utf8'), path);
}

/** What an agent is told: the spec of the Kustomization that Git holds. */
export const AGENT_SPEC = {
  interval: '10m',
  retryInterval: '2s',
  path: './clusters/production',
  prune: true,
  serviceAccountName: 'kustomize-controller',
  sourceRef: { kind: 'ExternalArtifact', name: 'infrastructure' },
} as const;
export const kustomization = (name: string, spec: object) =>
  object(KUSTOMIZATIONS, { name, namespace: 'flux-system' }, { spec });

const METRICS = { 'acme.example/aggregate-to-metrics': 'true' };
export const PODS = rule('', 'pods pods/log', 'get list watch');
export const DEPLOYMENTS = rule('apps', 'deployments', 'get list patch');
export const FLAGS = rule('', 'configmaps', 'get update', 'flags');
export const NODES = rule('', 'nodes', 'get list');
export const SECRETS_LIST = rule('', 'secrets', 'list');
export const POD_METRICS = rule('metrics.k8s.io', 'pods', 'get list');

/** What Git holds for the cluster, by file below `clusters/production`. */
export const GROUND: Readonly<Record<string, readonly KubernetesObject[]>> = {
  'namespaces.yaml': ['shop', 'payments', 'operators', 'attic'].map(namespace),
  'accounts.yaml': [
    serviceAccount('shop', 'deployer'),
    serviceAccount('payments', 'worker'),
    serviceAccount('operators', 'operator'),
  ],
  'administrators.yaml': [clusterBinding('platform-admins', 'cluster-admin', group('platform-admins'))],
  'support.yaml': [
    clusterRole('support', [PODS]),
    clusterBinding('support', 'support', group('support'), user('sam')),
  ],
  'auditor.yaml': [
    clusterRole('auditor', [NODES, rule(RBAC, 'clusterroles', 'get list')]),
    clusterBinding('auditors', 'auditor', group('auditors')),
    clusterRole('secret-auditor', [SECRETS_LIST]),
    binding('payments', 'secret-auditors', 'secret-auditor', group('auditors')),
  ],
  'metrics.yaml': [
    {
      ...clusterRole('metrics', []),
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: METRICS }] },
    },
    clusterRole('metrics-pods', [POD_METRICS], METRICS),
    clusterBinding('metrics', 'metrics', group('metrics-readers')),
  ],
  'shop.yaml': [
    binding('shop', 'leads', 'admin', group('shop-leads')),
    role('shop', 'deployer', [DEPLOYMENTS]),
    binding('shop', 'deployer', 'Role/deployer', account('shop', 'deployer')),
    role('shop', 'flags', [FLAGS]),
    binding('shop', 'flags', 'Role/flags', user('fay')),
    role('shop', 'retired', []),
    binding('shop', 'operator', 'admin', account('operators', 'operator')),
  ],
  'developers.yaml': [
    binding('shop', 'developers', 'view', group('shop-developers')),
    binding('payments', 'developers', 'view', group('payments-developers')),
  ],
  'attic.yaml': [
    role('attic', 'keeper', [rule('', 'configmaps', 'get')]),
    binding('attic', 'keeper', 'Role/keeper', user('kim')),
  ],
  'agent.yaml': [
    namespace('flux-system'),
    serviceAccount('flux-system', 'kustomize-controller'),
    clusterBinding('kustomize-controller', 'cluster-admin', account('flux-system', 'kustomize-controller')),
    kustomization('production', AGENT_SPEC),
  ],
  'mainward.yaml': [
    'deploy/flux/accounts.yaml',
    'deploy/guard/accounts.yaml',
    'deploy/guard/registrar.yaml',
  ].flatMap(shipped),
};

export const FOLDER = 'clusters/production';

/** The files that a commit holds for these objects; YAML by way of JSON. */
export function filesOf(ground: typeof GROUND = GROUND): Readonly<Record<string, string>> {
  const files = Object.entries(ground).map(
    ([path, objects]) =>
      [`${FOLDER}/${path}`, objects.map((one) => JSON.stringify(one, null, 2)).join('\n---\n')] as const,
  );
  const resources = JSON.stringify({ resources: Object.keys(ground).toSorted() });
  return { ...Object.fromEntries(files), [`${FOLDER}/kustomization.yaml`]: `${resources}\n` };
}
