import { idOfRecord, kustomizationsIn, manifestPath } from '../../chain/access/bundle.ts';
import { accessChange, type ChangedFile } from '../../chain/access/change.ts';
import type { AccessChange, AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Roster } from '../../model/person.ts';
import type { BlobResult, ChangedPath, GitRepository } from '../../ports/git.ts';
import { type PolicyReader, readPolicy } from '../evidence/read-policy.ts';

/** A Grant and its manifests are a few kilobytes. */
const BYTES_EACH = 256 << 10;
/** A change of more files gives or takes no grant by itself; it is judged as any other. */
const MOST_FILES = 2_000;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface AccessRequest {
  /** Against the first parent; `null` = not read. */
  readonly changes: readonly ChangedPath[] | null;
  /** The commit before it; absent where there is none. */
  readonly base?: string | undefined;
  /** In force before it. */
  readonly accessPolicies: readonly AccessPolicy[];
  readonly grants: readonly AccessGrant[];
  readonly roster: Roster | undefined;
  /** When it lands, or would; RFC 3339. */
  readonly at: string;
  readonly witnessed: boolean;
  readonly read?: PolicyReader;
}

/** What a change does to temporary access; `undefined` where it touches none, and so for nearly all of them. */
export async function accessOf(
  repository: GitRepository,
  { changes, base, accessPolicies, grants, roster, at, witnessed, read = readPolicy }: AccessRequest,
): Promise<AccessChange | undefined> {
  if (changes === null || (accessPolicies.length === 0 && grants.length === 0)) return undefined;
  const isConcerned = ({ path }: ChangedPath): boolean =>
    idOfRecord(path) !== undefined ||
    accessPolicies.some(({ folder }) => path.startsWith(`${folder}/mainward-`));
  if (!changes.some(isConcerned)) return undefined;
  const files = await filesOf(repository, changes);
  const added = new Map<string, AccessGrant | string>();
  for (const { path, before, after } of files)
    if (idOfRecord(path) !== undefined && before === undefined && after !== undefined)
      added.set(path, await grantIn(path, after, read));
  return accessChange({
    files,
    added,
    policies: accessPolicies,
    standing: grants,
    roster,
    at: Date.parse(at),
    witnessed,
    listings: await listingsOf(repository, base, accessPolicies),
    absent: await absentOf(repository, base, grants, accessPolicies),
  });
}

/** One that cannot be read names nothing: the agent cannot read it either. */
async function listingsOf(
  repository: GitRepository,
  base: string | undefined,
  policies: readonly AccessPolicy[],
): Promise<ReadonlyMap<string, string>> {
  if (base === undefined || policies.length === 0) return new Map();
  const wanted = new Set(policies.flatMap(({ folder }) => kustomizationsIn(folder)));
  const entries = (await repository.tree(base, [...wanted])).filter(({ path }) => wanted.has(path));
  const blobs = await repository.blobs(
    entries.flatMap(({ oid }) => oid ?? []),
    { bytesEach: BYTES_EACH },
  );
  return new Map(
    entries.map(({ path, oid = '' }) => {
      const bytes = blobs.get(oid);
      return [path, bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : ''];
    }),
  );
}

/** Manifests of the grants that stand which are not there. */
async function absentOf(
  repository: GitRepository,
  base: string | undefined,
  grants: readonly AccessGrant[],
  policies: readonly AccessPolicy[],
): Promise<ReadonlySet<string>> {
  const wanted = grants.flatMap(({ id, policy: name }) => {
    const policy = policies.find((one) => one.name === name);
    return policy === undefined ? [] : [manifestPath(id, policy)];
  });
  if (base === undefined || wanted.length === 0) return new Set();
  const found = new Set((await repository.tree(base, wanted)).map(({ path }) => path));
  return new Set(wanted.filter((path) => !found.has(path)));
}

async function filesOf(
  repository: GitRepository,
  changes: readonly ChangedPath[],
): Promise<readonly ChangedFile[]> {
  const few = changes.length <= MOST_FILES ? changes : [];
  const oids = few.flatMap(({ oldMode, newMode, oldOid, newOid }) => [
    ...(isFile(oldMode) ? [oldOid] : []),
    ...(isFile(newMode) ? [newOid] : []),
  ]);
  const blobs = await repository.blobs([...new Set(oids)], { bytesEach: BYTES_EACH });
  return changes.map(({ path, oldMode, newMode, oldOid, newOid }) => {
    const before = sideOf(oldMode, oldOid, blobs);
    const after = sideOf(newMode, newOid, blobs);
    const odd = before.odd ?? after.odd ?? (isMade(oldMode, newMode) ? undefined : 'its mode changes');
    return {
      path,
      ...(before.text === undefined ? {} : { before: before.text }),
      ...(after.text === undefined ? {} : { after: after.text }),
      ...(odd === undefined ? {} : { odd }),
    };
  });
}

function isFile(mode: string): boolean {
  return mode === '100644';
}

function isMade(oldMode: string, newMode: string): boolean {
  return oldMode === newMode || oldMode === '000000' || newMode === '000000';
}

interface Side {
  readonly text?: string;
  readonly odd?: string;
}

/** What is there and cannot be read as text is there all the same. */
function sideOf(mode: string, oid: string, blobs: ReadonlyMap<string, BlobResult>): Side {
  if (mode === '000000') return {};
  if (!isFile(mode)) return { text: '', odd: 'it is no plain file' };
  const bytes = blobs.get(oid);
  if (!(bytes instanceof Uint8Array)) return { text: '', odd: `it is ${bytes ?? 'not read'}` };
  try {
    return { text: UTF8.decode(bytes) };
  } catch {
    return { text: '', odd: 'it is not UTF-8' };
  }
}

async function grantIn(path: string, text: string, read: PolicyReader): Promise<AccessGrant | string> {
  try {
    const { grants, ...rest } = await read(new TextEncoder().encode(text), { path });
    const [grant, ...others] = grants;
    const isAlone = others.length === 0 && Object.values(rest).every((list) => list.length === 0);
    return grant !== undefined && isAlone ? grant : 'it is not one Grant and nothing else';
  } catch (error) {
    if (!(error instanceof MainwardError)) throw error;
    return error.message;
  }
}
