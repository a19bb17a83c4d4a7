import { err, ok, type Result } from '../../model/result.ts';
import { type Stopped, sequence } from '../sequence.ts';
import { awaitsReview } from './board.ts';
import type { GrantWish } from './draft.ts';
import { landOn } from './land.ts';
import { type GrantPorts, offerRef } from './ports.ts';
import { beganEntry, endedEntry, requestedEntry } from './record.ts';
import type { GrantRefusal } from './refusal.ts';
import {
  filesAreMade,
  itIsOffered,
  type Made,
  personMayHaveIt,
  policyIsInForce,
  refusedAs,
  type Wished,
} from './steps.ts';

/** So long after a sign-in somebody is still taken for who signed in, where nobody else is asked. */
export const FRESH_MINUTES = 15;

export interface BreakGlassWish extends Wished {
  /** RFC 3339; absent = it is not known, so it is not fresh. */
  readonly signedInAt?: string;
}

function theSignInIsFresh(
  { signedInAt }: BreakGlassWish,
  { clock }: GrantPorts,
): Result<object, GrantRefusal> {
  const age = clock.now() - Date.parse(signedInAt ?? '');
  return age <= FRESH_MINUTES * 60_000 ? ok({}) : err('sign-in-again');
}

async function noneBeforeAwaitsReview(
  { wish }: Wished,
  { board }: GrantPorts,
): Promise<Result<object, GrantRefusal>> {
  const grants = await board.grants();
  const open = grants.some((one) => awaitsReview(one) && (one.grant?.person ?? one.by) === wish.person);
  return open ? err('review-due') : ok({});
}

async function itIsRecordedLoudly(
  { grant, at, head }: Made & { readonly head: string },
  { ledger, random, alarm }: GrantPorts,
): Promise<Result<object, GrantRefusal>> {
  const about = { grant, policy: at.policy, repository: at.place.name };
  const { entry, payload } = requestedEntry(
    about,
    { ref: offerRef(grant.id), head, by: grant.person },
    random,
  );
  await ledger.append(entry, payload);
  const { id, policy, person, reason, expires } = grant;
  alarm({ kind: 'break-glass', grant: id, policy, person, reason, expires });
  return ok({});
}

async function itLands(
  { grant, at, head }: Made & { readonly head: string },
  ports: GrantPorts,
): Promise<Result<{ readonly commit: string }, GrantRefusal>> {
  const { policy, place } = at;
  const message = `Break glass: ${policy.name} to ${grant.person} until ${grant.expires}\n\nBreak-Glass: true`;
  const landing = { ref: offerRef(grant.id), head, message };
  const outcome = await landOn(place, landing, ports);
  if (outcome.kind === 'done') return ok({ commit: outcome.commit });
  await ports.committer.withdraw({ repository: place.name, ref: landing.ref, head });
  const end = { by: 'void', why: 'refused', who: 'mainward', say: 'It could not be landed.' } as const;
  const { entry, payload } = endedEntry({ id: grant.id, cluster: policy.cluster }, end, ports.random);
  await ports.ledger.append(entry, payload);
  return refusedAs(outcome);
}

/** It is in Git; that it is not on record yet undoes nothing, and whoever looks after grants records it. */
async function thatItBeganIsRecorded(
  { grant, at, commit }: Made & { readonly commit: string },
  { ledger, random }: GrantPorts,
): Promise<Result<object, GrantRefusal>> {
  const about = { grant, policy: at.policy, repository: at.place.name };
  const { entry, payload } = beganEntry(about, { commit, by: grant.person, approvers: [] }, random);
  await ledger.append(entry, payload).catch(() => undefined);
  return ok({});
}

/** Access without agreement, step by step: it is on record, and has been said loudly, before it is there. */
const BREAK_GLASS = sequence<GrantPorts, BreakGlassWish, GrantRefusal>()
  .step('the sign-in is fresh', theSignInIsFresh, 'sign-in-again')
  .step('a policy in force offers it', policyIsInForce, 'unavailable')
  .step('none before awaits a review', noneBeforeAwaitsReview, 'unavailable')
  .step('the person may have it', personMayHaveIt, 'not-allowed')
  .step('its files are made', filesAreMade, 'unavailable')
  .step('it is offered', itIsOffered, 'gate-refused')
  .step('it is recorded, loudly', itIsRecordedLoudly, 'unavailable')
  .step('it lands', itLands, 'gate-refused')
  .step('that it began is recorded', thatItBeganIsRecorded, 'unavailable');

export type Broken = Made & { readonly head: string; readonly commit: string };

export function breakGlass(
  { signedInAt, ...wish }: Omit<GrantWish, 'kind'> & { readonly signedInAt?: string },
  ports: GrantPorts,
): Promise<Result<Broken, Stopped<GrantRefusal>>> {
  const start = { wish: { ...wish, kind: 'break-glass' as const } };
  return BREAK_GLASS.run(signedInAt === undefined ? start : { ...start, signedInAt }, ports);
}
