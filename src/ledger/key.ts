import { err, ok, type Result } from '../model/result.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { encodeUtf8, joinBytes } from './bytes.ts';
import type { Sha256Function } from './crypto.ts';

/** C2SP signed-note: the type of an Ed25519 key. Others (ECDSA, cosignatures) are not verified here. */
const ED25519 = 1;
const KEY_BYTES = 32;

/** Who may sign: a name, and the Ed25519 key that goes with it. */
export interface VerifierKey {
  readonly name: string;
  /** The first 4 bytes of SHA-256 over name and key: a hint for finding the key, never a proof. */
  readonly keyId: number;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** What signs. `seed` is the secret. */
export interface SigningSeed {
  readonly name: string;
  readonly keyId: number;
  /** 32 bytes, RFC 8032. */
  readonly seed: Uint8Array;
}

/** A key's name stands in lines that are split at spaces, and in keys that are split at `+`. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s\u0085\p{Cc}+]/u.test(name);
}

export function verifierKey(name: string, publicKey: Uint8Array, sha256: Sha256Function): VerifierKey {
  const digest = sha256(joinBytes([encodeUtf8(`${name}\n`), Uint8Array.of(ED25519), publicKey]));
  return { name, keyId: bigEndian(digest), publicKey };
}

/** `NAME+HEX8+BASE64`, one line: what a trust file holds. */
export function writeVerifierKey({ name, keyId, publicKey }: VerifierKey): string {
  return `${name}+${hex8(keyId)}+${toBase64(joinBytes([Uint8Array.of(ED25519), publicKey]))}`;
}

export function readVerifierKey(text: string, sha256: Sha256Function): Result<VerifierKey, string> {
  const read = readParts(text);
  if (read === undefined) return err('it is not written as NAME+ID+KEY');
  if (read.type !== ED25519) return err('its key is not of the type Ed25519');
  const key = verifierKey(read.name, read.key, sha256);
  return key.keyId === read.keyId ? ok(key) : err('its id does not belong to its name and key');
}

const PRIVATE = 'PRIVATE+KEY+';

/** The one line of a key file, as Go's note package writes it. */
export function writeSigningSeed({ name, keyId, seed }: SigningSeed): string {
  return `${PRIVATE}${name}+${hex8(keyId)}+${toBase64(joinBytes([Uint8Array.of(ED25519), seed]))}`;
}

/** Whether `keyId` is right shows only with the public key that belongs to the seed. `undefined` for what is no such line. */
export function readSigningSeed(text: string): SigningSeed | undefined {
  const read = text.startsWith(PRIVATE) ? readParts(text.slice(PRIVATE.length)) : undefined;
  return read?.type === ED25519 ? { name: read.name, keyId: read.keyId, seed: read.key } : undefined;
}

function readParts(
  text: string,
):
  | { readonly name: string; readonly keyId: number; readonly type: number; readonly key: Uint8Array }
  | undefined {
  const [name = '', id = '', ...rest] = text.split('+');
  // Base64 has `+` among its letters.
  const bytes = fromBase64(rest.join('+'));
  const type = bytes?.[0];
  if (bytes === undefined || type === undefined || !isKeyName(name) || !/^[0-9a-f]{8}$/.test(id))
    return undefined;
  if (type === ED25519 && bytes.length !== 1 + KEY_BYTES) return undefined;
  return { name, keyId: Number.parseInt(id, 16), type, key: bytes.slice(1) };
}

export function bigEndian(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}

export function hex8(keyId: number): string {
  return keyId.toString(16).padStart(8, '0');
}
