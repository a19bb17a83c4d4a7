import { MainwardError } from '../../model/errors.ts';
import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Origin } from '../../model/location.ts';
import type { MainwardEvidence } from '../../model/mainward-evidence.ts';
import type { Roster } from '../../model/person.ts';
import type { Exception, GuardPolicy, Requirement, System } from '../../model/policy.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { Trust } from '../../model/trust.ts';
import type { Policy } from '../../policy/read.ts';
import type { FolderReader } from '../../ports/git.ts';
import { type PolicyReader, readPolicy } from './read-policy.ts';
import { readTrustFile } from './trusts.ts';

const BYTES_EACH = 256 << 20;

/** What was told from outside the judged repositories. */
export interface Evidence {
  readonly forges: readonly ForgeEvidence[];
  readonly trusts: readonly Trust[];
  readonly roster?: Roster;
  readonly system?: System;
  /** What Mainward itself is in the chain. */
  readonly mainward?: MainwardEvidence;
  readonly requirements: readonly Requirement[];
  /** What was waived, by accepted policy. */
  readonly exceptions: readonly Exception[];
  /** How clusters are guarded, by accepted policy; absent where none was supplied. */
  readonly guards?: readonly GuardPolicy[];
  /** Text of `allowed_signers`, where it was supplied. */
  readonly allowedSigners?: string;
}

export interface EvidenceRequest {
  /** Folders given with `--evidence`. */
  readonly folders: readonly string[];
  /** File given with `--roster`: its folder and its name. */
  readonly roster?: { readonly folder: string; readonly file: string };
  /** Folder given with `--policy`. */
  readonly policy?: string;
}

export const NO_EVIDENCE: Evidence = { forges: [], trusts: [], requirements: [], exceptions: [] };

/** Reads everything supplied. Fails with a code where any of it cannot be used: evidence is never half read. */
export async function readEvidence(
  request: EvidenceRequest,
  folders: FolderReader,
  read: PolicyReader = readPolicy,
): Promise<Evidence> {
  const trees = await Promise.all(
    request.folders.map((folder) => folders.read(folder, nameOf(folder), () => true, BYTES_EACH)),
  );
  const policyTree =
    request.policy === undefined
      ? undefined
      : await folders.read(request.policy, nameOf(request.policy), (entry) => isYaml(entry.path), BYTES_EACH);
  const { roster } = request;
  const rosterTree =
    roster === undefined
      ? undefined
      : await folders.read(
          roster.folder,
          nameOf(roster.folder),
          (entry) => entry.path === roster.file,
          BYTES_EACH,
        );
  const evidence = await Promise.all(trees.map(readFolder));
  const policies = await readPolicies(read, [
    ...(rosterTree === undefined || roster === undefined ? [] : [{ tree: rosterTree, paths: [roster.file] }]),
    ...(policyTree === undefined ? [] : [{ tree: policyTree, paths: paths(policyTree, isYaml) }]),
    ...trees.map((tree) => ({
      tree,
      paths: paths(tree, (path) => path === 'roster.yaml' || path === 'system.yaml'),
    })),
  ]);
  const signers = trees.flatMap((tree) => textOf(tree, 'allowed_signers') ?? []);
  const mainward = await readMainward(trees);
  return {
    forges: evidence.flatMap((one) => one.forges),
    trusts: evidence.flatMap((one) => one.trusts),
    requirements: policies.requirements,
    exceptions: policies.exceptions,
    ...(policies.guards === undefined ? {} : { guards: policies.guards }),
    ...(policies.roster === undefined ? {} : { roster: policies.roster }),
    ...(policies.system === undefined ? {} : { system: policies.system }),
    ...(mainward === undefined ? {} : { mainward }),
    ...(signers.length === 0 ? {} : { allowedSigners: signers.join('\n') }),
  };
}

async function readFolder(tree: SourceTree): Promise<Pick<Evidence, 'forges' | 'trusts'>> {
  const files = paths(tree, (path) => path.startsWith('forge/') && path.endsWith('.json'));
  const trusts = paths(tree, (path) => path.startsWith('trusts/') && path.endsWith('.json'));
  return {
    forges: files.length === 0 ? [] : await readForges(tree, files),
    trusts: trusts.map((path) => readTrustFile(bytesOf(tree, path), originOf(tree, path))),
  };
}

/** The reader of forges brings a library along, which is loaded only where there is something to read. */
async function readForges(tree: SourceTree, files: readonly string[]): Promise<readonly ForgeEvidence[]> {
  const { readForgeEvidence } = await import('../../policy/forge-evidence.ts');
  return files.map((path) => readForgeEvidence(bytesOf(tree, path), originOf(tree, path)));
}

const MAINWARD = 'mainward.json';

/** Two that speak of Mainward would leave open who has it. */
async function readMainward(trees: readonly SourceTree[]): Promise<MainwardEvidence | undefined> {
  const [tree, ...others] = trees.filter((one) => one.has(MAINWARD));
  if (tree === undefined) return undefined;
  if (others.length > 0) {
    throw new MainwardError('EVIDENCE_INVALID', `Several folders of evidence have a ${MAINWARD}.`, {
      remedy: 'Hand in one of them.',
    });
  }
  const { readMainwardEvidence } = await import('../../policy/mainward-evidence.ts');
  return readMainwardEvidence(bytesOf(tree, MAINWARD), originOf(tree, MAINWARD));
}

async function readPolicies(
  read: PolicyReader,
  sources: readonly { readonly tree: SourceTree; readonly paths: readonly string[] }[],
): Promise<Pick<Evidence, 'roster' | 'system' | 'requirements' | 'exceptions' | 'guards'>> {
  const files = sources.flatMap(({ tree, paths: list }) => list.map((path) => ({ tree, path })));
  if (files.length === 0) return { requirements: [], exceptions: [] };
  const policies: Policy[] = [];
  for (const { tree, path } of files) policies.push(await read(bytesOf(tree, path), originOf(tree, path)));
  const [roster] = policies.flatMap((policy) => policy.rosters);
  const [system] = policies.flatMap((policy) => policy.systems);
  return {
    requirements: policies.flatMap((policy) => policy.requirements),
    exceptions: policies.flatMap((policy) => policy.exceptions),
    guards: policies.flatMap((policy) => policy.guards),
    ...(roster === undefined ? {} : { roster }),
    ...(system === undefined ? {} : { system }),
  };
}

/** Findings name a supplied file by its folder's own name, never by a path of this machine. */
function originOf(tree: SourceTree, path: string): Origin {
  return { path: `${tree.repository}/${path}` };
}

function nameOf(folder: string): string {
  return folder.split('/').findLast((part) => part !== '' && part !== '.') ?? 'evidence';
}

function isYaml(path: string): boolean {
  return path.endsWith('.yaml') || path.endsWith('.yml');
}

function paths(tree: SourceTree, wanted: (path: string) => boolean): readonly string[] {
  return tree.entries.map((entry) => entry.path).filter(wanted);
}

function textOf(tree: SourceTree, path: string): string | undefined {
  return tree.has(path) ? new TextDecoder().decode(bytesOf(tree, path)) : undefined;
}

function bytesOf(tree: SourceTree, path: string): Uint8Array {
  const bytes = tree.read(path);
  if (bytes instanceof Uint8Array) return bytes;
  throw new MainwardError(
    'EVIDENCE_INVALID',
    `${path} cannot be read: ${bytes === undefined ? 'it is not there' : bytes.unread}.`,
    {
      fields: { path },
      remedy: 'Name a folder that holds the evidence, with files that may be read.',
    },
  );
}
