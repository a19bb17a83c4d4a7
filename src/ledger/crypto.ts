/** SHA-256 of bytes: 32 bytes. */
export type Sha256Function = (bytes: Uint8Array) => Uint8Array;

/** What this part needs of cryptography. It is handed in, so that a verifier runs in a browser as well. */
export interface LedgerCrypto {
  readonly sha256: Sha256Function;
  /** Ed25519 (RFC 8032). `false` for whatever is no valid signature; never throws. `publicKey` has 32 bytes. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}
