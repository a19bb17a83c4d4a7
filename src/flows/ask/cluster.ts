import { basename } from 'node:path/posix';
import { clusterOfFolder, clustersFed } from '../../chain/read/clusters.ts';
import type { ClusterObjects } from '../../model/rbac.ts';
import { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../stages/5-cluster/compose.ts';
import { readDeclared } from '../scan/declared.ts';
import { isWanted, openAll } from '../scan/open.ts';
import { chooseCluster } from './choose.ts';
import { defaultsOf } from './default-roles.ts';
import type { AskPorts, AskRequest } from './request.ts';

export interface OpenedCluster {
  readonly authorizer: Authorizer;
  /** Remarks on what was opened. */
  readonly notes: readonly string[];
}

/** Opens what is asked, chooses the cluster and adds the default roles. Fails with a code where there is no such thing. */
export async function openCluster(request: AskRequest, ports: AskPorts): Promise<OpenedCluster> {
  const defaults = defaultsOf(request.defaultRoles);
  const { manifests } = request;
  const { clusters, notes } =
    manifests === undefined
      ? await fromRepositories(request, ports)
      : { clusters: [await fromFolder(manifests, ports)], notes: [] };
  const chosen = chooseCluster(clusters, request.cluster, manifests !== undefined);
  return { authorizer: new Authorizer(withDefaults(chosen, defaults)), notes };
}

async function fromFolder(path: string, ports: AskPorts): Promise<ClusterObjects> {
  const tree = await ports.folders.read(
    path,
    basename(path).replace(/\.(ya?ml|json)$/, '') || 'manifests',
    (entry) => isWanted(entry) || /(^|\/)templates\//.test(entry.path),
  );
  return clusterOfFolder(tree);
}

async function fromRepositories(
  request: AskRequest,
  ports: AskPorts,
): Promise<{ readonly clusters: readonly ClusterObjects[]; readonly notes: readonly string[] }> {
  const opened = await openAll(request.paths, false, ports);
  try {
    const declared = await Promise.all(opened.map((one) => readDeclared(one.tree)));
    const system = request.evidence.system ?? declared.flatMap((one) => one.systems)[0];
    const clusters = clustersFed({
      repositories: opened.map((one) => ({
        name: one.name,
        tree: one.tree,
        urls: one.git?.remoteUrl === undefined ? [] : [one.git.remoteUrl],
        ...(one.branch === undefined ? {} : { branch: one.branch }),
        requirements: [],
      })),
      forges: request.evidence.forges,
      ...(request.evidence.mainward === undefined ? {} : { mainward: request.evidence.mainward }),
      ...(system === undefined ? {} : { system }),
    });
    return { clusters, notes: opened.flatMap((one) => one.notes) };
  } finally {
    for (const one of opened) await one.git?.close();
  }
}
