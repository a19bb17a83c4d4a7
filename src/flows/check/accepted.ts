import type { CheckReason } from '../../model/check.ts';
import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Ownership } from '../../model/ownership.ts';
import type { Requirement } from '../../model/policy.ts';
import type { GitRepository } from '../../ports/git.ts';
import { OwnerIndex, readGithubOwnership } from '../../stages/2-review/codeowners.ts';
import { concerns } from '../../stages/2-review/judge/review-demands.ts';
import { effectiveRule } from '../../stages/2-review/rules.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { type Declared, readDeclared } from '../scan/declared.ts';
import { readSourceTree } from '../scan/source-tree.ts';

const IN_FORCE = /^(?:(?:\.github\/|docs\/)?CODEOWNERS|\.mainward\/.*\.ya?ml)$/;

/** What is in force where a change wants to land: its base is accepted by definition. */
export interface Accepted {
  /** What was supplied, together with what the base declares. */
  readonly evidence: Evidence;
  readonly ownership: Ownership;
  readonly declared: Declared;
  /** Files of the policy that cannot be used, so that nobody knows what they demand. */
  readonly reasons: readonly CheckReason[];
  readonly notes: readonly string[];
}

/**
 * Policy, roster and exceptions of the base commit. What was handed in is added; a roster or System that was handed in
 * counts in place of the base's.
 */
export async function acceptedAt(
  repository: GitRepository,
  base: string,
  supplied: Evidence,
): Promise<Accepted> {
  const tree = await readSourceTree(repository, base, ({ path }) => IN_FORCE.test(path));
  const declared = await readDeclared(tree);
  const roster = supplied.roster ?? declared.rosters[0];
  const system = supplied.system ?? declared.systems[0];
  const broken = declared.coverage.filter(({ status }) => status === 'failed');
  return {
    evidence: {
      ...supplied,
      requirements: [...supplied.requirements, ...declared.requirements],
      exceptions: [...supplied.exceptions, ...declared.exceptions],
      ...(roster === undefined ? {} : { roster }),
      ...(system === undefined ? {} : { system }),
    },
    ownership: readGithubOwnership(tree),
    declared,
    reasons: broken.map(({ source, reason = '' }) => ({
      code: 'policy-not-read',
      detail: `what is in force cannot be told: ${source}: ${reason}`,
    })),
    notes:
      declared.rosters.length > 1
        ? [`the base has ${declared.rosters.length} rosters; the first one counts`]
        : [],
  };
}

/** What a change of the policy itself takes, and whether it leaves the policy readable. */
export function policyReasons(
  paths: readonly string[] | null,
  accepted: Accepted,
  after: Declared | undefined,
  forge: ForgeEvidence | undefined,
  ref: string,
): { readonly breaks: readonly CheckReason[]; readonly remarks: readonly CheckReason[] } {
  const touched = (paths ?? []).filter((path) => path.startsWith('.mainward/'));
  if (touched.length === 0) return { breaks: [], remarks: [] };
  const known = new Set(failedIn(accepted.declared));
  const broken = (after?.coverage ?? []).filter(
    ({ status, source }) => status === 'failed' && !known.has(source),
  );
  const asks = [
    ...guarding(accepted.evidence.requirements, touched),
    ...(effectiveRule(forge, ref).codeOwners ? ownersOf(accepted.ownership, touched) : []),
  ];
  const taking =
    asks.length === 0
      ? 'and nothing there asks anybody to agree to that'
      : `which asks for ${[...new Set(asks)].join(', ')}`;
  return {
    breaks: broken.map(({ source, reason = '' }) => ({
      code: 'policy-breaks',
      detail: `the change leaves a policy file that cannot be used: ${source}: ${reason}`,
    })),
    remarks: [
      {
        code: 'policy-changes',
        detail: `the change edits the policy itself (${touched.join(', ')}): it is judged by the policy before it, ${taking}`,
      },
    ],
  };
}

function failedIn({ coverage }: Declared): readonly string[] {
  return coverage.filter(({ status }) => status === 'failed').map(({ source }) => source);
}

function guarding(requirements: readonly Requirement[], paths: readonly string[]): readonly string[] {
  return requirements
    .filter((requirement) => concerns(requirement, { paths, kinds: [] }) === true)
    .flatMap(({ name, approvals, signed }) => [
      ...approvals.map(({ group, count }) => `${count} of ${group} (${name})`),
      ...(signed ? [`signed commits (${name})`] : []),
    ]);
}

function ownersOf(ownership: Ownership, paths: readonly string[]): readonly string[] {
  const index = new OwnerIndex(ownership);
  return paths.flatMap((path) => {
    const owners = index.ruleFor(path)?.owners ?? [];
    return owners.length === 0 ? [] : [`a code owner (${owners.join(' ')})`];
  });
}
