/** Holds the key of a log. */
export interface LogSigner {
  /** Ed25519, 64 bytes. Rejects with LEDGER_UNAVAILABLE where it cannot. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}
