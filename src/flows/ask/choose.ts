import { MainwardError } from '../../model/errors.ts';
import { nearest } from './nearest.ts';

/**
 * The cluster that a question means; with `single` the only one goes by whatever name it is asked for. Fails with
 * NOTHING_TO_JUDGE or CLUSTER_UNKNOWN.
 */
export function chooseCluster<Cluster extends { readonly name: string }>(
  clusters: readonly Cluster[],
  name: string | undefined,
  single: boolean,
): Cluster {
  const names = clusters.map((cluster) => cluster.name).sort();
  const listed = names.map((one) => JSON.stringify(one)).join(', ');
  if (clusters.length === 0) {
    throw new MainwardError('NOTHING_TO_JUDGE', 'No manifests for a cluster were found here.', {
      remedy:
        'Name a folder of manifests with --manifests PATH, or the repository that your agents follow with -C DIR.',
    });
  }
  if (name === undefined) {
    const [only] = clusters;
    if (only !== undefined && clusters.length === 1) return only;
    throw new MainwardError(
      'CLUSTER_UNKNOWN',
      `Several clusters are in view, and the question names none: ${listed}.`,
      {
        remedy: 'Choose one with --cluster NAME.',
      },
    );
  }
  const found = clusters.find((cluster) => cluster.name === name);
  if (found !== undefined) return found;
  const [only] = clusters;
  if (single && only !== undefined) return { ...only, name };
  const meant = nearest(name, names);
  throw new MainwardError('CLUSTER_UNKNOWN', `There is no cluster ${JSON.stringify(name)} in view.`, {
    remedy:
      meant === undefined
        ? `There is ${listed}.`
        : `Did you mean ${JSON.stringify(meant)}? There is ${listed}.`,
  });
}
