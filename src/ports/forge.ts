import type { ForgeEvidence } from '../model/evidence.ts';

/** A signed statement as it was found; nobody has verified it yet. */
export interface FoundStatement {
  /** Where it lies, for messages. */
  readonly source: string;
  /** The DSSE envelope, byte for byte. */
  readonly envelope: Uint8Array;
  /** When the forge itself first saw it (RFC 3339 UTC); absent where nobody kept a record of that. */
  readonly seen?: string;
}

/** Finds statements about certain commits, without reading all there are. */
export interface StatementFinder {
  /** Those that lie where statements for `ref` about one of `heads` must lie; what they really say is told by reading them. */
  find(ref: string, heads: readonly string[]): Promise<readonly FoundStatement[]>;
}

/** What a forge says of one repository at one moment. */
export interface ForgeView {
  /** Pull requests, settings, rules and pushes, as far as the forge knows them. */
  readonly evidence: ForgeEvidence;
  /** Statements kept beside the repository; they count by their signature, never because they were found. */
  readonly statements: readonly FoundStatement[];
  /** What was not as it should be, for people: a ref that moved past the record, statements that were left out. */
  readonly notes: readonly string[];
}

/** Where changes are proposed and land. */
export interface Forge {
  /** Rejects with FORGE_UNREACHABLE where it does not answer: what is not observed is unknown. */
  observe(): Promise<ForgeView>;
}

/** Says when something may have changed. A hint: whoever hears it observes. */
export interface ForgeWatcher {
  hints(signal: AbortSignal): AsyncIterable<void>;
}
