import type { ReasonCode } from '../../../model/landing.ts';
import type { Approval } from './approvals.ts';

/** `true`, `false`, or `null` where it cannot be told. */
export type Met = boolean | null;

/** One thing that had to be so before a change might land. */
export interface Demand {
  /** What demands it, for people. */
  readonly label: string;
  readonly met: Met;
  /** What is missing; '' where nothing is. */
  readonly missing: string;
  /** Reason code where it is not met. */
  readonly code: ReasonCode;
}

/**
 * Were there so many approvals by eligible people? `eligible` says of an approval whether it is by one of them; `null`
 * where it cannot be told. `approvals` is `undefined` where reviews were not supplied.
 */
export function countApprovals(
  what: { readonly label: string; readonly count: number; readonly of: string; readonly code: ReasonCode },
  approvals: readonly Approval[] | undefined,
  eligible: (approval: Approval) => Met,
): Demand {
  const { label, count, of, code } = what;
  if (approvals === undefined)
    return { label, met: null, missing: `${count} of ${of}: reviews were not supplied`, code };
  const standing = approvals.filter(({ why }) => why === undefined);
  const sure = standing.filter((one) => one.unproved === undefined && eligible(one) === true).length;
  const possible = standing.filter((one) => eligible(one) !== false).length;
  if (sure >= count) return { label, met: true, missing: '', code };
  const lacking = count - sure;
  const because =
    standing.find(({ unproved }) => unproved !== undefined)?.unproved ?? 'who belongs to it is not known';
  if (possible >= count)
    return {
      label,
      met: null,
      missing: `${lacking} of ${of} cannot be told: ${because}`,
      code,
    };
  return { label, met: false, missing: `${lacking} more of ${of}`, code };
}
