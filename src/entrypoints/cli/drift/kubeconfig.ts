import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KubernetesCluster } from '../../../adapters/cluster-kubernetes/client.ts';
import { readKubeconfig } from '../../../adapters/cluster-kubernetes/kubeconfig.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { ClusterReader, ClusterWatcher } from '../../../ports/cluster.ts';
import type { Invocation } from '../invocation.ts';

/** The cluster that `--kubeconfig`, `KUBECONFIG` or `~/.kube/config` leads to. Throws USAGE or KUBECONFIG_INVALID. */
export async function clusterOf({
  options,
  env,
}: Pick<Invocation, 'options' | 'env'>): Promise<ClusterReader & ClusterWatcher> {
  const path = options.kubeconfig ?? standardPath(env);
  if (path === undefined) {
    throw new MainwardError('USAGE', 'No cluster is named: there is no kubeconfig.', {
      remedy: 'Name one with --kubeconfig FILE, or a server that watches the cluster with --server URL.',
    });
  }
  const connection = await readKubeconfig(path, systemClock, options.context);
  return new KubernetesCluster(connection, { clock: systemClock, pause: systemPause, random: systemRandom });
}

/** Several files in KUBECONFIG are not merged: the first that is there counts. */
function standardPath({ KUBECONFIG, HOME }: Invocation['env']): string | undefined {
  const named = (KUBECONFIG ?? '').split(delimiter).filter((one) => one !== '');
  const paths = named.length > 0 ? named : HOME === undefined ? [] : [join(HOME, '.kube', 'config')];
  return paths.find((one) => existsSync(one));
}
