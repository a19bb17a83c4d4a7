/** A certificate and its private key, PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Makes key pairs (ECDSA, P-256). */
export interface CertificateMaker {
  /** An authority that certifies itself. `name` is what it is called. */
  authority(name: string, span: Span): Promise<KeyPair>;
  /** A server that is reached by these DNS names and addresses, certified by an authority. */
  server(hosts: readonly string[], span: Span, by: KeyPair): Promise<KeyPair>;
}

/** A text that only we may read, kept over restarts. */
export interface SecretText {
  /** `undefined` where there is none yet. */
  read(): Promise<string | undefined>;
  /** When it resolves the text is durable, whole or not at all. */
  write(text: string): Promise<void>;
}
