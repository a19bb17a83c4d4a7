import type { Feed } from '../../../model/agent.ts';
import type { AgentObject } from '../read.ts';
import { folderOf } from '../remote.ts';
import { type ClusterNamer, clusterOfFolder, type NamedCluster } from './cluster.ts';
import { type FeedContext, hasPath, isKustomized } from './context.ts';
import type { Draft } from './draft.ts';
import { followsJudged, judgedRevisions } from './judged.ts';

const MOST_FEEDS = 20_000;
const DEEPEST_NESTING = 12;

export interface Placed {
  readonly feeds: readonly Feed[];
  readonly objects: ReadonlyMap<string, AgentObject>;
  readonly cutOff: boolean;
}

/** Finds for each draft the feeds that apply its object, and with them the cluster it lives in. */
export class Placer {
  readonly #drafts: readonly Draft[];
  readonly #context: FeedContext;
  readonly #clusters: ClusterNamer;
  readonly #earlier: ReadonlyMap<string, Feed>;
  readonly #judged: ReadonlyMap<string, string>;
  /** By repository: the one cluster that its folders name, where they name no other. */
  readonly #onlyCluster: ReadonlyMap<string, string>;
  readonly #byPath = new Map<string, Draft[]>();
  readonly #children = new Map<Draft, Draft[]>();
  readonly #ids = new Set<string>();
  readonly #feeds: Feed[] = [];
  readonly #objects = new Map<string, AgentObject>();
  readonly #placed = new Set<Draft>();
  #cutOff = false;

  constructor(
    drafts: readonly Draft[],
    context: FeedContext,
    clusters: ClusterNamer,
    earlier: ReadonlyMap<string, Feed>,
  ) {
    this.#drafts = drafts;
    this.#context = context;
    this.#clusters = clusters;
    this.#earlier = earlier;
    this.#onlyCluster = onlyClusters(drafts, clusters);
    this.#judged = judgedRevisions(
      drafts.map((draft) => draft.source),
      context,
    );
    for (const draft of drafts) {
      const { repository, path } = draft.source;
      if (
        repository === undefined ||
        path === undefined ||
        draft.source.renderer === 'helm' ||
        draft.source.valuesOnly ||
        !followsJudged(draft.source, this.#judged)
      )
        continue;
      const key = `${repository}\n${path}`;
      const list = this.#byPath.get(key);
      if (list === undefined) this.#byPath.set(key, [draft]);
      else list.push(draft);
    }
  }

