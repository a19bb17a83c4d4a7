import { basename } from 'node:path/posix';
import type { Touched } from '../../chain/difference/unread.ts';
import type { RepositoryInput } from '../../chain/read/input.ts';
import { MainwardError } from '../../model/errors.ts';
import type { System } from '../../model/policy.ts';
import type { SourceTree, TreeEntry } from '../../model/tree.ts';
import type { BlobResult, FolderReader, GitOpener, GitRepository } from '../../ports/git.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { type Declared, readDeclared } from '../scan/declared.ts';
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
  /** What each state says under `.mainward/`. */
  readonly declared: { readonly before: Declared; readonly after: Declared };
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

export interface States {
  readonly before: string;
  readonly after: string;
  /** The state after is a tree that no commit has yet, so that nothing can be found at it. */
  readonly unwritten?: boolean;
  /** The branch that both are states of; otherwise the one that HEAD names. */
  readonly branch?: string;
}

/** Two commits or trees of one repository. */
export async function sidesOfRepository(
  repository: GitRepository,
  states: States,
  evidence: Evidence,
): Promise<Sides> {
  const known = new Map<string, BlobResult>();
  const before = await readSourceTree(repository, states.before, isOfSide, known);
  const { commit, ...tree } = await readSourceTree(repository, states.after, isOfSide, known);
  const after = states.unwritten === true || commit === undefined ? tree : { ...tree, commit };
  const changes = await repository.changes(states.before, states.after);
  const touched = changes === 'missing' ? null : new Set(changes.map(({ path }) => path));
  const branch = states.branch ?? branchOf(repository.head().ref);
  const common = {
    urls: repository.remoteUrl === undefined ? [] : [repository.remoteUrl],
    ...(branch === undefined ? {} : { branch }),
  };
  return sidesOf(before, after, common, touched, evidence);
}

/** The name of a branch, without `refs/heads/`. */
export function branchOf(ref: string | undefined): string | undefined {
  return ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined;
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
    declared: { before: old, after: current },
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
