import type { RefUpdate, Refusal } from '../../model/receive.ts';
import { isNoObject } from '../../model/receive.ts';
import { pusherOf, type ReceiveContext, refuse, short } from './context.ts';

const PULL = /^refs\/pull\/(\d{1,9})\/head$/;

/** A pull request is changed by whoever signed its head, where it can be told who that is and who changes it. */
export async function pullRequestsStayTheirs(context: ReceiveContext): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const update of context.updates) {
    const number = PULL.exec(update.ref)?.[1];
    if (number === undefined || isNoObject(update.before)) continue;
    const owner = (await context.describe(update.before))?.author.person;
    if (owner === undefined) continue;
    const who = await changedBy(context, update);
    if (who === undefined || who.ids.includes(owner)) continue;
    refusals.push(
      refuse(context, update, {
        who: who.how,
        what: isNoObject(update.after)
          ? `removes pull request ${number}`
          : `puts ${short(update.after)} in place of ${short(update.before)} as pull request ${number}`,
        why: [`pull request ${number} is ${owner}’s, who signed its head`],
        how: ['open a pull request of your own: push to refs/pull/N/head with a free number N'],
      }),
    );
  }
  return refusals;
}

/** The account where the server names one, else whoever signed what is put there. A robot acts for its owners. */
async function changedBy(
  context: ReceiveContext,
  { after }: RefUpdate,
): Promise<{ readonly ids: readonly string[]; readonly how: string } | undefined> {
  const account = pusherOf(context);
  if (account !== undefined) {
    const owners = account.kind === 'robot' ? account.owners : [];
    return { ids: [account.id, ...owners], how: `who is ${account.id}` };
  }
  const signer = isNoObject(after) ? undefined : (await context.describe(after))?.author.person;
  return signer === undefined ? undefined : { ids: [signer], how: `signed by ${signer}` };
}
