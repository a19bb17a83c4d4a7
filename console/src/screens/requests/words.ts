import type { ListedGrant, OfferedAccess } from '../../../../src/model/access-document.ts';
import { listWords } from '../../chain/words.ts';
import { minutesWords } from '../../kit/time-words.ts';

/** `ClusterRole/edit in payments`, or everywhere in the cluster. */
export function offerWords({ role, namespace }: OfferedAccess['offers'][number]): string {
  return `${role} ${namespace === null ? 'everywhere in the cluster' : `in ${namespace}`}`;
}

/** `1 of payments-leads and 2 of security`. */
export function groupsWords(groups: readonly { readonly group: string; readonly count: number }[]): string {
  return listWords(groups.map(({ group, count }) => `${count} of ${group}`));
}

type End = ListedGrant['ends'][number];

/** One way in which access ended, as a sentence. */
export function endWords({ by, why, who }: End): string {
  const whose = who === undefined || who === 'mainward' ? '' : ` by ${who}`;
  if (by === 'void') {
    if (why === 'revoked') return `Withdrawn${whose} before it began.`;
    return why === 'expired' ? 'Nobody agreed in time.' : 'It could not be landed.';
  }
  const what = by === 'guard' ? 'Deleted in the cluster by the guard' : 'Taken out of Git';
  if (why === 'revoked') return `${what}: ended before its time${whose}.`;
  return `${what}: its time was over.`;
}

/** Why a form cannot be sent as it is, by its field. */
export interface WishFaults {
  readonly minutes?: string;
  readonly reason?: string;
}

/** What the policy would refuse; the server judges in the end. */
export function faultsOf(
  { minutes, reason }: { readonly minutes: number; readonly reason: string },
  { longest, prefixes }: { readonly longest: number; readonly prefixes: readonly string[] },
): WishFaults {
  const why = reason.trim();
  const isTime = Number.isInteger(minutes) && minutes >= 1 && minutes <= longest;
  const isBegun = prefixes.length === 0 || prefixes.some((one) => why.startsWith(one));
  const isOnlyPrefix = prefixes.includes(why);
  return {
    ...(isTime ? {} : { minutes: `From 1 minute to ${minutesWords(longest)}.` }),
    ...(why === '' || isOnlyPrefix
      ? { reason: 'Say why.' }
      : isBegun
        ? {}
        : { reason: `Begin it with ${orWords(prefixes)}.` }),
  };
}

/** `INC-, CHG- or OPS-`. */
export function orWords(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
