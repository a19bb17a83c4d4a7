/** A public key as its issuer publishes it (RFC 7517), without interpretation. */
export type PublishedKey = Readonly<Record<string, unknown>>;

/** The keys that an issuer signs its identity tokens with. */
export interface IssuerKeys {
  /**
   * The key that has this id; `undefined` where the issuer has none, also after it was asked anew. Only issuers of the
   * configuration are ever asked, all others have no keys. Rejects with ISSUER_UNREACHABLE where it does not answer,
   * and with ISSUER_INVALID where what it answers cannot be believed.
   */
  key(issuer: string, id: string): Promise<PublishedKey | undefined>;
}
