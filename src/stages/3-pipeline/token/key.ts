/** What a signature may be made with, and the only kind of key each goes with. Nothing symmetric, nothing unsigned. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

const FITS: Readonly<Record<Algorithm, { readonly kty: string; readonly crv?: string }>> = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
};
/** What makes a key secret (RFC 7518 6): one that was published with it is nobody's. */
const SECRET = ['d', 'p', 'q', 'k'];

/** Whether a published key may verify this algorithm: by its type, and by what it says of itself. */
export function keyFits(key: Readonly<Record<string, unknown>>, algorithm: Algorithm): boolean {
  const { kty, crv } = FITS[algorithm];
  if (key['kty'] !== kty || (crv !== undefined && key['crv'] !== crv)) return false;
  if (key['use'] !== undefined && key['use'] !== 'sig') return false;
  if (
    key['alg'] !== undefined &&
    key['alg'] !== algorithm &&
    !(algorithm === 'EdDSA' && key['alg'] === 'Ed25519')
  )
    return false;
  const operations = key['key_ops'];
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return false;
  return SECRET.every((member) => key[member] === undefined);
}
