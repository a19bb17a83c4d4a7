import type { RefUpdate, Refusal } from '../../model/receive.ts';
import { isNoObject } from '../../model/receive.ts';
import { pusherOf, type ReceiveContext, refuse, short } from './context.ts';

const PULL = /^refs\/pull\/(\d{1,9})\/head$/;

/**
 * A pull request is whoever's key signed its head, where that is told. Only they change it: by their account, or by
 * signing what they put there.
 */
export async function pullRequestsStayTheirs(context: ReceiveContext): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const update of context.updates) {
    const number = PULL.exec(update.ref)?.[1];
    if (number === undefined || isNoObject(update.before)) continue;
    const owner = (await context.describe(update.before))?.author.person;
    if (owner === undefined) continue;
    const changer = await changedBy(context, update);
    if (changer.unknown || changer.people.includes(owner)) continue;
    refusals.push(
      refuse(context, update, {
        who: changer.told,
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

/** What nobody could read is not offered: it would only make reading what others offer dearer. */
export async function pullRequestsAreReadable(context: ReceiveContext): Promise<readonly Refusal[]> {
  const base = context.repository.refs().get(context.ref);
  const refusals: Refusal[] = [];
  for (const update of context.updates) {
    const number = PULL.exec(update.ref)?.[1];
    if (number === undefined || isNoObject(update.after)) continue;
    const range = { from: [update.after], not: base === undefined ? [] : [base] };
    const ids = await context.repository.commits({ ...range, limit: MOST_COMMITS + 1, idsOnly: true });
    if (ids.length <= MOST_COMMITS) continue;
    refusals.push(
      refuse(context, update, {
        what: `offers more than ${MOST_COMMITS} commits as pull request ${number}`,
        why: ['that is more than anybody reads, and more than is judged at once'],
        how: ['offer it in parts'],
      }),
    );
  }
  return refusals;
}

const MOST_COMMITS = 20_000;

interface Changer {
  readonly people: readonly string[];
  /** Nothing at all tells who it is. */
  readonly unknown: boolean;
  readonly told: string;
}

/** The account where the server names one, else whoever signed what is put there. A robot acts for its owners. */
async function changedBy(context: ReceiveContext, { after }: RefUpdate): Promise<Changer> {
  const account = pusherOf(context);
  if (account !== undefined) {
    const owners = account.kind === 'robot' ? account.owners : [];
    return { people: [account.id, ...owners], unknown: false, told: `who is ${account.id}` };
  }
  const named = context.pusher !== undefined;
  if (isNoObject(after)) return { people: [], unknown: !named, told: 'who is not in the roster' };
  const signer = (await context.describe(after))?.author.person;
  return signer === undefined
    ? { people: [], unknown: false, told: 'signed by nobody of the roster' }
    : { people: [signer], unknown: false, told: `signed by ${signer}` };
}
