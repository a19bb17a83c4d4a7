import { Closure, type ClosureObject, DESIRED_KINDS } from '../../../chain/desired/closure.ts';
import { rootInFile, rootOfPath, type SourceName, sourceTitle } from '../../../chain/desired/root.ts';
import { Renderer } from '../../../formats/kustomize/render.ts';
import { repositoryAllowance } from '../../../formats/yaml/read.ts';
import { objectKey } from '../../../ledger/facets.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { SourceTree, TreeEntry } from '../../../model/tree.ts';
import type { GitOpener } from '../../../ports/git.ts';
import type { Pause } from '../../../ports/pause.ts';
import type { AgentObject } from '../../../stages/4-agent/read.ts';
import { readSourceTree } from '../../scan/source-tree.ts';
import { desiredObjectOf } from './object.ts';
import type { GuardRoot } from './root.ts';
import type { DesiredObject } from './state.ts';

/** What a cluster's agents begin with, and from where they get it. */
export interface AgentPlace {
  readonly cluster: string;
  readonly roots: readonly GuardRoot[];
  /** Through which agents of the cluster get what was verified, or, as a GitRepository, whatever the ref has. */
  readonly sources: readonly (SourceName & {
    readonly repository: string;
    /** A path under which the repository is opened. */
    readonly path: string;
    /** Full name of its protected ref. */
    readonly ref: string;
  })[];
}

/** Commits of repositories, by their names. */
export type Point = ReadonlyMap<string, string>;

/** What agents apply of such commits. */
export interface RenderedPoint {
  /** By `objectKey`. */
  readonly objects: ReadonlyMap<string, DesiredObject>;
  readonly unknown: readonly string[];
  /** By `objectKey` of the agent: the repository that it follows. */
  readonly agents: ReadonlyMap<string, string>;
}

/** What generators of kustomize read besides makes no object that is looked at. */
function isManifest({ path }: TreeEntry): boolean {
  return /(?:\.ya?ml|\.json|(?:^|\/)Kustomization)$/.test(path);
}

/**
 * What the commits render for a cluster, and nothing else: neither an object that is live nor a commit that was not named
 * is asked. Rejects with REPOSITORY_UNREADABLE where a commit cannot be read.
 */
export async function renderPoint(
  point: Point,
  place: Pick<AgentPlace, 'roots' | 'sources'>,
  { git, pause }: { readonly git: GitOpener; readonly pause: Pause },
): Promise<RenderedPoint> {
  return renderTrees(await treesOf(point, place.sources, git), place, pause);
}

/** The same of trees that were read already, or that are only thought of; by the name of the repository. */
export async function renderTrees(
  trees: ReadonlyMap<string, SourceTree>,
  { roots, sources }: Pick<AgentPlace, 'roots' | 'sources'>,
  pause: Pause,
): Promise<RenderedPoint> {
  const renderers = new Map(
    [...trees].map(([name, tree]) => [
      name,
      new Renderer(tree, { kinds: DESIRED_KINDS, budget: { shared: repositoryAllowance() } }),
    ]),
  );
  const found = roots.map((root) => rootOf(root, trees.get(root.repository), sources));
  const closure = new Closure({
    roots: found.flatMap((one) => (one.ok ? [one] : [])),
    sources: new Map(
      sources.flatMap((source) => {
        const renderer = renderers.get(source.repository);
        return renderer === undefined ? [] : [[sourceTitle(source), renderer] as const];
      }),
    ),
  });
  while (closure.step()) await pause.pause(0);
  const { objects, unknown } = gathered(closure.objects);
  return {
    objects,
    unknown: [...found.flatMap((one) => (one.ok ? [] : [one.why])), ...closure.unknown, ...unknown],
    agents: agentsOf(closure, sources),
  };
}

/** An object that two agents would make two different ones of is neither. */
function gathered(found: readonly ClosureObject[]): Pick<RenderedPoint, 'objects' | 'unknown'> {
  const objects = new Map<string, DesiredObject>();
  const contested = new Map<string, string>();
  const unknown: string[] = [];
  for (const one of found) {
    const { kind, namespace, name } = one.ref;
    const title = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    const made = desiredObjectOf(one);
    const key = objectKey(one.ref);
    const before = objects.get(key);
    if (made === undefined) unknown.push(`what ${title} means: it cannot be read`);
    else if (before !== undefined && before.meaning !== made.meaning)
      contested.set(key, `what ${title} is: two agents apply it, each another one`);
    else if (before?.agent === undefined) objects.set(key, made);
  }
  for (const key of contested.keys()) objects.delete(key);
  return { objects, unknown: [...unknown, ...contested.values()] };
}

function agentsOf({ agents }: Closure, sources: AgentPlace['sources']): ReadonlyMap<string, string> {
  const repositories = new Map(sources.map((source) => [sourceTitle(source), source.repository]));
  return new Map(agents.map(({ agent, source }) => [objectKey(agent), repositories.get(source) ?? '']));
}

/** The manifests of each commit, read. Rejects with REPOSITORY_UNREADABLE. */
export async function treesOf(
  point: Point,
  sources: AgentPlace['sources'],
  git: GitOpener,
): Promise<ReadonlyMap<string, SourceTree>> {
  const trees = new Map<string, SourceTree>();
  for (const [name, commit] of point) {
    const path = sources.find(({ repository }) => repository === name)?.path;
    const repository = path === undefined ? undefined : await git.open(path);
    if (repository === undefined) throw gone(name);
    try {
      trees.set(name, await readSourceTree(repository, commit, isManifest));
    } finally {
      await repository.close();
    }
  }
  return trees;
}

type Root =
  | { readonly ok: true; readonly item: AgentObject; readonly kept: boolean }
  | { readonly ok: false; readonly why: string };

function rootOf(root: GuardRoot, tree: SourceTree | undefined, sources: AgentPlace['sources']): Root {
  const name = `Kustomization ${root.namespace}/${root.name}, with which an agent begins`;
  const source = sources.find(({ repository }) => repository === root.repository);
  if (tree === undefined || source === undefined)
    return {
      ok: false,
      why: `what ${name}, applies: no source of the cluster hands over ${root.repository}`,
    };
  const found = 'file' in root ? rootInFile(tree, root.file, root) : rootOfPath(root.path, root, source);
  if (!found.ok) return { ok: false, why: `what ${name}, applies: ${found.why}` };
  return { ok: true, item: found.item, kept: 'file' in root };
}

function gone(repository: string): MainwardError {
  return new MainwardError(
    'REPOSITORY_UNREADABLE',
    `${repository} is not there, so nobody can say what a cluster should be.`,
    { fields: { repository }, remedy: 'Name the repository in the configuration of the server.' },
  );
}
