import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Roster } from '../../model/person.ts';
import type { Exception, GuardPolicy, Requirement, System } from '../../model/policy.ts';
import type { Coverage } from '../../model/scan.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { Policy } from '../../policy/read.ts';
import { type PolicyReader, readPolicy } from '../evidence/read-policy.ts';

/** What a repository declares about itself under `.mainward/`. */
export interface Declared {
  readonly systems: readonly System[];
  readonly requirements: readonly Requirement[];
  readonly guards: readonly GuardPolicy[];
  readonly accessPolicies: readonly AccessPolicy[];
  readonly grants: readonly AccessGrant[];
  /** Counts only where what declares it is accepted. */
  readonly rosters: readonly Roster[];
  /** Counts only where what declares it is accepted. */
  readonly exceptions: readonly Exception[];
  /** One entry a file that was looked at. */
  readonly coverage: readonly Coverage[];
}

/**
 * Reads `.mainward/**.yaml` of a judged tree. Names and demands are taken from it; who people are is not, because
 * what is judged cannot be the evidence: a roster counts only where it is handed in. A file that cannot be used
 * is named and decides nothing.
 */
export async function readDeclared(tree: SourceTree, read: PolicyReader = readPolicy): Promise<Declared> {
  const paths = tree.entries
    .map((entry) => entry.path)
    .filter((path) => /^\.mainward\/.*\.ya?ml$/.test(path));
  const systems: System[] = [];
  const requirements: Requirement[] = [];
  const guards: GuardPolicy[] = [];
  const accessPolicies: AccessPolicy[] = [];
  const grants: AccessGrant[] = [];
  const rosters: Roster[] = [];
  const exceptions: Exception[] = [];
  const coverage: Coverage[] = [];
  const declared = { systems, requirements, guards, accessPolicies, grants, rosters, exceptions, coverage };
  if (paths.length === 0) return declared;
  for (const path of paths) {
    const source = `${tree.repository}:${path}`;
    const bytes = tree.read(path);
    if (!(bytes instanceof Uint8Array)) {
      coverage.push({ source, status: 'failed', reason: bytes?.unread ?? 'it is not there' });
      continue;
    }
    try {
      const policy = await read(bytes, {
        path,
        repository: tree.repository,
        ...(tree.commit === undefined ? {} : { commit: tree.commit }),
      });
      systems.push(...policy.systems);
      requirements.push(...policy.requirements);
      guards.push(...policy.guards);
      accessPolicies.push(...policy.accessPolicies);
      grants.push(...policy.grants);
      rosters.push(...policy.rosters);
      exceptions.push(...policy.exceptions);
      coverage.push({ source, ...standing(policy) });
    } catch (error) {
      if (!(error instanceof MainwardError)) throw error;
      coverage.push({ source, status: 'failed', reason: error.message });
    }
  }
  return declared;
}

/** What the judged repository says about who people are, or lets itself off, does not count. */
function standing({ rosters, exceptions }: Policy): Pick<Coverage, 'status' | 'reason'> {
  if (rosters.length > 0)
    return {
      status: 'skipped',
      reason: 'a roster in the judged repository is no evidence: hand it in with --roster FILE',
    };
  if (exceptions.length > 0)
    return {
      status: 'skipped',
      reason: 'an exception in the judged repository excuses nothing: hand it in with --policy DIR',
    };
  return { status: 'read' };
}
