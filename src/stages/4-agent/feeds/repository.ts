import type { FeedSource, Ground } from '../../../model/agent.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { normalizeRemote, remoteBaseName } from '../remote.ts';
import { type FeedContext, hasPath } from './context.ts';

export interface RepositoryMatch {
  readonly repository: string;
  readonly matched: Ground;
}

/** A use of a source: which URL is followed at which path. A bootstrap is a source named `flux-system`, which Flux makes for the repository it lives in. */
export interface SourceUse {
  readonly url: string;
  readonly path: string;
  readonly bootstrap: boolean;
}

/**
 * Tells which repository in view a URL means. Where exactly one repository is judged and its remote is not known, a URL is taken for it
 * when it is called like the repository's folder, or when what follows it follows only paths that are there
 * (a bootstrap, or every use of the URL); that is assumed, not witnessed.
 */
export class RepositoryMatcher {
  readonly #known = new Map<string, string>();
  readonly #assumed = new Set<string>();
  readonly #only: FeedContext['repositories'][number] | undefined;
  readonly #artifact: string | undefined;

  /** `artifacts`: the paths that are followed in an OCI artifact `flux-system` that is not in view. */
  constructor(context: FeedContext, uses: readonly SourceUse[], artifacts: readonly string[] = []) {
    for (const repository of context.repositories) {
      const declared = context.system?.repositories.find((one) => one.name === repository.name)?.urls ?? [];
      for (const url of [...repository.urls, ...declared]) {
        const normal = normalizeRemote(url);
        if (normal !== undefined) this.#known.set(normal, repository.name);
      }
    }
    const [only, ...others] = context.repositories;
    this.#only = others.length === 0 ? only : undefined;
    this.#artifact = this.#only === undefined ? undefined : artifactFolder(this.#only.tree, artifacts);
    if (only === undefined || this.#only === undefined || this.#known.size > 0) return;
    const byUrl = Map.groupBy(uses, (use) => normalizeRemote(use.url) ?? '');
    for (const [url, group] of byUrl) {
      if (url === '') continue;
      const there = group.filter((use) => hasPath(only.tree, use.path) === true);
      const named = remoteBaseName(group[0]?.url ?? '') === only.name.toLowerCase();
      const bootstrapped = there.some((use) => use.bootstrap);
      const fits = there.length === group.length && there.some((use) => use.path !== '');
      if (named || bootstrapped || fits) this.#assumed.add(url);
    }
  }

  match(source: Pick<FeedSource, 'url'>): RepositoryMatch | undefined {
    const normal = source.url === undefined ? undefined : normalizeRemote(source.url);
    if (normal === undefined) return undefined;
    const known = this.#known.get(normal);
    if (known !== undefined) return { repository: known, matched: 'witnessed' };
    return this.#only !== undefined && this.#assumed.has(normal)
      ? { repository: this.#only.name, matched: 'assumed' }
      : undefined;
  }

  /** For a source that is not in view: the only repository, where the path is there. */
  matchUnseen(path: string, name: string): RepositoryMatch | undefined {
    if (this.#only === undefined || name !== 'flux-system' || hasPath(this.#only.tree, path) === false)
      return undefined;
    return { repository: this.#only.name, matched: 'assumed' };
  }

  /** For an OCI artifact `flux-system` that is not in view: the only repository, where one folder of it holds the paths that are followed. */
  matchArtifact(path: string, name: string): (RepositoryMatch & { readonly path: string }) | undefined {
    if (this.#only === undefined || name !== 'flux-system' || this.#artifact === undefined) return undefined;
    const whole = this.#artifact === '' ? path : `${this.#artifact}/${path}`;
    if (hasPath(this.#only.tree, whole) !== true) return undefined;
    return { repository: this.#only.name, matched: 'assumed', path: whole };
  }
}

/** The folder that `flux push artifact --path` was given: the one that holds most of the paths, and two at least. */
function artifactFolder(tree: SourceTree | undefined, paths: readonly string[]): string | undefined {
  if (tree === undefined) return undefined;
  const holds = new Map<string, number>();
  for (const path of paths) {
    if (path === '') continue;
    const folders = new Set<string>();
    for (const entry of tree.entries) {
      if (entry.path.startsWith(`${path}/`)) folders.add('');
      const at = entry.path.indexOf(`/${path}/`);
      if (at !== -1) folders.add(entry.path.slice(0, at));
    }
    for (const folder of folders) holds.set(folder, (holds.get(folder) ?? 0) + 1);
  }
  const [best, second] = [...holds].sort((a, b) => b[1] - a[1]);
  if (best === undefined || best[1] < 2 || best[1] === second?.[1]) return undefined;
  return best[0];
}
