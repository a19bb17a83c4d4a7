import { systemClock } from '../../../adapters/system/clock.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import type { ReplayPart } from '../../../model/scenario.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { NAMESPACES } from '../../../ports/cluster-kinds.ts';
import type { ClusterAccounts } from '../../server/clusters.ts';
import { inProcessCluster } from '../cluster/in-process.ts';
import type { AttackedCluster } from './attacked-cluster.ts';

/** As whom the server acts, as far as what is on needs it. */
export async function accountsIn(
  cluster: AttackedCluster,
  without: readonly ReplayPart[],
): Promise<ClusterAccounts> {
  const as = (name: string): Promise<Cluster> => accountIn(cluster, name);
  const accounts = {
    broker: await as('broker'),
    publisher: without.includes('source') ? await nowhere() : await as('publisher'),
    observer: await as('observer'),
  };
  const { kind } = cluster.admission;
  return {
    ...accounts,
    // What watches the cluster for admission has nothing to act with where the guard is off.
    ...(without.includes('guard')
      ? {}
      : { revoker: await as('revoker'), reconciler: await as('reconciler') }),
    ...(without.includes('admission') || kind === 'direct' ? {} : { registrar: await as('registrar') }),
  };
}

export function accountIn(cluster: AttackedCluster, name: string): Promise<Cluster> {
  return cluster.as({ user: userOf(name), groups: [] });
}

function userOf(name: string): string {
  return `system:serviceaccount:mainward:mainward-${name}`;
}

/** A cluster that no agent looks at: what is handed over there reaches nobody. */
async function nowhere(): Promise<Cluster> {
  const cluster = inProcessCluster({ clock: systemClock, random: systemRandom });
  const masters = cluster.as({ user: userOf('publisher'), groups: ['system:masters'] });
  await masters.create(NAMESPACES, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'flux-system' },
  });
  return masters;
}
