import type { RegisteredControl } from '../../controls/control.ts';
import type { AccessDiff } from '../../model/access-diff.ts';
import type { CheckReason } from '../../model/check.ts';
import type { Finding } from '../../model/finding.ts';
import type { GitRepository } from '../../ports/git.ts';
import { defaultsOf } from '../ask/default-roles.ts';
import { compareSides } from '../diff/diff.ts';
import { branchOf, sidesOfRepository } from '../diff/sides.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Declared } from '../scan/declared.ts';
import type { ProposedChange } from './change.ts';
import { introducedBy } from './introduced.ts';
import type { Merged } from './merge.ts';

/** What a change does, as far as it could be compared. */
export interface Effect {
  readonly access: AccessDiff | null;
  /** What it violates anew; `null` where that was not looked at. */
  readonly findings: readonly Finding[] | null;
  /** What it leaves under `.mainward/`. */
  readonly leaves?: Declared;
  /** What is not decided by it, and worth knowing. */
  readonly remarks: readonly CheckReason[];
}

export interface EffectRequest {
  /** What was handed in. */
  readonly supplied: Evidence;
  /** That, with what is accepted at the base. */
  readonly accepted: Evidence;
  readonly controls: readonly RegisteredControl[];
  readonly defaultRoles?: string;
  /** RFC 3339 UTC. */
  readonly now: string;
  /** Is there time to judge controls, once both states were read? */
  readonly mayGoOn: () => boolean;
}

/** Compares the state before with what would be there after the merge. */
export async function effectOf(
  repository: GitRepository,
  { ref }: ProposedChange,
  { states }: Merged,
  { supplied, accepted, controls, defaultRoles, now, mayGoOn }: EffectRequest,
): Promise<Effect> {
  if (states === undefined) return { access: null, findings: null, remarks: [NO_ACCESS, NO_FINDINGS] };
  const { roster, system, exceptions } = accepted;
  const branch = branchOf(ref);
  const sides = await sidesOfRepository(
    repository,
    { ...states, ...(branch === undefined ? {} : { branch }) },
    { ...supplied, ...(system === undefined ? {} : { system }) },
  );
  const evidence = { ...supplied, ...(roster === undefined ? {} : { roster }) };
  const { access, before, after } = compareSides(sides, {
    evidence,
    now,
    defaults: defaultsOf(defaultRoles),
  });
  const findings = mayGoOn() ? introducedBy(before.facts, after.facts, controls, exceptions) : null;
  return {
    access,
    findings,
    leaves: sides.declared.after,
    remarks: [...notRead(access), ...(findings === null ? [NO_FINDINGS] : [])],
  };
}

const NO_ACCESS: CheckReason = {
  code: 'access-not-read',
  detail: 'what it does to access could not be compared',
};
const NO_FINDINGS: CheckReason = {
  code: 'findings-not-compared',
  detail: 'whether controls are newly violated was not looked at: scan the head',
};

function notRead({ unknown }: AccessDiff): readonly CheckReason[] {
  const changing = unknown.filter(({ changed }) => changed);
  const [first] = changing;
  if (first === undefined) return [];
  const others = changing.length > 1 ? `, and ${changing.length - 1} more` : '';
  return [
    {
      code: 'access-not-read',
      detail: `not everything that changes was read, so it may give more than is listed: ${first.reason}${others}`,
    },
  ];
}
