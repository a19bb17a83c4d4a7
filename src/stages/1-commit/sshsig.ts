import { err, ok, type Result } from '../../model/result.ts';
import { readSshArmour } from './armour.ts';
import { type KeyRefusal, readSshKey, type SshKey } from './ssh-key.ts';
import { answer, readSshBlob, type SshCheck, sshsigMessage, verifySshBlob } from './ssh-verify.ts';
import { WireReader } from './ssh-wire.ts';

/** An SSHSIG signature, taken apart (`openssh/PROTOCOL.sshsig`). */
export interface SshSignature {
  readonly publicKey: Uint8Array;
  readonly namespace: string;
  readonly hash: 'sha256' | 'sha512';
  readonly blob: Uint8Array;
}

/** Namespace of Git's own signatures. */
const GIT = 'git';
const OTHER = 'it was made for another purpose than this';
/** Most keys kept imported; an attacker may sign with as many as they like. */
const MOST_KEYS = 4_096;

export function readSshSignature(armour: string): Result<SshSignature, string> {
  const bytes = readSshArmour(armour);
  if (!bytes.ok) return bytes;
  const reader = new WireReader(bytes.value);
  if (reader.raw(6)?.toString('latin1') !== 'SSHSIG') return err('it is no SSHSIG');
  if (reader.uint32() !== 1) return err('a version of SSHSIG that is not read');
  const publicKey = reader.string();
  const namespace = reader.text();
  const reserved = reader.string();
  const hash = reader.text();
  const blob = reader.string();
  if (publicKey === undefined || namespace === undefined || reserved === undefined || blob === undefined)
    return err('the signature is cut off');
  if (!reader.done) return err('something follows the signature');
  if (hash !== 'sha256' && hash !== 'sha512') return err('a hash that SSHSIG does not allow');
  if (namespace === '') return err('an empty namespace');
  if (reserved.length > 0) return err('bytes where none may be');
  return ok({ publicKey, namespace, hash, blob });
}

/** What the mathematics say; who the key belongs to is another question. */
export type SshVerification =
  | { readonly kind: 'valid'; readonly key: SshKey }
  | { readonly kind: 'bad'; readonly why: string; readonly key?: SshKey }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'unsupported'; readonly why: string };

/** A signature that was taken apart, and the key it says it is of. */
interface Prepared {
  readonly key: SshKey;
  readonly message: Buffer;
  readonly blob: Uint8Array;
}

/** A signature whose formats are read, and what is still to be computed. */
export interface SshQuestion {
  readonly armour: string;
  readonly payload: Uint8Array;
  readonly check: SshCheck;
}

interface Known {
  readonly armour: string;
  readonly verification: SshVerification;
}

/** Verifies signatures of one namespace without a process; each public key is imported once. */
export class SshVerifier {
  readonly #namespace: string;
  readonly #keys = new Map<string, Result<SshKey, KeyRefusal>>();
  /** By the bytes they are over, as the very array that was given. */
  readonly #known = new WeakMap<Uint8Array, Known>();

  /** Signatures of another namespace were made for another purpose, and are bad. */
  constructor(namespace: string = GIT) {
    this.#namespace = namespace;
  }

  verify(armour: string, payload: Uint8Array): SshVerification {
    const known = this.#known.get(payload);
    if (known?.armour === armour) return known.verification;
    const prepared = this.#prepare(armour, payload);
    if (!prepared.ok) return prepared.error;
    const { key, message, blob } = prepared.value;
    return verificationOf(key, verifySshBlob(key, message, blob));
  }

  /**
   * What is left to compute for a signature, so that somebody can compute many side by side; nothing where its formats
   * settle it.
   */
  question(armour: string, payload: Uint8Array): SshQuestion | undefined {
    const prepared = this.#prepare(armour, payload);
    if (!prepared.ok) return undefined;
    const { key, message, blob } = prepared.value;
    const check = readSshBlob(key, message, blob);
    return check.ok ? { armour, payload, check: check.value } : undefined;
  }

  /** Keeps the answer to a question: `verify` then gives it at once for the very same array. */
  keep({ armour, payload, check }: SshQuestion, fits: boolean): void {
    this.#known.set(payload, { armour, verification: verificationOf(check.key, answer(fits)) });
  }

  #prepare(armour: string, payload: Uint8Array): Result<Prepared, SshVerification> {
    const signature = readSshSignature(armour);
    if (!signature.ok) return err({ kind: 'malformed', why: signature.error });
    const { publicKey, namespace, hash, blob } = signature.value;
    const key = this.#import(publicKey);
    if (!key.ok) return err({ kind: key.error.kind === 'weak' ? 'bad' : key.error.kind, why: key.error.why });
    if (namespace !== this.#namespace) {
      const why = this.#namespace === GIT ? 'it was made for another purpose than Git' : OTHER;
      return err({ kind: 'bad', why, key: key.value });
    }
    return ok({ key: key.value, message: sshsigMessage(namespace, hash, payload), blob });
  }

  #import(wire: Uint8Array): Result<SshKey, KeyRefusal> {
    const id = Buffer.from(wire.buffer, wire.byteOffset, wire.byteLength).toString('latin1');
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    if (this.#keys.size >= MOST_KEYS) this.#keys.clear();
    const key = readSshKey(wire);
    this.#keys.set(id, key);
    return key;
  }
}

function verificationOf(key: SshKey, result: Result<true, string>): SshVerification {
  return result.ok ? { kind: 'valid', key } : { kind: 'bad', why: result.error, key };
}
