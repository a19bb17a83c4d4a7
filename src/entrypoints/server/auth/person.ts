import type { AcceptedEvidence } from '../../../flows/evidence/accepted.ts';
import { personOfAccount } from '../../../flows/evidence/person-of-account.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Claims } from './identity-provider.ts';

/** Finds in the accepted rosters whoever signs in. A roster that cannot be read makes nobody somebody. */
export function personFinder(
  accepted: Pick<AcceptedEvidence, 'all'>,
  clock: Clock,
): (claims: Claims) => Promise<string | undefined> {
  return async (claims) => {
    const evidence = await accepted.all().catch(() => []);
    return personOfAccount(
      evidence.flatMap(({ roster }) => roster ?? []),
      { issuer: claims.iss, subject: claims.sub, ...addressOf(claims) },
      clock.now(),
    );
  };
}

function addressOf(claims: Claims): { readonly verifiedEmail?: string } {
  const { email, email_verified: verified } = claims;
  return typeof email === 'string' && verified === true ? { verifiedEmail: email } : {};
}
