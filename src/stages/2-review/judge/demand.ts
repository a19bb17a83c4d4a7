import type { ReasonCode } from '../../../model/landing.ts';
import type { Approval } from './approvals.ts';

/** `true`, `false`, or `null` where it cannot be told. */
export type Met = boolean | null;

/** Whose approvals count for a demand: people of a group, of a team of the forge, owners as CODEOWNERS names them, or any reviewer. */
export type Eligible =
  | { readonly kind: 'group' | 'team'; readonly name: string }
  | { readonly kind: 'owners'; readonly owners: readonly string[] }
  | { readonly kind: 'anybody' };

/** How many approvals a demand is about, and how many of them there are for certain. */
export interface Wanted {
  readonly of: string;
  readonly from: Eligible;
  readonly count: number;
  readonly have: number;
}

/** One thing that had to be so before a change might land. */
export interface Demand {
  /** The Requirement, or the rules of the forge, that it is of. */
  readonly source: string;
  /** What demands it, for people. */
  readonly label: string;
  readonly met: Met;
  /** What is missing; '' where nothing is. */
  readonly missing: string;
  /** Reason code where it is not met. */
  readonly code: ReasonCode;
  /** Absent where it is about no approvals. */
  readonly wanted?: Wanted;
}

/**
 * Were there so many approvals by eligible people? `eligible` says of an approval whether it is by one of them; `null`
 * where it cannot be told. `approvals` is `undefined` where reviews were not supplied.
 */
export function countApprovals(
  what: Pick<Demand, 'source' | 'label' | 'code'> & Omit<Wanted, 'have'>,
  approvals: readonly Approval[] | undefined,
  eligible: (approval: Approval) => Met,
): Demand {
  const { source, label, code, count, of, from } = what;
  const about = { source, label, code };
  const wanted = { of, from, count, have: 0 };
  if (approvals === undefined)
    return { ...about, met: null, missing: `${count} of ${of}: reviews were not supplied`, wanted };
  const standing = approvals.filter(({ why }) => why === undefined);
  const have = standing.filter((one) => one.unproved === undefined && eligible(one) === true).length;
  const possible = standing.filter((one) => eligible(one) !== false).length;
  const counted = { ...about, wanted: { ...wanted, have } };
  if (have >= count) return { ...counted, met: true, missing: '' };
  const lacking = count - have;
  const because =
    standing.find(({ unproved }) => unproved !== undefined)?.unproved ?? 'who belongs to it is not known';
  if (possible >= count)
    return { ...counted, met: null, missing: `${lacking} of ${of} cannot be told: ${because}` };
  return { ...counted, met: false, missing: `${lacking} more of ${of}` };
}
