import { ok, type Result } from '../../model/result.ts';
import { type Stopped, sequence } from '../sequence.ts';
import type { GrantWish } from './draft.ts';
import { type GrantPorts, offerRef } from './ports.ts';
import { requestedEntry } from './record.ts';
import type { GrantRefusal } from './refusal.ts';
import { filesAreMade, itIsOffered, type Made, personMayHaveIt, policyIsInForce } from './steps.ts';

async function itIsRecorded(
  { grant, at, head }: Made & { readonly head: string },
  { ledger, committer, random }: GrantPorts,
): Promise<Result<object, GrantRefusal>> {
  const ref = offerRef(grant.id);
  const repository = at.place.name;
  const about = { grant, policy: at.policy, repository };
  const { entry, payload } = requestedEntry(about, { ref, head, by: grant.person }, random);
  try {
    await ledger.append(entry, payload);
  } catch (error) {
    // Nobody is asked to agree to what is not on record.
    await committer.withdraw({ repository, ref, head });
    throw error;
  }
  return ok({});
}

/** Asking for access, step by step. Having had it before gives nothing: each request is judged from scratch. */
const REQUEST = sequence<GrantPorts, { readonly wish: GrantWish }, GrantRefusal>()
  .step('a policy in force offers it', policyIsInForce, 'unavailable')
  .step('the person may have it', personMayHaveIt, 'not-allowed')
  .step('its files are made', filesAreMade, 'unavailable')
  .step('it is offered', itIsOffered, 'gate-refused')
  .step('it is recorded', itIsRecorded, 'unavailable');

export type Requested = Made & { readonly head: string };

export function request(
  wish: Omit<GrantWish, 'kind'>,
  ports: GrantPorts,
): Promise<Result<Requested, Stopped<GrantRefusal>>> {
  return REQUEST.run({ wish: { ...wish, kind: 'normal' } }, ports);
}
