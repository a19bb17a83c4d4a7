import { KubernetesCluster } from '../../adapters/cluster-kubernetes/client.ts';
import { inCluster } from '../../adapters/cluster-kubernetes/in-cluster.ts';
import { kubeconfigUser, readKubeconfig } from '../../adapters/cluster-kubernetes/kubeconfig.ts';
import { systemPause } from '../../adapters/system/pause.ts';
import { systemRandom } from '../../adapters/system/random.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { ClusterConfig, ClusterPower, GuardPower } from './config/config.ts';
import { GUARD_POWERS } from './config/guards.ts';

/** One cluster, as each of the accounts that the server has there. */
export type ClusterAccounts = Readonly<
  Record<Exclude<ClusterPower, GuardPower>, Cluster> & Partial<Record<GuardPower, Cluster>>
>;

const OTHER_POWERS: readonly Exclude<ClusterPower, GuardPower>[] = ['broker', 'publisher', 'observer'];

/**
 * The clusters of the configuration, by name. None is asked yet. Throws KUBECONFIG_INVALID, and CONFIG_INVALID where an
 * account of a guard is one that something else is done as.
 */
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
      // What can take away is never done as an account that was meant for something else.
      const named = GUARD_POWERS.filter((power) => contexts[power] !== undefined);
      if (kubeconfig !== undefined && named.length > 0)
        await demandOwnUsers(name, kubeconfig, contexts, named);
      const guard = await Promise.all(named.map(async (power) => [power, await as(power)] as const));
      return [name, { broker, publisher, observer, ...Object.fromEntries(guard) }] as const;
    }),
  );
  return new Map(opened);
}

/** Two contexts may have one user; then whoever deletes could do what the other one does, too. */
async function demandOwnUsers(
  cluster: string,
  kubeconfig: string,
  contexts: ClusterConfig['contexts'],
  guards: readonly GuardPower[],
): Promise<void> {
  const powers = [...OTHER_POWERS, ...guards];
  const users = await Promise.all(
    powers.map(async (power) => [power, await kubeconfigUser(kubeconfig, contexts[power])] as const),
  );
  for (const power of guards) {
    const own = users.find(([one]) => one === power)?.[1];
    const other = users.find(([one, user]) => one !== power && user === own)?.[0];
    if (other === undefined) continue;
    throw new MainwardError(
      'CONFIG_INVALID',
      `The ${power} of the cluster ${JSON.stringify(cluster)} is the same user of its kubeconfig as the ${other}: what can take access away must be able to do nothing else.`,
      {
        fields: { cluster },
        remedy: 'Give each an account of its own; deploy/guard/accounts.yaml has them.',
      },
    );
  }
}
