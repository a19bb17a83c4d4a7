import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../../../ports/random.ts';

const NONCE = 12;
const TAG = 16;
const MOST_CHARACTERS = 2_048;

/**
 * Hands state to a browser and takes it back unread and unchanged (AES-256-GCM, a key that lives as long as this process),
 * so that strangers who begin something and never end it cost no memory here.
 */
export class SealedState {
  readonly #key: Uint8Array;
  readonly #random: Random;
  readonly #purpose: string;

  /** What was sealed for one purpose opens for no other. */
  constructor(random: Random, purpose: string) {
    this.#random = random;
    this.#key = random.bytes(32);
    this.#purpose = purpose;
  }

  seal(state: Readonly<Record<string, string | number>>): string {
    const nonce = this.#random.bytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(Buffer.from(this.#purpose));
    const text = Buffer.concat([cipher.update(JSON.stringify(state), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
  }

  /** `undefined` for whatever this process did not seal for this purpose. */
  open(sealed: string): unknown {
    if (sealed.length > MOST_CHARACTERS) return undefined;
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length <= NONCE + TAG) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE), {
        authTagLength: TAG,
      });
      decipher.setAAD(Buffer.from(this.#purpose));
      decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
      const text = Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
      return JSON.parse(text.toString('utf8'));
    } catch {
      return undefined;
    }
  }
}
