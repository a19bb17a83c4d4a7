import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import type { Ownership } from '../../model/ownership.ts';
import type { Requirement } from '../../model/policy.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { ChangedPath, GitRepository } from '../../ports/git.ts';
import { readGithubOwnership } from '../../stages/2-review/codeowners.ts';
import { type PolicyReader, readPolicy } from '../evidence/read-policy.ts';
import { readDeclared } from '../scan/declared.ts';

/** What was in force when a landing came: what the ref pointed to before it decides. */
export interface InForce {
  readonly ownership?: Ownership;
  readonly requirements: readonly Requirement[];
  readonly accessPolicies: readonly AccessPolicy[];
  readonly grants: readonly AccessGrant[];
  /** What could not be used, and why: what is demanded is not known. */
  readonly broken: readonly string[];
}

type State = ReadonlyMap<string, string>;

const TRACKED = /^(?:(?:\.github\/|docs\/)?CODEOWNERS|\.mainward\/.*\.ya?ml)$/;
const PLACES = ['.mainward', 'CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS'] as const;
const BYTES_EACH = 4 << 20;
const NOTHING: InForce = {
  requirements: [],
  accessPolicies: [],
  grants: [],
  broken: ['the files of that time cannot be read'],
};

/**
 * Ownership and demands at the newest commit, and then before each landing. One listing of the newest commit's files is
 * enough: the changes of each landing say what these few files were before it. `changes` are newest first, like `line`.
 */
export async function inForceFrom(
  repository: GitRepository,
  tip: string,
  changes: readonly (readonly ChangedPath[] | null)[],
  read: PolicyReader = readPolicy,
): Promise<readonly InForce[]> {
  const newest = await stateAt(repository, tip);
  const states = [newest, ...statesBefore(newest, changes)];
  const known = new Map<string, InForce>();
  const blobs = await repository.blobs(
    [...new Set(states.flatMap((state) => [...(state?.values() ?? [])]))],
    { bytesEach: BYTES_EACH },
  );
  const found: InForce[] = [];
  for (const state of states) {
    const key =
      state === undefined
        ? ''
        : [...state]
            .map(([path, oid]) => `${path}\0${oid}`)
            .sort()
            .join('\n');
    let one = known.get(key);
    if (one === undefined) {
      one = state === undefined ? NOTHING : await meaning(treeOf(repository.name, state, blobs), read);
      known.set(key, one);
    }
    found.push(one);
  }
  return found;
}

async function stateAt(repository: GitRepository, commit: string): Promise<State | undefined> {
  try {
    const entries = await repository.tree(commit, PLACES);
    return new Map(
      entries.flatMap(({ path, oid }) =>
        oid !== undefined && TRACKED.test(path) ? [[path, oid] as const] : [],
      ),
    );
  } catch {
    return undefined;
  }
}

function statesBefore(
  after: State | undefined,
  changes: readonly (readonly ChangedPath[] | null)[],
): readonly (State | undefined)[] {
  let state = after;
  return changes.map((change) => {
    if (change === null || state === undefined) state = undefined;
    else {
      const touched = change.filter(({ path }) => TRACKED.test(path));
      if (touched.length > 0) {
        const before = new Map(state);
        for (const { path, oldMode, oldOid } of touched) {
          if (oldMode === '000000') before.delete(path);
          else before.set(path, oldOid);
        }
        state = before;
      }
    }
    return state;
  });
}

async function meaning(tree: SourceTree, read: PolicyReader): Promise<InForce> {
  const { requirements, accessPolicies, grants, coverage } = await readDeclared(tree, read);
  const broken = coverage.flatMap(({ status, source, reason }) =>
    status === 'failed' ? [`${source}: ${reason ?? 'it cannot be read'}`] : [],
  );
  return { ownership: readGithubOwnership(tree), requirements, accessPolicies, grants, broken };
}

function treeOf(
  repository: string,
  state: State,
  blobs: ReadonlyMap<string, Uint8Array | 'missing' | 'too-large'>,
): SourceTree {
  return {
    repository,
    entries: [...state].map(([path, oid]) => ({ path, kind: 'file', oid, size: -1 })),
    has: (path) => state.has(path),
    read: (path) => {
      const oid = state.get(path);
      if (oid === undefined) return undefined;
      const bytes = blobs.get(oid);
      return bytes instanceof Uint8Array ? bytes : { unread: bytes ?? 'missing' };
    },
  };
}
