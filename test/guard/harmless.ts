import type { KubernetesObject, ResourceType } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  CONFIG_MAPS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SERVICE_ACCOUNTS,
} from '../../src/ports/cluster-kinds.ts';
import {
  binding,
  clusterBinding,
  clusterRole,
  DEPLOYMENTS,
  FLAGS,
  group,
  NODES,
  namespace,
  PODS,
  RBAC,
  role,
  rule,
  serviceAccount,
  user,
} from './ground.ts';
import { HARMLESS_LANDINGS } from './harmless-landings.ts';
import type { Step } from './step.ts';
import { agent, cr, crb, type HarmlessChange, ns, rb, ro } from './way.ts';

const LEASES: ResourceType = {
  group: 'coordination.k8s.io',
  version: 'v1',
  resource: 'leases',
  kind: 'Lease',
  namespaced: true,
};
const OPERATOR = { user: 'system:serviceaccount:operators:operator', groups: [] };
const AGENT = { user: 'system:serviceaccount:flux-system:kustomize-controller', groups: [] };
const CONTROLLER = { user: 'kustomize-controller', groups: ['system:masters'] };
const SUPPORT = clusterBinding('support', 'support', group('support'), user('sam'));

const merge = (key: Extract<Step, { do: 'merge' }>['key'], body: object): Step => ({
  do: 'merge',
  key,
  body,
});
const create = (type: ResourceType, object: KubernetesObject): Step => ({ do: 'create', type, object });
const saying = (annotations: object): object => ({ metadata: { annotations } });

/** Each is played alone, on the ground as Git has it, and has to be as it was left afterwards. */
export const HARMLESS: readonly HarmlessChange[] = [
  { name: 'a label', by: 'ann', steps: [merge(crb('support'), { metadata: { labels: { team: 'help' } } })] },
  { name: 'an annotation', by: 'cy', steps: [merge(ro('shop', 'flags'), saying({ note: 'mine' }))] },
  {
    name: 'the same once more, as kubectl applies it',
    by: 'ann',
    steps: [
      merge(crb('support'), {
        ...SUPPORT,
        metadata: {
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(SUPPORT) },
        },
      }),
    ],
  },
  {
    name: 'the order of verbs',
    by: 'cy',
    steps: [merge(ro('shop', 'deployer'), { rules: [{ ...DEPLOYMENTS, verbs: ['patch', 'list', 'get'] }] })],
  },
  {
    name: 'the order of subjects',
    by: 'ann',
    steps: [merge(crb('support'), { subjects: [user('sam'), group('support')] })],
  },
  {
    name: 'the order of rules',
    by: 'ann',
    steps: [merge(cr('auditor'), { rules: [rule(RBAC, 'clusterroles', 'get list'), NODES] })],
  },
  { name: 'no rules, said as null', by: 'cy', steps: [merge(ro('shop', 'retired'), { rules: null })] },
  {
    name: 'a verb said twice',
    by: 'cy',
    steps: [merge(ro('shop', 'flags'), { rules: [{ ...FLAGS, verbs: ['get', 'update', 'get'] }] })],
  },
  {
    name: 'a default said in words',
    by: 'ann',
    steps: [
      merge(crb('support'), {
        subjects: [
          { kind: 'Group', name: 'support' },
          { kind: 'User', name: 'sam' },
        ],
      }),
    ],
  },
  {
    name: 'the same, applied by another manager',
    by: 'ann',
    steps: [{ do: 'apply', type: CLUSTER_ROLES, object: clusterRole('support', [PODS]), manager: 'kubectl' }],
  },
  {
    name: 'the same, applied by the agent',
    by: 'ann',
    steps: [
      {
        do: 'apply',
        type: CLUSTER_ROLE_BINDINGS,
        object: SUPPORT,
        manager: 'kustomize-controller',
        as: AGENT,
      },
    ],
  },
  {
    name: 'rules written into a role that aggregates, which its controller takes out again',
    by: 'ann',
    steps: [merge(cr('metrics'), { rules: [] })],
  },
  {
    name: 'a new namespace',
    by: 'ann',
    steps: [create(NAMESPACES, namespace('empty'))],
  },
  {
    name: 'a new service account',
    by: 'cy',
    steps: [create(SERVICE_ACCOUNTS, serviceAccount('shop', 'batch'))],
  },
  {
    name: 'a new role that nobody has',
    by: 'cy',
    steps: [create(ROLES, role('shop', 'draft', [rule('', 'pods', 'get delete')]))],
    latent: true,
  },
  {
    name: 'a new binding of nobody',
    by: 'ann',
    steps: [create(CLUSTER_ROLE_BINDINGS, clusterBinding('reserved', 'support'))],
  },
  {
    name: 'a new binding that gives what its subjects have',
    by: 'cy',
    steps: [create(ROLE_BINDINGS, binding('shop', 'viewers', 'view', group('shop-developers')))],
    latent: true,
  },
  {
    name: 'an object of an operator that policy knows',
    by: 'ann',
    steps: [
      {
        do: 'create',
        type: ROLE_BINDINGS,
        object: binding('shop', 'operator-cache', 'view', user('cache')),
        as: OPERATOR,
      },
    ],
  },
  {
    name: 'a subject taken out of a binding',
    by: 'ann',
    steps: [merge(crb('support'), { subjects: [group('support')] })],
    reduces: crb('support'),
  },
  {
    name: 'a namespace that is deleted with the roles in it',
    by: 'ann',
    steps: [
      create(NAMESPACES, namespace('scratch')),
      create(ROLES, role('scratch', 'draft', [])),
      create(ROLE_BINDINGS, binding('scratch', 'draft', 'Role/draft')),
      { do: 'delete', key: ns('scratch') },
    ],
  },
  {
    name: 'a dry run of what Git has',
    by: 'ann',
    steps: [
      {
        do: 'apply',
        type: CLUSTER_ROLES,
        object: clusterRole('support', [PODS]),
        manager: 'kubectl',
        dryRun: true,
      },
    ],
  },
  {
    name: 'the status of a Kustomization',
    by: 'ann',
    steps: [
      {
        do: 'merge',
        key: agent('production'),
        body: { status: { lastAttemptedRevision: 'main@sha1:0' } },
        status: true,
        as: CONTROLLER,
      },
    ],
  },
  {
    name: 'an agent asked to look',
    by: 'ann',
    steps: [merge(agent('production'), saying({ 'reconcile.fluxcd.io/requestedAt': 'now' }))],
  },
  {
    name: 'a lease',
    by: 'ann',
    steps: [
      create(LEASES, {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'leader', namespace: 'shop' },
        spec: { holderIdentity: 'one' },
      }),
    ],
  },
  {
    name: 'what a workload is told',
    by: 'cy',
    steps: [
      create(CONFIG_MAPS, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'flags', namespace: 'shop' },
        data: { bright: 'yes' },
      }),
    ],
  },
  {
    name: 'a look at everything',
    by: 'ann',
    steps: [ROLES, ROLE_BINDINGS, CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS].map((type) => ({ do: 'read', type })),
  },
  { name: 'a binding of Git, read back', by: 'cy', steps: [merge(rb('shop', 'leads'), {})] },
  { name: 'an API server that is started again', by: 'ann', steps: [{ do: 'restart' }] },
  ...HARMLESS_LANDINGS,
];

/** Those that need nothing that a cluster in this process has not. */
export const HARMLESS_HERE: readonly HarmlessChange[] = HARMLESS.filter(({ steps }) =>
  steps.every(
    (step) => step.do !== 'land' && step.do !== 'restart' && !('type' in step && step.type === LEASES),
  ),
);
