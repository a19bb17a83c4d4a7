import { MainwardError } from '../../model/errors.ts';
import type { ForgeEvidence, PullRequest } from '../../model/evidence.ts';
import type { GitRepository } from '../../ports/git.ts';
import { commitOf } from '../verify/range.ts';
import type { OfferedPull } from './event.ts';

/** What is proposed: that the ref, which is at `base`, takes in `head`. */
export interface ProposedChange {
  readonly base: string;
  readonly head: string;
  /** Full name. */
  readonly ref: string;
  readonly number?: number;
}

export interface ChangeRequest {
  readonly base?: string;
  readonly head?: string;
  readonly ref?: string;
  readonly event?: OfferedPull;
}

/** What is proposed, and the commits of it that this clone does not have. Fails where a name means nothing. */
export async function proposedChange(
  repository: GitRepository,
  request: ChangeRequest,
  forge: ForgeEvidence | undefined,
): Promise<{ readonly change: ProposedChange; readonly missing: readonly string[] }> {
  const { event } = request;
  const wanted = { base: request.base ?? event?.base, head: request.head ?? event?.head ?? 'HEAD' };
  if (wanted.base === undefined) {
    throw new MainwardError('USAGE', 'What the change is proposed for was not said.', {
      remedy: 'Name it with --base REF, or hand in --event FILE.',
    });
  }
  const missing: string[] = [];
  const resolve = async (name: string): Promise<string> => {
    const found = await repository.resolve(name);
    if (found !== undefined) return found;
    if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(name)) return commitOf(repository, name);
    missing.push(name);
    return name;
  };
  const base = await resolve(wanted.base);
  const head = await resolve(wanted.head);
  const ref =
    request.ref === undefined ? (event?.ref ?? refOf(wanted.base, repository, forge)) : full(request.ref);
  const number = event?.number ?? pullNumber(wanted.head);
  return { change: { base, head, ref, ...(number === undefined ? {} : { number }) }, missing };
}

function full(ref: string): string {
  return ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
}

/** The branch that a name of the base means; for an object id, the one that is protected most likely. */
function refOf(base: string, repository: GitRepository, forge: ForgeEvidence | undefined): string {
  const refs = repository.refs();
  if (refs.has(`refs/heads/${base}`)) return `refs/heads/${base}`;
  const remote = base.replace(/^refs\/remotes\//, '');
  if (refs.has(`refs/remotes/${remote}`)) return `refs/heads/${remote.split('/').slice(1).join('/')}`;
  if (base.startsWith('refs/heads/')) return base;
  const branch = forge?.settings?.defaultBranch;
  if (branch !== undefined) return `refs/heads/${branch}`;
  const pointing = [...refs].filter(([name, oid]) => oid === base && name.startsWith('refs/heads/'));
  return pointing[0]?.[0] ?? 'refs/heads/main';
}

function pullNumber(head: string): number | undefined {
  const found = /^(?:refs\/)?(?:pull|merge-requests)\/(\d{1,9})\/(?:head|merge)$/.exec(head);
  return found === null ? undefined : Number(found[1]);
}

/**
 * The pull request that offers the change, as the forge knows it: open, and with the head that is judged, so that what was
 * said of an older head is stale.
 */
export function pullOf(change: ProposedChange, forge: ForgeEvidence | undefined): PullRequest | undefined {
  const open = (forge?.pullRequests?.items ?? []).filter(({ base }) => base === change.ref);
  const found =
    open.find(({ number }) => number === change.number) ??
    open.find(({ head, state }) => head.sha === change.head && state === 'open');
  if (found === undefined) return undefined;
  const { mergedAt: _at, mergedBy: _by, mergeCommit: _commit, mergeMethod: _method, ...pull } = found;
  return { ...pull, state: 'open', head: { ...pull.head, sha: change.head } };
}
