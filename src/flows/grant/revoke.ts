import { err, ok, type Result } from '../../model/result.ts';
import { type Stopped, sequence } from '../sequence.ts';
import { takeOut } from './end.ts';
import { type GrantActor, type GrantAt, isOver, mayEnd } from './may.ts';
import { type GrantPorts, policyOf } from './ports.ts';
import { endedEntry, revokedEntry } from './record.ts';
import type { GrantRefusal } from './refusal.ts';
import { refusedAs } from './steps.ts';

export interface RevokeWish extends GrantActor {
  readonly id: string;
  /** To show, where there is no person. */
  readonly name: string;
}

async function thereIsOne({ id }: RevokeWish, ports: GrantPorts): Promise<Result<GrantAt, GrantRefusal>> {
  const found = await ports.board.find(id);
  if (found === undefined) return err('grant-unknown');
  return ok({ found, at: await policyOf(found, ports) });
}

function theyMayEndIt(asked: RevokeWish & GrantAt, { clock }: GrantPorts): Result<object, GrantRefusal> {
  if (isOver(asked, clock.now())) return err('grant-over');
  return mayEnd(asked, asked) ? ok({}) : err('not-yours-to-end');
}

/** From here on it is over, also where Git does not say so yet: whoever looks after grants tries until it does. */
async function theWishIsRecorded(
  { id, found, person, name }: RevokeWish & GrantAt,
  { ledger, random }: GrantPorts,
): Promise<Result<object, GrantRefusal>> {
  if (found.began === undefined || found.revoked !== undefined) return ok({});
  const { entry, payload } = revokedEntry({ id, cluster: found.entry.cluster }, person ?? name, random);
  // A record that is away keeps nobody from ending access.
  await ledger.append(entry, payload).catch(() => undefined);
  return ok({});
}

async function itIsTakenOut(
  { id, found, at, person, name }: RevokeWish & GrantAt,
  ports: GrantPorts,
): Promise<Result<{ readonly commit?: string }, GrantRefusal>> {
  const by = person ?? name;
  const { committer } = ports;
  const { repository } = found.entry;
  if (found.began === undefined) {
    if (found.offered === undefined) return ok({});
    const { ref, head } = found.offered;
    const outcome = await committer.withdraw({ repository, ref, head });
    return outcome.kind === 'gone' ? ok({}) : refusedAs(outcome);
  }
  if (at === undefined) return err('policy-unknown');
  const { place, policy, isGone = false } = at;
  const outcome = await takeOut(place, { id, policy, isGone, why: 'revoked', by }, ports);
  if (outcome.kind === 'nothing') return ok({});
  return outcome.kind === 'done' ? ok({ commit: outcome.commit }) : refusedAs(outcome);
}

async function itIsRecorded(
  { id, found, person, name, commit }: RevokeWish & GrantAt & { readonly commit?: string },
  { ledger, random }: GrantPorts,
): Promise<Result<object, GrantRefusal>> {
  const who = person ?? name;
  const isVoid = found.began === undefined;
  const { entry, payload } = endedEntry(
    { id, cluster: found.entry.cluster },
    {
      by: isVoid ? 'void' : 'commit',
      why: 'revoked',
      who,
      say: isVoid ? 'It was withdrawn before it began.' : 'It was ended before its time.',
      ...(commit === undefined ? {} : { commit }),
    },
    random,
  );
  await ledger.append(entry, payload);
  return ok({});
}

/** Ending access before its time, step by step. */
const REVOKE = sequence<GrantPorts, RevokeWish, GrantRefusal>()
  .step('there is one', thereIsOne, 'unavailable')
  .step('they may end it', theyMayEndIt, 'unavailable')
  .step('the wish is recorded', theWishIsRecorded, 'unavailable')
  .step('it is taken out', itIsTakenOut, 'gate-refused')
  .step('it is recorded', itIsRecorded, 'unavailable');

export function revoke(wish: RevokeWish, ports: GrantPorts): Promise<Result<object, Stopped<GrantRefusal>>> {
  return REVOKE.run(wish, ports);
}
