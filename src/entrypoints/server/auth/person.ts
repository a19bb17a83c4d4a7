import { personOfAccount } from '../../../flows/evidence/person-of-account.ts';
import type { Roster } from '../../../model/person.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Claims } from './identity-provider.ts';

/** Finds in the rosters that are in force whoever signs in. */
export function personFinder(
  rosters: () => Promise<readonly Roster[]>,
  clock: Clock,
): (claims: Claims) => Promise<string | undefined> {
  return async (claims) => {
    return personOfAccount(
      await rosters(),
      { issuer: claims.iss, subject: claims.sub, ...addressOf(claims) },
      clock.now(),
    );
  };
}

function addressOf(claims: Claims): { readonly verifiedEmail?: string } {
  const { email, email_verified: verified } = claims;
  return typeof email === 'string' && verified === true ? { verifiedEmail: email } : {};
}
