import { MainwardError } from '../../model/errors.ts';
import type { Commit } from '../../model/git.ts';
import type { GitRepository } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';

/** What is to be agreed to. */
export interface OfferedChange {
  readonly head: string;
  readonly base: string;
  /** Full name of the ref it is to land on. */
  readonly ref: string;
  /** Tree of the merge of both. */
  readonly tree: string;
  /** Newest first; at least one. */
  readonly commits: readonly Commit[];
  /** Changed paths, sorted. */
  readonly paths: readonly string[];
}

export interface ChangeRequest {
  /** A revision, or the head of a pull request by its number. */
  readonly what: string | number;
  /** Where it is to land; `main` where it is left out. */
  readonly ref?: string;
}

const MOST_COMMITS = 10_000;

/** Finds what is offered and what it would change. Fails with REVISION_UNKNOWN or APPROVAL_REFUSED. */
export async function readOfferedChange(
  repository: GitRepository,
  { what, ref: wanted = 'main' }: ChangeRequest,
): Promise<OfferedChange> {
  const ref = wanted.startsWith('refs/') ? wanted : `refs/heads/${wanted}`;
  const head = await headOf(repository, what);
  const base = await baseOf(repository, ref);
  const raw = await repository.commits({ from: [head], not: [base], limit: MOST_COMMITS + 1 });
  if (raw.length === 0)
    throw refused(`${short(head)} has landed on ${ref} already.`, 'Name what is offered and has not landed.');
  if (raw.length > MOST_COMMITS)
    throw refused(
      `${short(head)} brings more than ${MOST_COMMITS} commits, which nobody reads.`,
      'Offer it in parts.',
    );
  const commits = raw.map(({ oid, bytes }) => {
    const commit = readCommit(oid, bytes);
    if (commit.ok) return commit.value;
    throw refused(
      `Commit ${short(oid)} cannot be read: ${commit.error.why}.`,
      'Let its author make it anew.',
    );
  });
  const merged = await repository.merge(base, head);
  if (merged.kind === 'conflict')
    throw refused(
      `${short(head)} conflicts with ${ref}, so what would land is not known.`,
      `Let its author merge ${ref} into it first.`,
    );
  if (merged.kind === 'unknown')
    throw refused(
      `What merging ${short(head)} would give cannot be told: ${merged.why}.`,
      'Fetch what is missing.',
    );
  const changes = await repository.changes(base, merged.tree);
  if (changes === 'missing')
    throw refused(`What ${short(head)} changes cannot be read.`, 'Fetch what is missing.');
  const paths = changes.map(({ path }) => path).sort();
  return { head, base, ref, tree: merged.tree, commits, paths };
}

async function headOf(repository: GitRepository, what: string | number): Promise<string> {
  const name = typeof what === 'number' ? `refs/pull/${what}/head` : what;
  const head = await repository.resolve(name);
  if (head !== undefined) return head;
  const fetch = name.startsWith('refs/') ? name : `refs/pull/N/head`;
  throw new MainwardError('REVISION_UNKNOWN', `${JSON.stringify(name)} names no commit in this clone.`, {
    remedy: `Fetch it first: git fetch origin ${fetch}:${fetch}`,
  });
}

/** As it was last fetched, where it was; else the clone's own. */
async function baseOf(repository: GitRepository, ref: string): Promise<string> {
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
  const base =
    (branch === undefined ? undefined : await repository.resolve(`refs/remotes/origin/${branch}`)) ??
    (await repository.resolve(ref));
  if (base !== undefined) return base;
  throw new MainwardError('REVISION_UNKNOWN', `This clone has no ${ref} on which anything could land.`, {
    remedy: 'Fetch it, or name where it is to land with --ref.',
  });
}

export function refused(message: string, remedy: string): MainwardError {
  return new MainwardError('APPROVAL_REFUSED', message, { remedy });
}

export function short(oid: string): string {
  return oid.slice(0, 10);
}