  place(): Placed {
    const roots: Draft[] = [];
    for (const draft of this.#drafts) {
      const parents =
        draft.item.fedBy === undefined && draft.ground === 'witnessed' ? this.#parentsOf(draft) : [];
      if (parents.length === 0) roots.push(draft);
      for (const parent of parents) {
        const list = this.#children.get(parent);
        if (list === undefined) this.#children.set(parent, [draft]);
        else list.push(draft);
      }
    }
    for (const root of roots)
      this.#instantiate(
        root,
        root.item.fedBy === undefined ? undefined : this.#earlier.get(root.item.fedBy),
        [],
      );
    // Objects that only feed each other have no root: each is taken as one.
    for (const draft of this.#drafts) if (!this.#placed.has(draft)) this.#instantiate(draft, undefined, []);
    return { feeds: this.#feeds, objects: this.#objects, cutOff: this.#cutOff };
  }

  /** Feeds that render the object: those at a kustomization that passed it on, and those at a folder above that has none of its own. */
  #parentsOf(draft: Draft): readonly Draft[] {
    const { item } = draft;
    const repository = this.#clusters.repositoryOf(item);
    const tree = this.#context.repositories.find((one) => one.name === repository)?.tree;
    const kustomized = new Set(item.chain.map(folderOf));
    const found = new Set<Draft>();
    const take = (folder: string): void => {
      for (const one of this.#byPath.get(`${repository}\n${folder}`) ?? [])
        if (one !== draft && !sameObject(one, draft)) found.add(one);
    };
    for (const folder of kustomized) take(folder);
    const outermost = item.chain.at(-1) ?? item.object.at.path;
    let hidden = false;
    for (let folder = folderOf(outermost); ; folder = folderOf(folder)) {
      const own = isKustomized(tree, folder) === true;
      if (!own && !kustomized.has(folder)) {
        for (const one of this.#byPath.get(`${repository}\n${folder}`) ?? []) {
          if (one !== draft && !sameObject(one, draft) && reachesDown(one, folder, outermost, hidden))
            found.add(one);
        }
      }
      // A kustomization on the way down that did not pass the object on hides it from Flux above.
      hidden ||= own && !kustomized.has(folder);
      if (folder === '') break;
    }
    return [...found];
  }

  #instantiate(draft: Draft, parent: Feed | undefined, above: readonly Draft[]): void {
    if (above.includes(draft) || above.length > DEEPEST_NESTING) return;
    if (this.#feeds.length >= MOST_FEEDS) {
      this.#cutOff = true;
      return;
    }
    const runsIn = this.#runsIn(draft, parent);
    const namespace = namespaceOf(draft, parent);
    const id = `${draft.agent}:${draft.kind}:${namespace}/${draft.name}${draft.index === 0 ? '' : `#${draft.index}`}@${runsIn?.cluster ?? '?'}`;
    this.#placed.add(draft);
    // Two parents in one cluster apply one and the same object.
    if (this.#ids.has(id) && this.#objects.get(id)?.object.at.path === draft.item.object.at.path) return;
    const feed = this.#finish(draft, this.#unique(id), runsIn, namespace, parent);
    this.#ids.add(feed.id);
    this.#feeds.push(feed);
    this.#objects.set(feed.id, draft.item);
    for (const child of this.#children.get(draft) ?? []) this.#instantiate(child, feed, [...above, draft]);
  }

  #unique(id: string): string {
    let unique = id;
    for (let count = 2; this.#ids.has(unique); count += 1) unique = `${id}~${count}`;
    return unique;
  }

  #runsIn(draft: Draft, parent: Feed | undefined): NamedCluster | undefined {
    const system = this.#clusters.bySystem(draft.item);
    if (system !== undefined) return system;
    if (parent?.destination.cluster !== undefined && parent.destination.namedBy !== 'unknown')
      return { cluster: parent.destination.cluster, namedBy: parent.destination.namedBy };
    const folder = this.#clusters.byFolder(draft.item, draft.folderNamesCluster);
    if (folder !== undefined) return folder;
    const followed =
      draft.clusterFolder === undefined ? undefined : clusterOfFolder(draft.clusterFolder, false);
    if (followed !== undefined) return { cluster: followed, namedBy: 'folder' };
    if (!draft.folderNamesCluster) return { cluster: 'in-cluster', namedBy: 'destination' };
    const repository = this.#clusters.repositoryOf(draft.item);
    const only = this.#onlyCluster.get(repository);
    return only === undefined
      ? { cluster: repository, namedBy: 'repository' }
      : { cluster: only, namedBy: 'folder' };
  }

  #finish(
    draft: Draft,
    id: string,
    runsIn: NamedCluster | undefined,
    namespace: string,
    parent: Feed | undefined,
  ): Feed {
    const finished = draft.finish({
      namespace,
      ...(runsIn === undefined ? {} : { runsIn }),
      ...(parent?.destination.environment === undefined
        ? {}
        : { environment: parent.destination.environment }),
    });
    const missing = this.#unjudged(draft);
    return {
      id,
      agent: draft.agent,
      kind: draft.kind,
      name: draft.name,
      namespace,
      ...finished,
      ...(draft.overlay === undefined ? {} : { overlay: draft.overlay }),
      ...(parent === undefined ? {} : { parent: parent.id }),
      ground: draft.ground,
      judged: followsJudged(draft.source, this.#judged),
      ...(runsIn === undefined ? {} : { runsIn: runsIn.cluster }),
      at: draft.item.object.at,
      definedBy: draft.item.object.at.path,
      unknown: [...draft.unknown, ...missing, ...finished.unknown, ...unapplied(draft, parent)],
    };
  }

  #unjudged(draft: Draft): Feed['unknown'] {
    const { repository, path, revision, at } = draft.source;
    if (repository !== undefined && !followsJudged(draft.source, this.#judged)) {
      const why = `it follows ${revision.value}, which is not the revision of ${repository} that is judged`;
      return [
        { about: 'revision', why, supply: `${repository} at ${revision.value}`, at: revision.at ?? at },
      ];
    }
    const tree = this.#context.repositories.find((one) => one.name === repository)?.tree;
    if (path === undefined || repository === undefined || hasPath(tree, path) !== false) return [];
    const why = `there is no ${path} in ${repository} at the revision judged${revision.value === '' ? '' : `; the feed follows ${revision.value}`}`;
    return [{ about: 'path', why, supply: 'the revision that the feed follows', at }];
  }
}

function onlyClusters(drafts: readonly Draft[], clusters: ClusterNamer): ReadonlyMap<string, string> {
  const named = new Map<string, Set<string>>();
  for (const draft of drafts) {
    const repository = clusters.repositoryOf(draft.item);
    const cluster =
      clusters.byFolder(draft.item, false)?.cluster ??
      (draft.clusterFolder === undefined ? undefined : clusterOfFolder(draft.clusterFolder, false));
    if (cluster === undefined) continue;
    const known = named.get(repository);
    if (known === undefined) named.set(repository, new Set([cluster]));
    else known.add(cluster);
  }
  const only = new Map<string, string>();
  for (const [repository, [cluster, ...others]] of named)
    if (cluster !== undefined && others.length === 0) only.set(repository, cluster);
  return only;
}

/** Sources of one object do not feed each other; an assumed bootstrap stands beside the object that made it known. */
function sameObject(one: Draft, other: Draft): boolean {
  return one.item.object === other.item.object && one.ground !== 'assumed';
}

/** Without a kustomization Flux takes everything below that no other one hides; Argo CD takes the folder's own files unless it is told to recurse. */
function reachesDown(draft: Draft, folder: string, outermost: string, hidden: boolean): boolean {
  if (draft.agent === 'flux') return !hidden;
  return draft.source.recurse || folderOf(outermost) === folder;
}

/** A feed that forces a namespace moves the object there; one that only gives a default counts where the object names none. */
function namespaceOf(draft: Draft, parent: Feed | undefined): string {
  const given = parent?.destination.namespace;
  if (given === undefined || draft.ground === 'assumed') return draft.namespace;
  return parent?.destination.namespaceForced === true || draft.item.object.namespace === undefined
    ? given
    : draft.namespace;
}

/** What starts a chain is applied once by hand: the bootstrap of Flux, and applications of Argo CD. Anything else without a feed above may lie idle. */
function unapplied(draft: Draft, parent: Feed | undefined): Feed['unknown'] {
  if (
    parent !== undefined ||
    draft.agent === 'argocd' ||
    (draft.kind === 'Kustomization' && draft.name === 'flux-system')
  )
    return [];
  return [
    {
      about: 'definition',
      why: 'nothing in view applies it',
      supply: 'what applies it, or its removal if nothing does',
      at: draft.item.object.at,
    },
  ];
}
