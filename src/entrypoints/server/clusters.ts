import { KubernetesCluster } from '../../adapters/cluster-kubernetes/client.ts';
import { inCluster } from '../../adapters/cluster-kubernetes/in-cluster.ts';
import { readKubeconfig } from '../../adapters/cluster-kubernetes/kubeconfig.ts';
import { systemPause } from '../../adapters/system/pause.ts';
import { systemRandom } from '../../adapters/system/random.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { ClusterConfig, ClusterPower } from './config/config.ts';

/** One cluster, as each of the accounts that the server has there. */
export type ClusterAccounts = Readonly<Record<ClusterPower, Cluster>>;

/** The clusters of the configuration, by name. None is asked yet. Throws KUBECONFIG_INVALID. */
export async function openClusters(
  configs: readonly ClusterConfig[],
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Promise<ReadonlyMap<string, ClusterAccounts>> {
  const opened = await Promise.all(
    configs.map(async ({ name, kubeconfig, contexts }) => {
      const as = async (power: ClusterPower): Promise<Cluster> => {
        const connection =
          kubeconfig === undefined
            ? await inCluster(env, clock)
            : await readKubeconfig(kubeconfig, clock, contexts[power]);
        return new KubernetesCluster(connection, { clock, pause: systemPause, random: systemRandom });
      };
      const [broker, publisher, observer] = await Promise.all([
        as('broker'),
        as('publisher'),
        as('observer'),
      ]);
      return [name, { broker, publisher, observer }] as const;
    }),
  );
  return new Map(opened);
}
