import { createHash, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import { err, ok, type Result } from '../../model/result.ts';
import type { SshKey } from './ssh-key.ts';
import { WireReader, wireString } from './ssh-wire.ts';

/** Flag of a security key: somebody touched it (`openssh/PROTOCOL.u2f`). */
const USER_PRESENT = 0x01;
/** A signature's bytes may not exceed this: RSA of 16,384 bits with its framing. */
const MOST_BYTES = 8 << 10;

/** What is left for the mathematics once the formats were read. */
export interface SshCheck {
  readonly hash: string | null;
  readonly data: Uint8Array;
  readonly key: SshKey;
  readonly signature: Uint8Array;
}

/**
 * Verifies one raw SSH signature (`string algorithm | string signature`) over `data`. The error says why it does not
 * count.
 */
export function verifySshBlob(key: SshKey, data: Uint8Array, blob: Uint8Array): Result<true, string> {
  const check = readSshBlob(key, data, blob);
  return check.ok ? answer(fits(check.value)) : check;
}

/** Reads a raw signature as far as formats go; the error says why it does not count, whatever is computed. */
export function readSshBlob(key: SshKey, data: Uint8Array, blob: Uint8Array): Result<SshCheck, string> {
  if (blob.length > MOST_BYTES) return err('the signature is too long');
  const reader = new WireReader(blob);
  const algorithm = reader.text();
  const signature = reader.string();
  if (algorithm === undefined || signature === undefined) return err('the signature is cut off');
  const check = checkOf(key, algorithm, data, signature, reader);
  if (!check.ok) return check;
  return reader.done ? check : err('something follows the signature');
}

function checkOf(
  key: SshKey,
  algorithm: string,
  data: Uint8Array,
  signature: Buffer,
  reader: WireReader,
): Result<SshCheck, string> {
  if (key.algorithm === 'rsa') return rsaCheck(key, algorithm, data, signature);
  if (algorithm !== key.type) return err('the signature was not made with the algorithm of its key');
  const signed = key.application === undefined ? data : authenticatorData(key.application, data, reader);
  if (signed === undefined) return err('the security key was not touched, or did not say so');
  if (key.algorithm === 'ed25519') {
    return signature.length === 64
      ? ok({ hash: null, data: signed, key, signature })
      : err('an Ed25519 signature of the wrong length');
  }
  const size = key.curve?.size ?? 0;
  const fixed = fixedWidth(signature, size);
  if (fixed === undefined) return err('an ECDSA signature whose numbers cannot be read');
  return ok({ hash: key.curve?.hash ?? 'sha256', data: signed, key, signature: fixed });
}

function rsaCheck(
  key: SshKey,
  algorithm: string,
  data: Uint8Array,
  signature: Buffer,
): Result<SshCheck, string> {
  if (algorithm === 'ssh-rsa') return err('RSA with SHA-1 can be forged and is refused');
  const hash = algorithm === 'rsa-sha2-256' ? 'sha256' : algorithm === 'rsa-sha2-512' ? 'sha512' : undefined;
  if (hash === undefined) return err('the signature was not made with the algorithm of its key');
  return ok({ hash, data, key, signature });
}

/** What a FIDO authenticator signs: hash of the application, flags, counter, hash of the data. */
function authenticatorData(application: Buffer, data: Uint8Array, reader: WireReader): Buffer | undefined {
  const tail = reader.raw(5);
  if (tail === undefined || ((tail[0] ?? 0) & USER_PRESENT) === 0) return undefined;
  return Buffer.concat([sha256(application), tail, sha256(data)]);
}

function fixedWidth(signature: Buffer, size: number): Buffer | undefined {
  const reader = new WireReader(signature);
  const r = reader.positive(size);
  const s = reader.positive(size);
  if (r === undefined || s === undefined || !reader.done) return undefined;
  const fixed = Buffer.alloc(2 * size);
  r.copy(fixed, size - r.length);
  s.copy(fixed, 2 * size - s.length);
  return fixed;
}

function fits({ hash, data, key, signature }: SshCheck): boolean {
  try {
    return verify(hash, data, verifyingKey(key), signature);
  } catch {
    return false;
  }
}

/** The key as `node:crypto` takes it, with the form of its signatures. */
export function verifyingKey({ algorithm, key }: SshKey): KeyObject | VerifyKeyObjectInput {
  return algorithm === 'ecdsa' ? { key, dsaEncoding: 'ieee-p1363' } : key;
}

export function answer(good: boolean): Result<true, string> {
  return good ? ok(true) : err('the signature does not fit the bytes');
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The bytes that an SSHSIG signature is over (`openssh/PROTOCOL.sshsig`). */
export function sshsigMessage(namespace: string, hash: 'sha256' | 'sha512', payload: Uint8Array): Buffer {
  const digest = createHash(hash).update(payload).digest();
  return Buffer.concat([
    Buffer.from('SSHSIG'),
    wireString(namespace),
    wireString(''),
    wireString(hash),
    wireString(digest),
  ]);
}
