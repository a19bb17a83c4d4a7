import type { FeedDestination, FeedSource } from '../../../model/agent.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { IN_CLUSTER_NAME, IN_CLUSTER_SERVER } from '../argo/permits.ts';
import type { AgentObject } from '../read.ts';
import { folderOf, isWithin } from '../remote.ts';
import type { FeedContext } from './context.ts';

/** A cluster's name and where it came from. */
export interface NamedCluster {
  readonly cluster: string;
  readonly namedBy: Exclude<FeedDestination['namedBy'], 'unknown'>;
}

const CLUSTER_FOLDERS: readonly string[] = ['clusters', 'cluster'];
/** A folder that is one thing is divided by topic (`cluster/apps`), unless what is in it says otherwise (`cluster/prod`). */
const ONE_CLUSTER = 'cluster';
const ENVIRONMENT_FOLDERS: readonly string[] = [
  'environments',
  'environment',
  'envs',
  'env',
  'overlays',
  'overlay',
];

/** The name after `clusters/` and the like in a folder's path; `environments/` and `overlays/` count only where they are asked for. */
export function clusterOfFolder(folder: string, environments: boolean): string | undefined {
  const parts = folder.split('/');
  for (const markers of environments ? [CLUSTER_FOLDERS, ENVIRONMENT_FOLDERS] : [CLUSTER_FOLDERS]) {
    const at = parts.findIndex((part) => markers.includes(part.toLowerCase()));
    const name = at === -1 ? undefined : parts[at + 1];
    if (name === undefined || name === 'base') continue;
    if (parts[at]?.toLowerCase() === ONE_CLUSTER && firstWord(name.split(WORD_BREAK)) === undefined) continue;
    return name;
  }
  return undefined;
}

/** Names clusters by the System first, by folders otherwise. */
export class ClusterNamer {
  readonly #context: FeedContext;

  constructor(context: FeedContext) {
    this.#context = context;
  }

  /** The folders by which an object is reached, outermost first, its own last. */
  static folders(item: AgentObject): readonly string[] {
    return [...item.chain.map(folderOf).reverse(), folderOf(item.object.at.path)];
  }

  repositoryOf(item: AgentObject): string {
    return item.object.at.repository ?? this.#context.repositories[0]?.name ?? '';
  }

  bySystem(item: AgentObject): NamedCluster | undefined {
    const repository = this.repositoryOf(item);
    for (const folder of ClusterNamer.folders(item)) {
      const found = this.#context.system?.clusters.find((cluster) =>
        cluster.paths.some((path) => covers(path, repository, folder)),
      );
      if (found !== undefined) return { cluster: found.name, namedBy: 'system' };
    }
    return undefined;
  }

  byFolder(item: AgentObject, environments: boolean): NamedCluster | undefined {
    for (const folder of ClusterNamer.folders(item)) {
      const cluster = clusterOfFolder(folder, environments);
      if (cluster !== undefined) return { cluster, namedBy: 'folder' };
    }
    return undefined;
  }

  /** A cluster that an agent addresses by server or by name. */
  byAddress(...addresses: readonly (string | undefined)[]): NamedCluster | undefined {
    for (const address of addresses) {
      if (address === undefined || address === '') continue;
      const found = this.#context.system?.clusters.find(
        (cluster) => cluster.name === address || cluster.servers.includes(address),
      );
      if (found !== undefined) return { cluster: found.name, namedBy: 'system' };
    }
    return undefined;
  }

  /**
   * The System's environment of the cluster; else what the cluster's name, the path, the feed above, the namespace or the name tell, in this order.
   * A word counts as a whole folder name, anywhere in a cluster's name, and at the end of other names (`shop-prod`, but not `dev-team`).
   */
  environmentOf(
    cluster: string | undefined,
    source: Pick<FeedSource, 'repository' | 'path'>,
    above: string | undefined,
    namespace: string | undefined,
    name: string,
  ): string | undefined {
    const declared = this.#context.system?.environments.find(
      (one) => cluster !== undefined && one.clusters.includes(cluster),
    );
    if (declared !== undefined) return declared.name;
    const { path } = source;
    const tree = this.#context.repositories.find((one) => one.name === source.repository)?.tree;
    const topics = topicWords(tree, path);
    return (
      firstWord(cluster?.split(WORD_BREAK)) ??
      firstWord(path?.split('/').filter((word) => !topics.has(word))) ??
      firstWord(markedFolder(path)?.split(WORD_BREAK)) ??
      above ??
      firstWord(
        namespace === undefined || topics.has(namespace) ? [] : namespace.split(WORD_BREAK).slice(-1),
      ) ??
      firstWord(name.split(WORD_BREAK).slice(-1))
    );
  }
}

/** `repository:path`, or a path alone, which counts in every repository. */
function covers(declared: string, repository: string, folder: string): boolean {
  const colon = declared.indexOf(':');
  if (colon !== -1 && declared.slice(0, colon) !== repository) return false;
  const path = declared.slice(colon + 1).replace(/^\.?\//u, '');
  return isWithin(folder, path.endsWith('/') ? path.slice(0, -1) : path);
}

export function isInCluster(server: string | undefined, name: string | undefined): boolean {
  return server === IN_CLUSTER_SERVER || name === IN_CLUSTER_NAME;
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['production', 'production'],
  ['prod', 'production'],
  ['prd', 'production'],
  ['live', 'production'],
  ['staging', 'staging'],
  ['stage', 'staging'],
  ['stg', 'staging'],
  ['preprod', 'staging'],
  ['development', 'development'],
  ['dev', 'development'],
  ['test', 'test'],
  ['testing', 'test'],
  ['qa', 'test'],
  ['uat', 'test'],
]);

const WORD_BREAK = /[^a-zA-Z]/u;

/** Environments that are also what software is about: `apps/development`, `apps/test`. */
const TOPICS: readonly string[] = ['development', 'test'];

/** Folders of a path that are called like an environment and have no other environment beside them. */
function topicWords(tree: SourceTree | undefined, path: string | undefined): ReadonlySet<string> {
  const topics = new Set<string>();
  if (tree === undefined || path === undefined) return topics;
  const parts = path.split('/');
  for (const [index, word] of parts.entries()) {
    const environment = WORDS.get(word.toLowerCase());
    if (environment === undefined || !TOPICS.includes(environment)) continue;
    const prefix = parts
      .slice(0, index)
      .map((part) => `${part}/`)
      .join('');
    const beside = tree.entries.some((entry) => {
      if (!entry.path.startsWith(prefix)) return false;
      const other = WORDS.get(entry.path.slice(prefix.length).split('/', 1)[0]?.toLowerCase() ?? '');
      return other !== undefined && other !== environment;
    });
    if (!beside) topics.add(word);
  }
  return topics;
}

function firstWord(words: readonly string[] | undefined): string | undefined {
  for (const word of words ?? []) {
    const found = WORDS.get(word.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}

function markedFolder(path: string | undefined): string | undefined {
  return path === undefined ? undefined : clusterOfFolder(path, true);
}
