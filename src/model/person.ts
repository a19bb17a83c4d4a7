import type { Location } from './location.ts';

/** A person in output: the roster's id, or, without a roster, the account that stands for somebody. */
export type PersonRef = string | { readonly account: string; readonly identified: false };

/** A half-open span of time: `from` inclusive, `until` exclusive; RFC 3339 UTC. */
export interface Span {
  readonly from?: string;
  readonly until?: string;
}

/** Is it in the span? `time`: milliseconds since 1970. */
export function holdsAt({ from, until }: Span, time: number): boolean {
  return (
    (from === undefined || Date.parse(from) <= time) && (until === undefined || time < Date.parse(until))
  );
}

/** An account on a forge, an identity provider or a cluster. */
export interface RosterAccount extends Span {
  /** Name of the system, e.g. `github`, `kubernetes`, `argocd`. */
  readonly system: string;
  readonly login: string;
  /** The system's own immutable id, where known. */
  readonly id?: string;
}

export interface RosterKey extends Span {
  readonly type: 'ssh' | 'openpgp' | 'x509' | 'sigstore';
  /** OpenSSH public key line (`ssh-ed25519 AAAA…`); the comment is ignored. */
  readonly publicKey: string;
  /** From here on the key proves nothing, whatever the commit says about its date. */
  readonly revokedAt?: string;
  readonly reason?: string;
  readonly at: Location;
}

interface RosterIdentity extends Span {
  readonly id: string;
  readonly accounts: readonly RosterAccount[];
  readonly keys: readonly RosterKey[];
  readonly emails: readonly string[];
  readonly at: Location;
}

export interface RosterPerson extends RosterIdentity {
  readonly kind: 'person';
  readonly name?: string;
  /** Names of groups, as the identity provider calls them. */
  readonly groups: readonly string[];
}

/** A machine identity; it acts for the people who can command it. */
export interface RosterRobot extends RosterIdentity {
  readonly kind: 'robot';
  /** Person ids; empty = unknown, and then no witnessed path goes through the robot. */
  readonly owners: readonly string[];
}

export interface Roster {
  readonly people: readonly RosterPerson[];
  readonly robots: readonly RosterRobot[];
  readonly at: Location;
}
