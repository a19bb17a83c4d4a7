import type { PersonRef } from '../../model/person.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { CommitSignature, KeyGrant } from '../../model/signature.ts';
import type { KeyRing } from './key-ring.ts';
import { matchesPatternList } from './pattern-list.ts';
import type { SshCertificate } from './ssh-certificate.ts';
import { type KeyRefusal, readSshKey, type SshKey } from './ssh-key.ts';
import { verifySshBlob } from './ssh-verify.ts';
import type { Window } from './standing.ts';

/** Somebody whose key it may be, and when it is theirs. */
export interface Candidate {
  readonly person: PersonRef;
  readonly window: Window;
}

type Refusal = Pick<CommitSignature, 'status' | 'why' | 'supply'>;

/** Everybody to whom the ring gives this key, by itself or through an authority's certificate. */
export function candidatesFor(key: SshKey, ring: KeyRing): Result<readonly Candidate[], Refusal> {
  const revokedAt = ring.revocation(key.fingerprint)?.at;
  const own = ring.grants(key.fingerprint).map((grant) => candidate(grant, grant.person, revokedAt));
  if (own.length > 0) return ok(own);
  if (key.certificate !== undefined) return certified(key.certificate, revokedAt, ring);
  return err({
    status: 'unknown-key',
    why: `the signature fits, and nobody is known to hold ${key.fingerprint}`,
    supply: 'the key in a roster or in allowed_signers',
  });
}

/** Certificates as `sshsig.c` accepts them: a user's, of an authority that the ring lets speak for that name. */
function certified(
  certificate: SshCertificate,
  revokedAt: number | undefined,
  ring: KeyRing,
): Result<readonly Candidate[], Refusal> {
  const { authority, signed } = vouching(certificate);
  if (!authority.ok) return err({ status: 'malformed', why: authority.error.why });
  const { fingerprint, certificate: nested } = authority.value;
  const grants = ring.authorities(fingerprint);
  if (grants.length === 0 || nested !== undefined) {
    return err({
      status: 'unknown-key',
      why: `the certificate is of an authority nobody vouches for, ${fingerprint}`,
      supply: 'the authority in allowed_signers, with cert-authority',
    });
  }
  if (!signed.ok) return err({ status: 'bad', why: `the certificate: ${signed.error}` });
  if (!certificate.user) return err({ status: 'bad', why: 'the certificate is a host’s, not a person’s' });
  if (certificate.criticalOptions.length > 0) {
    return err({ status: 'unknown', why: 'the certificate has critical options that are not read here' });
  }
  const ended = smallest(revokedAt, ring.revocation(fingerprint)?.at);
  const found = grants.flatMap((grant) =>
    certificate.principals
      .filter((name) => matchesPatternList(name, grant.authority?.principals ?? []))
      .slice(0, 1)
      .map((name): Candidate => {
        const { window } = candidate(grant, grant.person, ended);
        return {
          person: { account: name, identified: false },
          window: {
            from: Math.max(certificate.from, window.from ?? 0),
            until: Math.min(certificate.until, window.until ?? Number.POSITIVE_INFINITY),
            revokedAt: ended,
          },
        };
      }),
  );
  if (found.length > 0) return ok(found);
  return err({ status: 'unknown-key', why: 'the authority may not speak for any name of the certificate' });
}

interface Vouching {
  readonly authority: Result<SshKey, KeyRefusal>;
  readonly signed: Result<true, string>;
}

/** A certificate stands under every commit of its holder, and says the same each time. */
const VOUCHED = new WeakMap<SshCertificate, Vouching>();

function vouching(certificate: SshCertificate): Vouching {
  const known = VOUCHED.get(certificate);
  if (known !== undefined) return known;
  const authority = readSshKey(certificate.authority);
  const signed = authority.ok
    ? verifySshBlob(authority.value, certificate.signed, certificate.signature)
    : err(authority.error.why);
  const found: Vouching = { authority, signed };
  VOUCHED.set(certificate, found);
  return found;
}

function candidate(grant: KeyGrant, person: PersonRef, revokedAt: number | undefined): Candidate {
  return { person, window: { from: grant.from, until: grant.until, revokedAt } };
}

function smallest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
