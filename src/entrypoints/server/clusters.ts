import { KubernetesCluster } from '../../adapters/cluster-kubernetes/client.ts';
import { inCluster } from '../../adapters/cluster-kubernetes/in-cluster.ts';
import { readKubeconfig } from '../../adapters/cluster-kubernetes/kubeconfig.ts';
import { systemPause } from '../../adapters/system/pause.ts';
import { systemRandom } from '../../adapters/system/random.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { ClusterConfig } from './config/config.ts';

/** The clusters of the configuration, by name. None is asked yet. Throws KUBECONFIG_INVALID. */
export async function openClusters(
  configs: readonly ClusterConfig[],
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Promise<ReadonlyMap<string, Cluster>> {
  const opened = await Promise.all(
    configs.map(async ({ name, kubeconfig }) => {
      const connection =
        kubeconfig === undefined ? await inCluster(env, clock) : await readKubeconfig(kubeconfig, clock);
      return [
        name,
        new KubernetesCluster(connection, { clock, pause: systemPause, random: systemRandom }),
      ] as const;
    }),
  );
  return new Map(opened);
}
