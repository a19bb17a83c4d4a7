import { CLUSTER_ROLES } from '../../src/ports/cluster-kinds.ts';
import { clusterRole, DEPLOYMENTS, group, PODS, RBAC, type Rule, rule, SECRETS_LIST } from './ground.ts';
import type { Step } from './step.ts';
import { cr, crb, may, ro, type Way } from './way.ts';
import { bound } from './ways-bindings.ts';

const OPT_OUT = 'kustomize.toolkit.fluxcd.io/ssa';
const supportGains = (...rules: readonly Rule[]): Step => ({
  do: 'merge',
  key: cr('support'),
  body: { rules: [PODS, ...rules] },
});
const SUPPORTER = { groups: ['support'] };

/** Ways that change what a role says. */
export const ROLE_WAYS: readonly Way[] = [
  {
    name: 'a rule added to a role',
    by: 'ann',
    steps: [supportGains(rule('', 'secrets', 'get list'))],
    object: cr('support'),
    opens: may('sue', 'list secrets', SUPPORTER),
  },
  {
    name: 'a verb added to a rule',
    by: 'cy',
    steps: [
      {
        do: 'merge',
        key: ro('shop', 'deployer'),
        body: { rules: [{ ...DEPLOYMENTS, verbs: ['get', 'list', 'patch', 'delete'] }] },
      },
    ],
    object: ro('shop', 'deployer'),
    opens: may('system:serviceaccount:shop:deployer', 'delete deployments.apps', { namespace: 'shop' }),
  },
  {
    name: 'the names taken out of a rule',
    by: 'cy',
    steps: [
      {
        do: 'merge',
        key: ro('shop', 'flags'),
        body: { rules: [rule('', 'configmaps', 'get update')] },
      },
    ],
    object: ro('shop', 'flags'),
    opens: may('fay', 'update configmaps', { namespace: 'shop', name: 'other' }),
  },
  {
    name: 'a label by which a default role takes a role over',
    by: 'ann',
    steps: [
      {
        do: 'merge',
        key: cr('secret-auditor'),
        body: { metadata: { labels: { [`${RBAC}/aggregate-to-view`]: 'true' } } },
      },
    ],
    object: cr('secret-auditor'),
    opens: may('dev', 'list secrets', { namespace: 'shop', groups: ['shop-developers'] }),
  },
  {
    name: 'a new role that a default role takes over',
    by: 'ann',
    steps: [
      {
        do: 'create',
        type: CLUSTER_ROLES,
        object: clusterRole('shells', [rule('', 'pods/exec', 'create')], {
          [`${RBAC}/aggregate-to-view`]: 'true',
        }),
      },
    ],
    object: cr('shells'),
    opens: may('dev', 'create pods/exec', { namespace: 'shop', groups: ['shop-developers'] }),
  },
  {
    name: 'an aggregation rule on a plain role',
    by: 'ann',
    steps: [
      {
        do: 'merge',
        key: cr('support'),
        body: {
          aggregationRule: {
            clusterRoleSelectors: [{ matchLabels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } }],
          },
        },
      },
    ],
    object: cr('support'),
    opens: may('sue', 'delete nodes', SUPPORTER),
  },
  {
    name: 'a rule added to a default role, whose keeper is told to leave it alone',
    by: 'ann',
    steps: [
      {
        do: 'merge',
        key: cr('system:public-info-viewer'),
        body: {
          metadata: { annotations: { [`${RBAC}/autoupdate`]: 'false' } },
          rules: [
            { nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'], verbs: ['get'] },
            SECRETS_LIST,
          ],
        },
      },
    ],
    object: cr('system:public-info-viewer'),
    held: 'no-agent',
    opens: may('system:anonymous', 'list secrets'),
  },
  {
    name: 'a rule added to a role, which the agent is told to ignore',
    by: 'ann',
    steps: [
      {
        do: 'merge',
        key: cr('support'),
        body: { metadata: { annotations: { [OPT_OUT]: 'Ignore' } }, rules: [PODS, SECRETS_LIST] },
      },
    ],
    object: cr('support'),
    opens: may('sue', 'list secrets', SUPPORTER),
  },
  {
    name: 'a wildcard applied with force under the name of the agent',
    by: 'ann',
    steps: [
      {
        do: 'apply',
        type: CLUSTER_ROLES,
        object: clusterRole('support', [rule('*', '*', '*')]),
        manager: 'kustomize-controller',
      },
    ],
    object: cr('support'),
    opens: may('sue', 'delete nodes', SUPPORTER),
  },
  {
    name: 'a role with escalate and bind',
    by: 'ann',
    steps: [
      {
        do: 'create',
        type: CLUSTER_ROLES,
        object: clusterRole('role-editor', [rule(RBAC, 'clusterroles roles', 'update escalate bind')]),
      },
      bound('role-editors', 'role-editor', group('support')),
    ],
    object: crb('role-editors'),
    opens: may('sue', `escalate clusterroles.${RBAC}`, SUPPORTER),
  },
  {
    name: 'tokens of service accounts, in a rule',
    by: 'ann',
    steps: [supportGains(rule('', 'serviceaccounts/token', 'create'))],
    object: cr('support'),
    opens: may('sue', 'create serviceaccounts/token', { namespace: 'flux-system', ...SUPPORTER }),
  },
  {
    name: 'the proxy of nodes, in a rule',
    by: 'ann',
    steps: [supportGains(rule('', 'nodes/proxy', 'get create'))],
    object: cr('support'),
    opens: may('sue', 'get nodes/proxy', SUPPORTER),
  },
];
