import { accountsOf, personOf } from '../../chain/access/account.ts';
import { permitted } from '../../chain/access/permitted.ts';
import type { AccessGrant, AccessGrantKind, AccessPolicy } from '../../model/access-grant.ts';
import { fileLocation } from '../../model/location.ts';
import type { Roster } from '../../model/person.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { Random } from '../../ports/random.ts';
import { type GrantRefusal, Said } from './refusal.ts';

const MINUTE = 60_000;
const MOST_REASON = 500;

export interface GrantWish {
  readonly kind: AccessGrantKind;
  /** Id in the roster. */
  readonly person: string;
  /** Name of the AccessPolicy. */
  readonly policy: string;
  /** Absent = what is usual, or as long as break-glass lasts. */
  readonly minutes?: number;
  readonly reason: string;
}

/**
 * The grant that somebody asks for, as it would be written: from now on, judged by what is in force and by the same rule
 * as at the gate. That they have had it before gives them nothing.
 */
export function draftGrant(
  wish: GrantWish,
  policy: AccessPolicy,
  roster: Roster | undefined,
  { now, random }: { readonly now: number; readonly random: Random },
): Result<AccessGrant, GrantRefusal> {
  const rule = ruleOf(wish, policy);
  if (rule === undefined) return err('no-break-glass');
  const person = roster === undefined ? undefined : personOf(roster, wish.person);
  if (person === undefined) return err('person-unknown');
  if (!person.groups.some((group) => rule.eligible.includes(group))) return err('not-eligible');
  const [account] = accountsOf(person, policy.cluster, now);
  if (account === undefined) return err('no-account');
  const minutes = wish.minutes ?? rule.usual;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > rule.longest) return err('too-long');
  const reason = wish.reason.trim();
  if (reason === '' || reason.length > MOST_REASON || /\p{Cc}/u.test(reason)) return err('reason-missing');
  const { reasonPrefixes } = policy;
  if (reasonPrefixes.length > 0 && !reasonPrefixes.some((one) => reason.startsWith(one)))
    return err('reason-prefix');
  // Times are whole seconds, and the longest span is not lengthened by what is cut off.
  const start = Math.floor(now / 1_000) * 1_000;
  const grant: AccessGrant = {
    id: idOf(start, random),
    kind: wish.kind,
    policy: policy.name,
    person: person.id,
    subject: { kind: 'User', name: account },
    reason,
    requestedAt: seconds(start),
    expires: seconds(start + minutes * MINUTE),
    at: fileLocation({ path: '' }),
  };
  const [wrong] = permitted(grant, policy, { roster, at: now, witnessed: true }).broken;
  if (wrong === undefined) return ok(grant);
  throw new Said(wrong.detail ?? wrong.code);
}

function ruleOf(
  { kind }: GrantWish,
  { eligible, minutes, breakGlass }: AccessPolicy,
): { readonly eligible: readonly string[]; readonly longest: number; readonly usual: number } | undefined {
  if (kind === 'normal') return { eligible, ...minutes };
  if (breakGlass === undefined) return undefined;
  const { longestMinutes: longest } = breakGlass;
  return { eligible: breakGlass.eligible, longest, usual: longest };
}

/** `<yyyymmdd>-<hhmmss>-<four hexadecimal digits>`. */
function idOf(at: number, random: Random): string {
  const [day = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T');
  return `${day.replaceAll('-', '')}-${time.replaceAll(':', '')}-${Buffer.from(random.bytes(2)).toString('hex')}`;
}

/** RFC 3339 UTC, whole seconds. */
function seconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
