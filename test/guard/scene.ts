import type { KubernetesObject } from '../../src/ports/cluster.ts';
import {
  AGENT_SPEC,
  account,
  binding,
  clusterBinding,
  clusterRole,
  group,
  kustomization,
  PODS,
  role,
  rule,
  user,
} from './ground.ts';
import { World } from './world.ts';

/** What Git holds. */
export const GIT: readonly KubernetesObject[] = [
  clusterBinding('platform-admins', 'cluster-admin', group('platform-admins')),
  clusterBinding('kustomize-controller', 'cluster-admin', account('flux-system', 'kustomize-controller')),
  clusterRole('support', [PODS]),
  clusterBinding('support', 'support', group('support'), user('sam')),
  role('shop', 'flags', [rule('', 'configmaps', 'get', 'flags')]),
  binding('shop', 'flags', 'Role/flags', user('fay')),
  kustomization('production', AGENT_SPEC),
];
/** What somebody makes round it. */
export const ROGUE: KubernetesObject = clusterBinding('rogue', 'cluster-admin', user('mallory'));

/** A cluster as Git has it; nobody guards it yet. */
export async function setScene(): Promise<World> {
  const world = new World();
  await world.namespaces('shop', 'flux-system');
  await world.agent.start();
  world.desired.commit(GIT);
  await world.agent.apply();
  return world;
}
