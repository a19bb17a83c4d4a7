import type { Feed } from '../../../model/agent.ts';
import type { FluxKustomization } from '../../../model/flux.ts';
import { folderOf, isWithin } from '../remote.ts';
import type { DraftTools } from './argo-drafts.ts';
import { ClusterNamer, clusterOfFolder } from './cluster.ts';
import type { FeedContext } from './context.ts';
import type { Draft } from './draft.ts';
import { finishFlux } from './flux-finish.ts';
import { followsJudged, judgedRevisions } from './judged.ts';

/**
 * `flux bootstrap` writes the Kustomization `flux-system` into the folder it follows, yet repositories are published without it, and other
 * tools make it in the cluster alone. Where Kustomizations follow the source `flux-system`, no such Kustomization is in view for their
 * folder, and the folder is named after a cluster, what applied them is assumed: one feed for each such folder.
 */
export function bootstrapDrafts(
  tools: DraftTools,
  drafts: readonly Draft[],
  context: FeedContext,
  earlier: ReadonlyMap<string, Feed>,
): readonly Draft[] {
  const judged = judgedRevisions(
    drafts.map((one) => one.source),
    context,
  );
  const made = new Map<string, Draft>();
  for (const { fact, item } of tools.inventory.kustomizations) {
    const fedBy = item.fedBy === undefined ? undefined : earlier.get(item.fedBy);
    if (
      (item.fedBy !== undefined && fedBy?.ground !== 'assumed') ||
      (fact.source.name !== 'flux-system' && fact.source.kind !== 'ExternalArtifact')
    )
      continue;
    const repository = tools.clusters.repositoryOf(item);
    const folder = clusterFolder(ClusterNamer.folders(item));
    const key = `${repository}\n${folder ?? ''}`;
    if (folder === undefined || made.has(key)) continue;
    const fed = drafts.some(
      ({ source }) =>
        source.repository === repository &&
        followsJudged(source, judged) &&
        source.path !== undefined &&
        isWithin(folder, source.path),
    );
    if (fed) continue;
    made.set(key, draft(tools, fact, unfed(item), repository, folder));
  }
  return [...made.values()];
}

/** The assumed feed itself is applied by nothing in view. */
function unfed({ object, chain }: Draft['item']): Draft['item'] {
  return { object, chain };
}

/** `clusters/NAME` of the first folder that has it. */
function clusterFolder(folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    const name = clusterOfFolder(folder, false);
    if (name === undefined) continue;
    for (let above = folder; above !== ''; above = folderOf(above))
      if (above.endsWith(`/${name}`) && clusterOfFolder(folderOf(above), false) === undefined) return above;
  }
  return undefined;
}

function draft(
  tools: DraftTools,
  child: FluxKustomization,
  item: Draft['item'],
  repository: string,
  folder: string,
): Draft {
  const at = child.source.at;
  const artifact = child.source.kind === 'OCIRepository';
  const kind = artifact ? 'OCIRepository' : 'GitRepository';
  const source: Draft['source'] = {
    kind: artifact ? 'oci' : 'git',
    repository,
    matched: 'assumed',
    revision: { kind: 'unknown', value: '', mutable: true },
    path: folder,
    renderer: 'kustomize',
    recurse: true,
    valuesOnly: false,
    definedIn: { kind, name: 'flux-system', namespace: 'flux-system' },
    at,
  };
  const fact: FluxKustomization = {
    name: 'flux-system',
    namespace: 'flux-system',
    source: { kind, name: 'flux-system', at },
    path: folder,
    prune: 'yes',
    force: 'no',
    suspended: 'no',
    dependsOn: [],
    at,
    definedBy: child.definedBy,
    unread: [],
  };
  return {
    agent: 'flux',
    kind: 'Kustomization',
    name: 'flux-system',
    namespace: 'flux-system',
    item,
    index: 0,
    source,
    unknown: [
      {
        about: 'source',
        why: `what applies ${folder} is not in view`,
        supply: `the Kustomization and ${kind} flux-system (gotk-sync.yaml)`,
        at,
      },
    ],
    ground: 'assumed',
    clusterFolder: folder,
    folderNamesCluster: true,
    finish: (place) => finishFlux(tools, fact, source, undefined, place),
  };
}
