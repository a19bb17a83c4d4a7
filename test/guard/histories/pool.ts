import type { KubernetesObject } from '../../../src/ports/cluster.ts';
import {
  AGENT_SPEC,
  account,
  binding,
  clusterBinding,
  clusterRole,
  group,
  kustomization,
  NODES,
  PODS,
  role,
  rule,
  SECRETS_LIST,
  user,
} from '../ground.ts';

export const ADMINS: KubernetesObject = clusterBinding(
  'platform-admins',
  'cluster-admin',
  group('platform-admins'),
);
const FLAGS = rule('', 'configmaps', 'get update');

/** What Git holds to begin with. */
export const GIT: readonly KubernetesObject[] = [
  ADMINS,
  clusterBinding('kustomize-controller', 'cluster-admin', account('flux-system', 'kustomize-controller')),
  clusterRole('support', [PODS]),
  clusterBinding('support', 'support', group('support'), user('sam')),
  role('shop', 'flags', [FLAGS]),
  binding('shop', 'flags', 'Role/flags', user('fay')),
  clusterRole('auditor', [NODES]),
  clusterBinding('auditors', 'auditor', group('auditors')),
  binding('shop', 'viewers', 'support', group('viewers')),
  kustomization('production', AGENT_SPEC),
];

const OWNED = {
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'operator', uid: 'u-1' }],
};

/** What somebody makes round Git. */
export const ROGUES: readonly KubernetesObject[] = [
  clusterBinding('rogue-0', 'cluster-admin', user('mallory')),
  binding('shop', 'rogue-1', 'support', user('mallory')),
  binding('shop', 'rogue-2', 'Role/flags', user('mallory'), user('eve')),
  clusterRole('rogue-3', [SECRETS_LIST]),
  clusterBinding('rogue-4', 'rogue-3', user('mallory')),
  { ...clusterBinding('rogue-5', 'auditor', user('mallory')), metadata: { name: 'rogue-5', ...OWNED } },
  clusterBinding('rogue-6', 'cluster-admin', group('other-admins')),
  role('shop', 'rogue-7', [SECRETS_LIST]),
  binding('shop', 'rogue-8', 'Role/rogue-7', user('eve')),
];

/** What somebody makes round Git that lets nobody do what he could not do before. */
export const HARMLESS: readonly KubernetesObject[] = [
  clusterBinding('again', 'support', group('support')),
  clusterRole('unused', [PODS]),
  binding('shop', 'nothing', 'Role/missing', user('sam')),
];

/** What somebody makes of an object of Git. */
export const CHANGES: readonly KubernetesObject[] = [
  clusterBinding('support', 'support', group('support'), user('sam'), user('mallory')),
  clusterRole('support', [PODS, SECRETS_LIST]),
  binding('shop', 'flags', 'Role/flags', user('fay'), user('mallory')),
  clusterBinding('support', 'support', group('support')),
  clusterBinding('support', 'support', group('support'), user('mallory')),
  clusterBinding('support', 'cluster-admin', user('mallory')),
  role('shop', 'flags', []),
  clusterBinding('platform-admins', 'cluster-admin', group('platform-admins'), user('mallory')),
];

/** What lands, as the whole of Git. */
export const COMMITS: readonly (readonly KubernetesObject[])[] = [
  GIT,
  [...GIT, clusterBinding('new', 'support', user('nia'))],
  GIT.map((one) =>
    one.kind === 'ClusterRole' && one.metadata.name === 'support'
      ? clusterRole('support', [PODS, NODES])
      : one,
  ),
  GIT.filter((one) => one.metadata.name !== 'viewers'),
  [...GIT, ...ROGUES.slice(1, 2)],
  [...GIT, role('shop', 'missing', [SECRETS_LIST])],
];

/** What a mistake makes of it. */
export const SHRUNK: readonly (readonly KubernetesObject[])[] = [[], GIT.slice(0, 3), GIT.slice(4, 7)];
