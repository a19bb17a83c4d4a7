import { holdsAt, type Roster, type RosterPerson } from '../../model/person.ts';

/** An account at an identity provider, as its ID token has it. */
export interface ProviderAccount {
  readonly issuer: string;
  readonly subject: string;
  /** Only where the provider says that it verified it. */
  readonly verifiedEmail?: string;
}

/**
 * Whose account this is at a moment (milliseconds since 1970): the one person whose roster entry names the issuer with
 * this subject, or else has the address. Two who could be meant are nobody.
 */
export function personOfAccount(
  rosters: readonly Roster[],
  account: ProviderAccount,
  now: number,
): string | undefined {
  const people = rosters.flatMap((roster) => roster.people).filter((one) => holdsAt(one, now));
  const named = people.filter((one) => namesAccount(one, account, now));
  const found = named.length > 0 ? named : people.filter((one) => hasAddress(one, account.verifiedEmail));
  const ids = new Set(found.map(({ id }) => id));
  return ids.size === 1 ? found[0]?.id : undefined;
}

function namesAccount(person: RosterPerson, { issuer, subject }: ProviderAccount, now: number): boolean {
  return person.accounts.some(
    (one) => one.system === issuer && (one.id ?? one.login) === subject && holdsAt(one, now),
  );
}

function hasAddress({ emails }: RosterPerson, address: string | undefined): boolean {
  return address !== undefined && emails.some((one) => one.toLowerCase() === address.toLowerCase());
}
