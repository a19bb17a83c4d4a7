import type { Roster, RosterKey, RosterPerson, RosterRobot } from '../../model/person.ts';
import type { KeyGrant } from '../../model/signature.ts';
import { ATTESTATION_NAMESPACE } from '../../model/statement.ts';
import { type GrantReading, readKey } from './allowed-signers.ts';
import { readSshKey } from './ssh-key.ts';
import { SshVerifier } from './sshsig.ts';

/** From when a key proves nothing any more, whoever holds it. */
export interface Revocation {
  readonly at: number;
  readonly reason?: string;
}

/** Whose keys are whose, and when. Build it once for many commits: it keeps imported keys. */
export interface KeyRing {
  grants(fingerprint: string): readonly KeyGrant[];
  /** Grants under which the key speaks for others through certificates. */
  authorities(fingerprint: string): readonly KeyGrant[];
  revocation(fingerprint: string): Revocation | undefined;
  /** For what Git signs. */
  readonly verifier: SshVerifier;
  /** For statements. */
  readonly attestations: SshVerifier;
  readonly notes: readonly string[];
}

/** Joins what several sources say. A revocation by any of them counts for the key everywhere. */
export function keyRing(readings: readonly GrantReading[]): KeyRing {
  const own = new Map<string, KeyGrant[]>();
  const authorities = new Map<string, KeyGrant[]>();
  const revoked = new Map<string, Revocation>();
  for (const grant of readings.flatMap((reading) => reading.grants)) {
    const kind = grant.authority === undefined ? own : authorities;
    const list = kind.get(grant.fingerprint);
    if (list === undefined) kind.set(grant.fingerprint, [grant]);
    else list.push(grant);
    const earlier = revoked.get(grant.fingerprint);
    if (grant.revokedAt !== undefined && !(earlier !== undefined && earlier.at <= grant.revokedAt)) {
      const reason = grant.reason === undefined ? {} : { reason: grant.reason };
      revoked.set(grant.fingerprint, { at: grant.revokedAt, ...reason });
    }
  }
  return {
    grants: (fingerprint) => own.get(fingerprint) ?? [],
    authorities: (fingerprint) => authorities.get(fingerprint) ?? [],
    revocation: (fingerprint) => revoked.get(fingerprint),
    verifier: new SshVerifier(),
    attestations: new SshVerifier(ATTESTATION_NAMESPACE),
    notes: readings.flatMap((reading) => reading.notes),
  };
}

/** The SSH keys of a roster. A key counts only while both it and its holder do. */
export function grantsOfRoster(roster: Roster): GrantReading {
  const grants: KeyGrant[] = [];
  const notes: string[] = [];
  for (const holder of [...roster.people, ...roster.robots]) {
    for (const key of holder.keys) {
      if (key.type !== 'ssh') continue;
      const place = `roster ${holder.id}`;
      const grant = grantOf(holder, key, place);
      if (typeof grant === 'string') notes.push(`${place}: ${grant}`);
      else grants.push(grant);
    }
  }
  return { grants, notes };
}

function grantOf(holder: RosterPerson | RosterRobot, key: RosterKey, source: string): KeyGrant | string {
  const wire = readKey(key.publicKey);
  if (typeof wire === 'string') return wire;
  const read = readSshKey(wire);
  if (!read.ok) return read.error.why;
  if (read.value.certificate !== undefined) return 'a certificate where a key is expected';
  const from = latest(key.from, holder.from);
  const until = earliest(key.until, holder.until);
  const revokedAt = earliest(key.revokedAt);
  // A bound that cannot be read must not become no bound.
  if ([from, until, revokedAt].some(Number.isNaN)) return 'a key whose dates cannot be read';
  return {
    fingerprint: read.value.fingerprint,
    person: holder.id,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(revokedAt === undefined ? {} : { revokedAt }),
    ...(key.reason === undefined ? {} : { reason: key.reason }),
    source,
  };
}

function latest(...times: readonly (string | undefined)[]): number | undefined {
  const known = times.flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  return known.length === 0 ? undefined : Math.max(...known);
}

function earliest(...times: readonly (string | undefined)[]): number | undefined {
  const known = times.flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  return known.length === 0 ? undefined : Math.min(...known);
}
