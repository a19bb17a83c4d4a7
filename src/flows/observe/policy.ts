import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import { MainwardError } from '../../model/errors.ts';
import type { PolicyPayload } from '../../model/payload.ts';
import type { Roster } from '../../model/person.ts';
import type { Exception, GuardPolicy, Requirement, TrustPolicy } from '../../model/policy.ts';
import type { ReviewDefinition } from '../../model/review.ts';
import type { Policy } from '../../policy/read.ts';
import type { GitRepository } from '../../ports/git.ts';

/** Files of a repository's policy, as one commit has them. */
export interface PolicyFiles {
  readonly commit: string;
  readonly files: PolicyPayload['files'];
}

/** What is in force: read at a commit that is accepted. */
export interface PolicyInForce {
  readonly commit: string;
  /** Tells whether two are the same. */
  readonly content: string;
  readonly roster?: Roster;
  readonly requirements: readonly Requirement[];
  readonly exceptions: readonly Exception[];
  readonly trustPolicies: readonly TrustPolicy[];
  readonly guards: readonly GuardPolicy[];
  readonly reviews: readonly ReviewDefinition[];
  readonly accessPolicies: readonly AccessPolicy[];
  readonly grants: readonly AccessGrant[];
}

const BYTES_EACH = 1 << 20;
const BYTES_ALL = 8 << 20;
const MOST_FILES = 1_000;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Fails with POLICY_INVALID or BUDGET_EXCEEDED where they cannot be read, all of them. */
export async function readPolicyFiles(
  repository: GitRepository,
  commit: string,
  folder: string,
): Promise<PolicyFiles> {
  const entries = (await repository.tree(commit, [folder])).filter(
    ({ kind, path }) => (kind === 'file' || kind === 'executable') && /\.ya?ml$/.test(path),
  );
  const all = entries.reduce((total, { size }) => total + Math.max(0, size), 0);
  if (entries.length > MOST_FILES || all > BYTES_ALL)
    throw unusable(commit, `it has more than ${MOST_FILES} files or ${BYTES_ALL} bytes`);
  const oids = entries.flatMap(({ oid }) => oid ?? []);
  const blobs = await repository.blobs(oids, { bytesEach: BYTES_EACH });
  return {
    commit,
    files: entries.map(({ path, oid = '' }) => {
      const bytes = blobs.get(oid);
      if (!(bytes instanceof Uint8Array)) throw unusable(commit, `${path} is ${bytes ?? 'missing'}`);
      return { path, oid, text: decode(bytes, path, commit) };
    }),
  };
}

function decode(bytes: Uint8Array, path: string, commit: string): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw unusable(commit, `${path} is not UTF-8`);
  }
}

/** Fails with POLICY_INVALID, ROSTER_INVALID or YAML_REJECTED: a policy that is half read is none. */
export async function meaningOfPolicy(
  { commit, files }: PolicyFiles,
  repository: string,
): Promise<PolicyInForce> {
  const [
    { readPolicyFile },
    { demandSoundTogether },
    { demandOneGuardEach },
    { demandOneDefinitionEach },
    { demandOneEach },
  ] = await Promise.all([
    import('../../policy/read.ts'),
    import('../../policy/trust-policy.ts'),
    import('../../policy/guard-policy.ts'),
    import('../../policy/review-definition.ts'),
    import('../../policy/access-policy.ts'),
  ]);
  const read: readonly Policy[] = files.map(({ path, text }) =>
    readPolicyFile(new TextEncoder().encode(text), { path, repository, commit }),
  );
  const [roster, second] = read.flatMap(({ rosters }) => rosters);
  if (second !== undefined) throw unusable(commit, 'it has two rosters');
  const trustPolicies = read.flatMap((one) => one.trustPolicies);
  demandSoundTogether(trustPolicies);
  const guards = read.flatMap((one) => one.guards);
  demandOneGuardEach(guards);
  const reviews = read.flatMap((one) => one.reviews);
  demandOneDefinitionEach(reviews);
  const accessPolicies = read.flatMap((one) => one.accessPolicies);
  const grants = read.flatMap((one) => one.grants);
  demandOneEach(accessPolicies, grants);
  return {
    commit,
    content: contentOf(files),
    ...(roster === undefined ? {} : { roster }),
    requirements: read.flatMap(({ requirements }) => requirements),
    exceptions: read.flatMap(({ exceptions }) => exceptions),
    trustPolicies,
    guards,
    reviews,
    accessPolicies,
    grants,
  };
}

export function contentOf(files: PolicyPayload['files']): string {
  return JSON.stringify(files.map(({ path, oid }) => [path, oid]));
}

/** What a commit's policy can be refused for; anything else is a failure of the world, and asked again next time. */
export function isRefusal(error: unknown): error is MainwardError {
  return error instanceof MainwardError && REFUSED.has(error.code);
}

const REFUSED: ReadonlySet<string> = new Set([
  'POLICY_INVALID',
  'ROSTER_INVALID',
  'YAML_REJECTED',
  'BUDGET_EXCEEDED',
]);

function unusable(commit: string, why: string): MainwardError {
  return new MainwardError('POLICY_INVALID', `The policy at ${commit} cannot be used: ${why}.`, {
    fields: { commit },
    remedy: 'Mend it on the protected ref; until then the last good policy stays in force.',
  });
}
