import type { LedgerEntryType } from '../../model/ledger.ts';
import { ROLES, type Role } from '../../model/session.ts';

/**
 * Who may ask. `public` looks at nobody: what such a route needs it checks by itself. `signed-in` is anybody the
 * identity provider let in, with a role or without. A list is whoever has one of its roles.
 */
export type Access = 'public' | 'signed-in' | readonly [Role, ...Role[]];

/** Whoever has any role: changes, and what became of them. */
export const ANY_ROLE: readonly [Role, ...Role[]] = [...ROLES];
/** The whole record. */
export const READS_LOG: readonly [Role, ...Role[]] = ['security', 'manager', 'auditor', 'administrator'];
/** Everything: who can change production, too. */
export const READS_EVERYTHING: readonly [Role, ...Role[]] = ['security', 'administrator'];

/** Entries that somebody may see who may not read the whole record: what became of changes, and what was done round them. */
const OPEN_ENTRIES: ReadonlySet<LedgerEntryType> = new Set<LedgerEntryType>([
  'change.proposed',
  'change.approved',
  'change.checked',
  'change.landed',
  'source.published',
  'agent.applied',
  'object.live',
  'guard.began',
  'guard.held',
  'drift.seen',
  'drift.acted',
  'drift.ended',
  'drift.attributed',
  'grant.requested',
  'grant.began',
  'grant.revoked',
  'grant.ended',
  'grant.reviewed',
]);

export function hasRole(who: Pick<SignedIn, 'roles'>, roles: readonly Role[]): boolean {
  return roles.some((role) => who.roles.includes(role));
}

/** Developers see what became of changes and of clusters, and nothing of credentials, policies and refused requests. */
export function seesEntry(who: Pick<SignedIn, 'roles'>, type: LedgerEntryType): boolean {
  return hasRole(who, READS_LOG) || (hasRole(who, ANY_ROLE) && OPEN_ENTRIES.has(type));
}

/** A passport names people. Developers see those of changes that they took part in. */
export function seesPassport(who: SignedIn, people: readonly string[]): boolean {
  if (hasRole(who, READS_LOG)) return true;
  return hasRole(who, ['developer']) && who.person !== undefined && people.includes(who.person);
}

/** Names, rights and objects of a difference. Developers see those of what they may have done themselves. */
export function seesDrift(who: SignedIn, people: readonly string[]): boolean {
  return seesPassport(who, people);
}

/** Who asks, as the identity provider knows them. */
export interface SignedIn {
  /** `iss` and `sub` together are the person; nothing else is. */
  readonly issuer: string;
  readonly subject: string;
  /** To show, never to decide on. */
  readonly name: string;
  /** Id in the roster, where it knows this account. */
  readonly person?: string;
  readonly roles: readonly Role[];
  /** What carried the session: a browser sends a cookie by itself, a bearer token is never sent unasked. */
  readonly by: 'cookie' | 'bearer';
  /** When the identity provider let them in, RFC 3339; absent = it is not known. A token of the command line has that of its browser. */
  readonly signedInAt?: string;
  /** RFC 3339. */
  readonly expires: string;
}

export type Admission = 'admitted' | 'sign-in-needed' | 'role-needed';

export function admit(access: Access, who: SignedIn | undefined): Admission {
  if (access === 'public') return 'admitted';
  if (who === undefined) return 'sign-in-needed';
  if (access === 'signed-in') return 'admitted';
  return hasRole(who, access) ? 'admitted' : 'role-needed';
}
