import { createHash, createPublicKey, verify } from 'node:crypto';
import { canonicalJson } from '../../formats/json/canonical.ts';
import type { SessionKey, SignedReview } from '../../model/review.ts';
import { ATTESTATION_NAMESPACE } from '../../model/statement.ts';
import { SshVerifier } from '../../stages/1-commit/sshsig.ts';

type Signed = Pick<SignedReview, 'message' | 'signature'>;

/** `r || s` of P-256. */
const BYTES = 64;
const COORDINATE = /^[A-Za-z0-9_-]{43}$/;

/** A session key out of what should be one; nothing secret and nothing else may be in it. */
export function sessionKeyIn(value: Readonly<Record<string, unknown>>): SessionKey | undefined {
  const { kty, crv, x, y, ...rest } = value;
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') return undefined;
  if (!COORDINATE.test(x) || !COORDINATE.test(y) || Object.keys(rest).length > 0) return undefined;
  return { kty, crv, x, y };
}

/** ECDSA with SHA-256 over the message; a key that is no point of its curve fits nothing. */
export function sessionKeyFits(key: SessionKey, { message, signature }: Signed): boolean {
  if (signature.length !== BYTES) return false;
  try {
    const imported = createPublicKey({ key: { ...key }, format: 'jwk' });
    return verify('sha256', message, { key: imported, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

/** RFC 7638, hex: what tells two session keys apart. */
export function thumbprintOf({ kty, crv, x, y }: SessionKey): string {
  return createHash('sha256').update(canonicalJson({ kty, crv, x, y })).digest('hex');
}

/** Fingerprint of the SSH key that made it, whoever has that key; `undefined` where the signature does not fit. */
export function sshKeyOf({ message, signature }: Signed): string | undefined {
  const armour = Buffer.from(signature).toString('latin1');
  const verified = new SshVerifier(ATTESTATION_NAMESPACE).verify(armour, message);
  return verified.kind === 'valid' ? verified.key.fingerprint : undefined;
}
