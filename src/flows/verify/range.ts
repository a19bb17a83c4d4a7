import { MainwardError } from '../../model/errors.ts';
import type { ForgeEvidence } from '../../model/evidence.ts';
import type { GitRepository } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';

/** What is to be verified: landings of `ref` from `tip` down to what `not` reaches. */
export interface Span {
  /** Full name, as the forge knows it. */
  readonly ref: string;
  readonly tip: string;
  readonly not: readonly string[];
}

export interface SpanRequest {
  /** `REVISION` or `A..B`. */
  readonly revision?: string;
  readonly ref?: string;
  readonly since?: string;
}

/** Resolves what was asked. Fails with REVISION_UNKNOWN where a name means no commit of the ref, NOTHING_TO_JUDGE where there is none at all. */
export async function resolveSpan(
  repository: GitRepository,
  request: SpanRequest,
  evidence: ForgeEvidence | undefined,
): Promise<Span> {
  const [from, to] = split(request.revision);
  const ref = fullRef(repository, request.ref, evidence);
  const refTip = await tipOf(repository, ref);
  if (request.ref !== undefined && refTip === undefined) throw unknown(request.ref);
  const tip = to === undefined ? (refTip ?? repository.head().oid) : await commitOf(repository, to);
  if (tip === undefined) {
    throw new MainwardError('NOTHING_TO_JUDGE', `${repository.name} has no commit yet, so nothing landed.`, {
      remedy: 'Name a repository with a history.',
    });
  }
  const not: string[] = [];
  for (const name of [from, request.since]) {
    if (name !== undefined) not.push(await commitOf(repository, name));
  }
  if (refTip !== undefined && !(await isOnLine(repository, tip, refTip))) {
    throw new MainwardError(
      'REVISION_UNKNOWN',
      `${to ?? tip} is none of the commits that ${ref} pointed to.`,
      {
        remedy: 'Name a commit on the first-parent line of the ref, or another ref with --ref.',
      },
    );
  }
  return { ref, tip, not };
}

function split(revision: string | undefined): readonly [string | undefined, string | undefined] {
  if (revision === undefined) return [undefined, undefined];
  const dots = revision.indexOf('..');
  if (dots === -1) return [undefined, revision];
  const [from, to] = [revision.slice(0, dots), revision.slice(dots + 2)];
  if (from === '' || to.startsWith('.')) {
    throw new MainwardError('USAGE', `${JSON.stringify(revision)} is no revision and no range A..B.`, {
      remedy: 'Name one revision, or two with two dots between them.',
    });
  }
  return [from, to === '' ? undefined : to];
}

function fullRef(
  repository: GitRepository,
  named: string | undefined,
  evidence: ForgeEvidence | undefined,
): string {
  if (named !== undefined) {
    if (named.startsWith('refs/remotes/')) return `refs/heads/${named.split('/').slice(3).join('/')}`;
    return named.startsWith('refs/') ? named : `refs/heads/${named}`;
  }
  const { ref, oid } = repository.head();
  if (ref !== undefined) return ref;
  // A detached HEAD, as continuous integration checks out: the forge's default branch, or the one branch that is there.
  const branch = evidence?.settings?.defaultBranch;
  if (branch !== undefined) return `refs/heads/${branch}`;
  const here = [...repository.refs()]
    .filter(([name, at]) => at === oid && /^refs\/(heads|remotes\/[^/]+)\//.test(name))
    .map(([name]) =>
      name.startsWith('refs/heads/') ? name : `refs/heads/${name.split('/').slice(3).join('/')}`,
    )
    .filter((name) => name !== 'refs/heads/HEAD');
  const [only, ...others] = new Set(here);
  if (only !== undefined && others.length === 0) return only;
  throw new MainwardError('USAGE', 'HEAD is detached, so it is not clear which ref is meant.', {
    remedy: 'Name it with --ref.',
  });
}

/** The ref's commit: its own, or that of the remote-tracking branch. */
async function tipOf(repository: GitRepository, ref: string): Promise<string | undefined> {
  const short = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
  return (
    (await repository.resolve(ref)) ??
    (short === undefined ? undefined : await repository.resolve(`refs/remotes/origin/${short}`))
  );
}

async function isOnLine(repository: GitRepository, one: string, refTip: string): Promise<boolean> {
  if (one === refTip) return true;
  const [raw] = await repository.commits({ from: [one], limit: 1 });
  const commit = raw === undefined ? undefined : readCommit(raw.oid, raw.bytes);
  const not = commit?.ok === true ? commit.value.parents : [];
  const line = await repository.commits({ from: [refTip], not, firstParent: true });
  return line.some(({ oid }) => oid === one);
}

/** The commit that a name means. Fails with REVISION_UNKNOWN where this clone has none of it. */
export async function commitOf(repository: GitRepository, name: string): Promise<string> {
  const oid = await repository.resolve(name);
  if (oid === undefined) throw unknown(name);
  return oid;
}

function unknown(name: string): MainwardError {
  return new MainwardError(
    'REVISION_UNKNOWN',
    `${JSON.stringify(name)} names no commit in this repository.`,
    {
      remedy:
        'Name a branch, a tag or an object id that this clone has; a shallow clone may have to be deepened.',
    },
  );
}
