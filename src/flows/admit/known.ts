import type { GuardPolicy } from '../../model/policy.ts';
import { matchesPattern } from '../../stages/5-cluster/drift/patterns.ts';
import type { Asked } from './asked.ts';

/** Does the policy say that this object is right although it is not in Git, written by whoever writes it now? */
export function isKnown({ ref, request }: Asked, policy: GuardPolicy | undefined): boolean {
  return (policy?.known ?? []).some(
    (one) => matchesPattern(one, ref) && (one.by === undefined || one.by === request.who.user),
  );
}
