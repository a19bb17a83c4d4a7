import type { Location } from './location.ts';

/** People by name: groups of the roster, or ids of it. */
export interface NamedPeople {
  readonly groups: readonly string[];
  readonly people: readonly string[];
}

/** An ExternalArtifact through which Mainward hands an agent what `verify` passed, and nothing else. */
export interface VerifiedSource {
  /** Name of the repository in view. */
  readonly repository: string;
  /** Full name of the protected ref. */
  readonly ref: string;
  readonly cluster: string;
  /** Of the ExternalArtifact. */
  readonly namespace: string;
  readonly name: string;
}

/** A service account that Mainward acts as in a cluster. */
export interface MainwardAccount {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly power: 'broker' | 'publisher' | 'observer';
  /** Where the evidence names it. */
  readonly at?: Location;
}

/**
 * What Mainward itself is in the chain: `mainward.dev/mainward-evidence/v1`, `mainward.json` under `--evidence DIR`. An
 * absent part was not told; an empty one was told to be empty.
 */
export interface MainwardEvidence {
  readonly schema: 'mainward.dev/mainward-evidence/v1';
  /** Where and when this was read. */
  readonly source: string;
  readonly observedAt: string;
  /** Who may change what it is told: its configuration, its roles. */
  readonly administrators?: NamedPeople;
  /** Who has its host: the machine, its data, its keys and credentials. */
  readonly operators?: NamedPeople;
  readonly sources: readonly VerifiedSource[];
  readonly accounts: readonly MainwardAccount[];
  /** The file it was read from. */
  readonly at?: Location;
}
