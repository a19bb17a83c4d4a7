import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import type { MainwardError } from '../../model/errors.ts';
import type { GitRepository } from '../../ports/git.ts';
import { acceptedAt } from '../check/accepted.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { accessOf } from '../verify/access.ts';
import { type OfferedChange, refused } from './change.ts';

export interface OfferedGrant {
  readonly grant: AccessGrant;
  /** In force where it is to land. */
  readonly policy: AccessPolicy;
}

/**
 * The one grant that a change gives, by the same judgement as at the gate. Fails with APPROVAL_REFUSED where it does
 * anything else besides, or the gate would refuse it.
 */
export async function demandGrant(
  repository: GitRepository,
  request: {
    readonly change: OfferedChange;
    readonly id: string;
    readonly evidence: Evidence;
    /** RFC 3339. */
    readonly now: string;
  },
): Promise<OfferedGrant> {
  const { change, id, evidence, now } = request;
  const { base, tree } = change;
  const { evidence: accepted, declared, reasons } = await acceptedAt(repository, base, evidence);
  const [unread] = reasons;
  if (unread !== undefined)
    throw refused(`What ${id} gives cannot be told: ${unread.detail}.`, 'Mend it first.');
  const changes = await repository.changes(base, tree);
  const access = await accessOf(repository, {
    changes: changes === 'missing' ? null : changes,
    base,
    accessPolicies: declared.accessPolicies,
    grants: declared.grants,
    roster: accepted.roster,
    at: now,
    witnessed: true,
  });
  const [given, ...others] = access?.gives ?? [];
  const [wrong] = [...(access?.broken ?? []), ...(access?.open ?? [])];
  if (wrong !== undefined) throw notAGrant(id, wrong.detail ?? wrong.code);
  if (access?.whole !== true || given?.grant.id !== id || others.length > 0 || access.takes.length > 0)
    throw notAGrant(id, 'it does something else besides, or does not give it');
  return given;
}

function notAGrant(id: string, why: string): MainwardError {
  return refused(
    `What is offered is not ${id} and nothing else: ${why}.`,
    'Look at what else it does, and have it asked for again.',
  );
}
