import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import type { LogSigner } from '../../ports/log-signer.ts';

/** What stands before a raw Ed25519 key in DER (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The cryptography of the ledger, by Node's. */
export const nodeCrypto: {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
} = {
  sha256: (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer')),
  verifyEd25519: (publicKey, message, signature) => {
    try {
      const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
      return verify(null, message, key, signature);
    } catch {
      return false;
    }
  },
};

/** Signs with the key of a seed of 32 bytes (RFC 8032). */
export class Ed25519Signer implements LogSigner {
  readonly publicKey: Uint8Array;
  readonly #key: ReturnType<typeof createPrivateKey>;

  constructor(seed: Uint8Array) {
    this.#key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
    const der = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.publicKey = new Uint8Array(der.subarray(SPKI.length));
  }

  sign(message: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(sign(null, message, this.#key)));
  }
}
