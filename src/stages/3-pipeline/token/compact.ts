import type { Refusal } from '../../../model/exchange.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import { type Members, readMembers, textOf } from './claims.ts';

/** An identity token that nobody has verified yet. Of its header only these two are ever looked at. */
export interface PresentedToken {
  readonly algorithm: string;
  readonly keyId: string;
  readonly claims: Members;
  /** Header and payload as they were signed: what no one else can write differently. */
  readonly signed: string;
}

const MOST_CHARACTERS = 16_384;
const MOST_KEY_ID = 256;
const PART = /^[A-Za-z0-9_-]+$/;
const ALGORITHM = /^[A-Za-z0-9-]{1,16}$/;

/**
 * Takes a JSON Web Token in compact form apart, strictly: three parts in canonical base64url, header and payload JSON
 * objects with no key twice. A token that wants extensions understood (`crit`), wraps another (`cty`) or is meant for
 * something else (`typ`) is refused. Keys in the header or links to some (`jwk`, `jku`, `x5c`, `x5u`) are never read.
 */
export function readCompact(text: string): Result<PresentedToken, Refusal> {
  if (text.length > MOST_CHARACTERS) return err('token-malformed');
  const parts = text.split('.', 6);
  if (parts.length === 5) return err('token-encrypted');
  const [first = '', second = '', third = '', ...more] = parts;
  if (more.length > 0 || canonical(third) === undefined) return err('token-malformed');
  const header = membersOf(first);
  const claims = membersOf(second);
  if (header === undefined || claims === undefined) return err('token-malformed');
  if (header.has('crit') || header.has('cty') || header.has('b64')) return err('token-header');
  const type = header.has('typ') ? textOf(header, 'typ') : 'JWT';
  const algorithm = textOf(header, 'alg');
  const keyId = textOf(header, 'kid');
  if (type?.toUpperCase() !== 'JWT' || algorithm === undefined || !ALGORITHM.test(algorithm))
    return err('token-header');
  if (keyId === undefined || keyId === '' || keyId.length > MOST_KEY_ID) return err('token-header');
  return ok({ algorithm, keyId, claims, signed: `${first}.${second}` });
}

function membersOf(part: string): Members | undefined {
  const bytes = canonical(part);
  return bytes === undefined ? undefined : readMembers(bytes);
}

/** The bytes, where there is one way only to write them. */
function canonical(part: string): Uint8Array | undefined {
  if (!PART.test(part)) return undefined;
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}
