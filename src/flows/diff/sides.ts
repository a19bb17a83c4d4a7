import { basename } from 'node:path/posix';
import type { Touched } from '../../chain/difference/unread.ts';
import type { RepositoryInput } from '../../chain/read/input.ts';
import { MainwardError } from '../../model/errors.ts';
import type { System } from '../../model/policy.ts';
import type { SourceTree, TreeEntry } from '../../model/tree.ts';
import type { BlobResult, FolderReader, GitOpener, GitRepository } from '../../ports/git.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readDeclared } from '../scan/declared.ts';
import { isWanted } from '../scan/open.ts';
import { readSourceTree } from '../scan/source-tree.ts';
import { commitOf } from '../verify/range.ts';

/** Two states of one repository, and what differs between them. */
export interface Sides {
  readonly before: RepositoryInput;
  readonly after: RepositoryInput;
  /** What makes up the chain: named by what was supplied, else by the state before. */
  readonly system?: System;
  readonly touched: Touched;
  readonly notes: readonly string[];
}

export interface SidePorts {
  readonly git: GitOpener;
  readonly folders: FolderReader;
}

/** What may hold manifests, or decides what a chart gives. */
function isOfSide(entry: TreeEntry): boolean {
  return isWanted(entry) || /(^|\/)templates\/|\.(tpl|tgz|jsonnet|libsonnet)$/.test(entry.path);
}

/** Two commits or trees of one repository. */
export async function sidesOfRepository(
  repository: GitRepository,
  trees: { readonly before: string; readonly after: string },
  evidence: Evidence,
): Promise<Sides> {
  const known = new Map<string, BlobResult>();
  const before = await readSourceTree(repository, trees.before, isOfSide, known);
  const after = await readSourceTree(repository, trees.after, isOfSide, known);
  const changes = await repository.changes(trees.before, trees.after);
  const touched = changes === 'missing' ? null : new Set(changes.map(({ path }) => path));
  const { ref } = repository.head();
  const branch = ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined;
  const common = {
    urls: repository.remoteUrl === undefined ? [] : [repository.remoteUrl],
    ...(branch === undefined ? {} : { branch }),
  };
  return sidesOf(before, after, common, touched, evidence);
}

/** Two commits that a range names. */
export async function sidesOfRange(
  repository: GitRepository,
  range: string,
  evidence: Evidence,
): Promise<Sides> {
  const [from, to] = ends(range);
  const [before, after] = [await commitOf(repository, from), await commitOf(repository, to)];
  return sidesOfRepository(repository, { before, after }, evidence);
}

function ends(range: string): readonly [string, string] {
  const dots = range.indexOf('..');
  const [from, to] = [range.slice(0, dots), range.slice(dots + 2)];
  if (dots <= 0 || to.startsWith('.')) {
    throw new MainwardError(
      'USAGE',
      `${JSON.stringify(range)} is no range A..B, so there is nothing to compare.`,
      {
        remedy: 'Name two revisions with two dots between them, or two folders with --from DIR and --to DIR.',
      },
    );
  }
  return [from, to === '' ? 'HEAD' : to];
}

/** Two folders as they lie; they stand for one repository, which is called like the newer one. */
export async function sidesOfFolders(
  { from, to }: { readonly from: string; readonly to: string },
  evidence: Evidence,
  folders: FolderReader,
): Promise<Sides> {
  const name = basename(to) || 'manifests';
  const [before, after] = [await folders.read(from, name, isOfSide), await folders.read(to, name, isOfSide)];
  return sidesOf(before, after, { urls: [] }, differing(before, after), evidence);
}

async function sidesOf(
  before: SourceTree,
  after: SourceTree,
  common: Pick<RepositoryInput, 'urls' | 'branch'>,
  touched: Touched,
  evidence: Evidence,
): Promise<Sides> {
  const [old, current] = [await readDeclared(before), await readDeclared(after)];
  const own = old.systems[0];
  const system = evidence.system ?? own;
  const renamed =
    evidence.system === undefined && JSON.stringify(plain(own)) !== JSON.stringify(plain(current.systems[0]));
  const side = (tree: SourceTree, { requirements }: typeof old): RepositoryInput => ({
    name: tree.repository,
    tree,
    ...common,
    requirements: [...evidence.requirements, ...requirements],
  });
  return {
    before: side(before, old),
    after: side(after, current),
    ...(system === undefined ? {} : { system }),
    touched,
    notes: renamed ? ['the System changes; both sides are told apart by the one before'] : [],
  };
}

function plain(system: System | undefined): unknown {
  return system === undefined ? null : { ...system, at: null };
}

/** Files that one side alone has, that differ, or of which it cannot be told. */
function differing(before: SourceTree, after: SourceTree): ReadonlySet<string> {
  const paths = new Set([...before.entries, ...after.entries].map(({ path }) => path));
  return new Set(
    [...paths].filter((path) => {
      const [one, other] = [before.read(path), after.read(path)];
      return !(one instanceof Uint8Array && other instanceof Uint8Array && sameBytes(one, other));
    }),
  );
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
