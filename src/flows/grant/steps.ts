import { bundleOf } from '../../chain/access/bundle.ts';
import type { AccessGrant } from '../../model/access-grant.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { CommitOutcome, FileEdit } from '../../ports/committer.ts';
import { draftGrant, type GrantWish } from './draft.ts';
import { givingEdits, textsOf } from './edits.ts';
import { type GrantPorts, offeringOf, offerRef, type PolicyPlace } from './ports.ts';
import { type GrantRefusal, Said } from './refusal.ts';

export interface Wished {
  readonly wish: GrantWish;
}

export async function policyIsInForce(
  { wish }: Wished,
  ports: GrantPorts,
): Promise<Result<{ readonly at: PolicyPlace }, GrantRefusal>> {
  const at = await offeringOf(wish.policy, ports);
  if (at === undefined) return err('policy-unknown');
  return ports.robots.has(at.place.name) ? ok({ at }) : err('no-committer');
}

export function personMayHaveIt(
  { wish, at: { policy, roster } }: Wished & { readonly at: PolicyPlace },
  { clock, random }: GrantPorts,
): Result<{ readonly grant: AccessGrant }, GrantRefusal> {
  const grant = draftGrant(wish, policy, roster, { now: clock.now(), random });
  return grant.ok ? ok({ grant: grant.value }) : grant;
}

export async function filesAreMade(
  { grant, at }: { readonly grant: AccessGrant; readonly at: PolicyPlace },
  { git }: GrantPorts,
): Promise<Result<{ readonly edits: readonly FileEdit[] }, GrantRefusal>> {
  const { place, policy, tip } = at;
  const edits = await givingEdits(bundleOf(grant, policy), grant.id, policy, textsOf(git, place.path), tip);
  return edits === undefined ? err('folder-unclear') : ok({ edits });
}

export async function itIsOffered(
  { grant, edits, at: { place, tip } }: Made,
  { committer }: GrantPorts,
): Promise<Result<{ readonly head: string }, GrantRefusal>> {
  const outcome = await committer.offer({
    repository: place.name,
    base: tip,
    edits,
    message: messageOf(grant),
    ref: offerRef(grant.id),
  });
  return outcome.kind === 'done' ? ok({ head: outcome.commit }) : refusedAs(outcome);
}

export interface Made {
  readonly grant: AccessGrant;
  readonly edits: readonly FileEdit[];
  readonly at: PolicyPlace;
}

/** The gate's own words go with its refusal. */
export function refusedAs(outcome: Exclude<CommitOutcome, { kind: 'done' }>): Result<never, GrantRefusal> {
  if (outcome.kind === 'moved' || outcome.kind === 'conflict') return err('lost-the-race');
  if (outcome.kind === 'refused') throw new Said(outcome.say);
  return err('unavailable');
}

export function messageOf({ id, kind, policy, person, reason, expires }: AccessGrant): string {
  const loud = kind === 'break-glass';
  return [
    `${loud ? 'Break glass' : 'Give access'}: ${policy} to ${person} until ${expires}`.slice(0, 200),
    '',
    reason,
    '',
    `Access-Grant: ${id}`,
    ...(loud ? ['Break-Glass: true'] : []),
  ].join('\n');
}
