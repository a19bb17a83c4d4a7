import type { AccessPolicy } from '../../model/access-grant.ts';
import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Landing } from '../../model/landing.ts';
import type { Recorded } from '../../model/ledger.ts';
import type { MainwardEvidence } from '../../model/mainward-evidence.ts';
import type { Roster } from '../../model/person.ts';
import type { Requirement, System } from '../../model/policy.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { Trust } from '../../model/trust.ts';

/** One repository as it was read: its files at one commit, and its history as far as it was looked at. */
export interface RepositoryInput {
  readonly name: string;
  readonly tree: SourceTree;
  /** Remote URLs under which agents may know it. */
  readonly urls: readonly string[];
  /** Branch that HEAD names, where it names one. */
  readonly branch?: string;
  readonly landings?: readonly Landing[];
  readonly requirements: readonly Requirement[];
  readonly accessPolicies?: readonly AccessPolicy[];
}

/** Everything that the judgement rests on. */
export interface ScanInput {
  /** RFC 3339 UTC. */
  readonly now: string;
  readonly repositories: readonly RepositoryInput[];
  readonly forges: readonly ForgeEvidence[];
  readonly trusts: readonly Trust[];
  readonly roster?: Roster;
  readonly system?: System;
  /** What Mainward itself is in the chain. */
  readonly mainward?: MainwardEvidence;
  /** All entries of a ledger; absent where none is in view. */
  readonly ledger?: readonly Recorded[];
}
