import { CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { account, binding, clusterBinding, clusterRole, group, user } from './ground.ts';
import type { Step } from './step.ts';
import { crb, may, ns, rb, type Way } from './way.ts';

export const bound = (...of: Parameters<typeof clusterBinding>): Step => ({
  do: 'create',
  type: CLUSTER_ROLE_BINDINGS,
  object: clusterBinding(...of),
});
export const boundIn = (...of: Parameters<typeof binding>): Step => ({
  do: 'create',
  type: ROLE_BINDINGS,
  object: binding(...of),
});
const MALLORY = user('mallory');
const SUPPORT = [group('support'), user('sam')];

/** Ways that make, or change, who holds a role. */
export const BINDING_WAYS: readonly Way[] = [
  {
    name: 'a new ClusterRoleBinding to cluster-admin',
    by: 'ann',
    steps: [bound('helpdesk', 'cluster-admin', MALLORY)],
    object: crb('helpdesk'),
    opens: may('mallory', 'delete nodes'),
  },
  {
    name: 'a new RoleBinding to admin',
    by: 'cy',
    steps: [boundIn('shop', 'temporary', 'admin', MALLORY)],
    object: rb('shop', 'temporary'),
    opens: may('mallory', 'get secrets', { namespace: 'shop' }),
  },
  {
    name: 'a subject added to a binding of Git',
    by: 'ann',
    steps: [{ do: 'merge', key: crb('support'), body: { subjects: [...SUPPORT, MALLORY] } }],
    object: crb('support'),
    opens: may('mallory', 'list pods'),
  },
  {
    name: 'a subject added to a binding of Git, which the agent is told to leave alone',
    by: 'ann',
    steps: [
      {
        do: 'merge',
        key: crb('support'),
        body: {
          metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } },
          subjects: [...SUPPORT, MALLORY],
        },
      },
    ],
    object: crb('support'),
    opens: may('mallory', 'list pods'),
  },
  {
    name: 'a binding made anew with another role',
    by: 'ann',
    steps: [
      { do: 'delete', key: rb('shop', 'developers') },
      boundIn('shop', 'developers', 'edit', group('shop-developers')),
    ],
    object: rb('shop', 'developers'),
    opens: may('dev', 'delete pods', { namespace: 'shop', groups: ['shop-developers'] }),
  },
  {
    name: 'a default binding made anew with one subject more',
    by: 'eve',
    steps: [
      { do: 'delete', key: crb('cluster-admin') },
      bound('cluster-admin', 'cluster-admin', group('system:masters'), MALLORY),
    ],
    object: crb('cluster-admin'),
    held: 'no-agent',
    opens: may('mallory', 'delete nodes'),
  },
  {
    name: 'a binding for everybody who is signed in',
    by: 'dee',
    steps: [boundIn('payments', 'everybody', 'edit', group('system:authenticated'))],
    object: rb('payments', 'everybody'),
    opens: may('nobody', 'get secrets', { namespace: 'payments' }),
  },
  {
    name: 'a binding for everybody who is not signed in',
    by: 'dee',
    steps: [bound('public', 'support', group('system:unauthenticated'))],
    object: crb('public'),
    opens: may('system:anonymous', 'list pods'),
  },
  {
    name: 'a service account of another namespace, bound',
    by: 'cy',
    steps: [boundIn('shop', 'worker', 'admin', account('payments', 'worker'))],
    object: rb('shop', 'worker'),
    opens: may('system:serviceaccount:payments:worker', 'create rolebindings.rbac.authorization.k8s.io', {
      namespace: 'shop',
    }),
  },
  {
    name: 'a new ClusterRoleBinding, made as somebody else by impersonation',
    by: 'ann',
    steps: [
      {
        ...bound('quiet', 'cluster-admin', MALLORY),
        impersonating: { user: 'robot', groups: ['system:masters'] },
      } as Step,
    ],
    object: crb('quiet'),
    opens: may('mallory', 'delete nodes'),
  },
  {
    name: 'a new binding that looks as if the agent had made it and something else owned it',
    by: 'ann',
    steps: [
      {
        do: 'create',
        type: CLUSTER_ROLE_BINDINGS,
        object: {
          ...clusterBinding('platform-sync', 'cluster-admin', MALLORY),
          metadata: {
            name: 'platform-sync',
            labels: {
              'kustomize.toolkit.fluxcd.io/name': 'production',
              'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
            },
          },
        },
        ownedBy: ns('flux-system'),
      },
    ],
    object: crb('platform-sync'),
    opens: may('mallory', 'delete nodes'),
  },
  {
    name: 'a new binding, made with the certificate for emergencies',
    by: 'eve',
    steps: [boundIn('flux-system', 'debug', 'cluster-admin', MALLORY)],
    object: rb('flux-system', 'debug'),
    opens: may('mallory', 'get secrets', { namespace: 'flux-system' }),
  },
  ...granting('who may speak for others', 'stand-in', 'impersonate users'),
  ...granting(
    'who may approve certificates of clients',
    'certifier',
    'update certificatesigningrequests.certificates.k8s.io/approval',
  ),
];

/** A new role with one permission, and a binding of it. */
function granting(name: string, called: string, what: string): readonly Way[] {
  const { verb, group: apiGroup = '', resource = '', subresource } = may('', what);
  const resources = [subresource === undefined ? resource : `${resource}/${subresource}`];
  const rules = [{ apiGroups: [apiGroup], resources, verbs: [verb] }];
  return [
    {
      name: `a new role: ${name}`,
      by: 'ann',
      steps: [
        { do: 'create', type: CLUSTER_ROLES, object: clusterRole(called, rules) },
        bound(called, called, MALLORY),
      ],
      object: crb(called),
      opens: may('mallory', what),
    },
  ];
}
