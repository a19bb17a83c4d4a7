import type { Sha256 } from '../model/ledger.ts';

/** An archive that agents may fetch. */
export interface KeptArtifact {
  /** Of the zipped bytes. */
  readonly digest: Sha256;
  readonly bytes: number;
  /** What nobody can guess of its address. A secret: never in a message, a log line or an entry. */
  readonly token: string;
}

export interface ArtifactWriter {
  /**
   * Zips and keeps it; it is durable when this resolves, and the same content gives the same digest and keeps its
   * address. Rejects with STORE_UNAVAILABLE where it cannot be written, and with what the content itself throws;
   * nothing of it remains then.
   */
  keep(content: AsyncIterable<Uint8Array>): Promise<KeptArtifact>;
  /** Drops those that are not among `current` and have not been for a while. */
  retain(current: readonly Sha256[]): Promise<void>;
}

export interface ServedArtifact {
  readonly digest: Sha256;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface ArtifactReader {
  /** `undefined` for every token that is not one; nobody learns more. */
  open(token: string): Promise<ServedArtifact | undefined>;
}
