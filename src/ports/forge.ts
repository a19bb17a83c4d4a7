import type { ForgeEvidence } from '../model/evidence.ts';

/** A signed statement as it was found; nobody has verified it yet. */
export interface FoundStatement {
  /** Where it lies, for messages. */
  readonly source: string;
  /** The DSSE envelope, byte for byte. */
  readonly envelope: Uint8Array;
}

/** What a forge says of one repository at one moment. */
export interface ForgeView {
  /** Pull requests, settings, rules and pushes, as far as the forge knows them. */
  readonly evidence: ForgeEvidence;
  /** Statements kept beside the repository; they count by their signature, never because they were found. */
  readonly statements: readonly FoundStatement[];
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
