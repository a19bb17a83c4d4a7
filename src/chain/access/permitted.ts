import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import type { LandingReason } from '../../model/landing.ts';
import type { Roster } from '../../model/person.ts';
import { accountsOf, personOf } from './account.ts';

/** Clocks of different machines, in milliseconds. */
const SKEW = 5 * 60_000;
const MINUTE = 60_000;

export interface Circumstances {
  readonly roster: Roster | undefined;
  /** When it lands, or would; milliseconds since 1970. */
  readonly at: number;
  /** Somebody other than whoever made it says so. */
  readonly witnessed: boolean;
}

/** May this person have this, for so long, at this time? What is proved to be wrong, and what cannot be told. */
export function permitted(
  grant: AccessGrant,
  policy: AccessPolicy,
  circumstances: Circumstances,
): { readonly broken: readonly LandingReason[]; readonly open: readonly LandingReason[] } {
  const { roster, witnessed } = circumstances;
  const rule = ruleOf(grant, policy);
  if (rule === undefined)
    return { broken: [no(grant, `AccessPolicy ${policy.name} has no break-glass`)], open: [] };
  return {
    broken: [
      ...(roster === undefined ? [] : personal(grant, policy, rule.eligible, roster, circumstances.at)),
      ...inTime(grant, policy, rule.longestMinutes, circumstances.at),
      ...reasoned(grant, policy),
    ],
    open: [
      ...(roster === undefined
        ? [undecided(grant, 'whether it is theirs to have: the roster was not supplied')]
        : []),
      ...(witnessed
        ? []
        : [undecided(grant, 'whether it came in time: nobody but its makers says when it landed')]),
    ],
  };
}

function ruleOf(
  { kind }: AccessGrant,
  { eligible, minutes, breakGlass }: AccessPolicy,
): { readonly eligible: readonly string[]; readonly longestMinutes: number } | undefined {
  return kind === 'normal' ? { eligible, longestMinutes: minutes.longest } : breakGlass;
}

function personal(
  grant: AccessGrant,
  { cluster }: AccessPolicy,
  eligible: readonly string[],
  roster: Roster,
  at: number,
): readonly LandingReason[] {
  const person = personOf(roster, grant.person);
  if (person === undefined) return [no(grant, `the roster has no ${grant.person}`)];
  if (!person.groups.some((group) => eligible.includes(group)))
    return [no(grant, `${grant.person} is in none of ${eligible.join(', ')}`)];
  const accounts = accountsOf(person, cluster, at);
  if (accounts.includes(grant.subject.name)) return [];
  return [no(grant, `${JSON.stringify(grant.subject.name)} is no account of ${grant.person} in ${cluster}`)];
}

function inTime(
  grant: AccessGrant,
  { pendingMinutes }: AccessPolicy,
  longestMinutes: number,
  at: number,
): readonly LandingReason[] {
  const [asked, ends] = [Date.parse(grant.requestedAt), Date.parse(grant.expires)];
  const found: LandingReason[] = [];
  if (ends - asked > longestMinutes * MINUTE)
    found.push(no(grant, `it lasts longer than ${longestMinutes} minutes`));
  if (asked > at + SKEW) found.push(no(grant, `it was asked for at ${grant.requestedAt}, which is to come`));
  if (ends <= at) found.push(over(grant, `it ended at ${grant.expires}`));
  if (at > asked + pendingMinutes * MINUTE + SKEW)
    found.push(over(grant, `it waited longer than ${pendingMinutes} minutes`));
  return found;
}

function reasoned(grant: AccessGrant, { reasonPrefixes }: AccessPolicy): readonly LandingReason[] {
  if (reasonPrefixes.length === 0 || reasonPrefixes.some((one) => grant.reason.startsWith(one))) return [];
  return [no(grant, `its reason begins with none of ${reasonPrefixes.join(', ')}`)];
}

function no({ id }: AccessGrant, why: string): LandingReason {
  return { code: 'grant-not-allowed', detail: `grant ${id}: ${why}` };
}

function over({ id }: AccessGrant, why: string): LandingReason {
  return { code: 'grant-over', detail: `grant ${id}: ${why}` };
}

function undecided({ id }: AccessGrant, what: string): LandingReason {
  return { code: 'grant-undecided', detail: `grant ${id}: it cannot be told ${what}` };
}
