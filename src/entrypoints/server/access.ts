/** What a person may be to this server. Which groups of the identity provider give which role stands in its configuration. */
export const ROLES = ['developer', 'security', 'manager', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who may ask. `public` looks at nobody: what such a route needs it checks by itself. `signed-in` is anybody the
 * identity provider let in, with a role or without. A list is whoever has one of its roles.
 */
export type Access = 'public' | 'signed-in' | readonly [Role, ...Role[]];

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
  /** RFC 3339. */
  readonly expires: string;
}

export type Admission = 'admitted' | 'sign-in-needed' | 'role-needed';

export function admit(access: Access, who: SignedIn | undefined): Admission {
  if (access === 'public') return 'admitted';
  if (who === undefined) return 'sign-in-needed';
  if (access === 'signed-in') return 'admitted';
  return access.some((role) => who.roles.includes(role)) ? 'admitted' : 'role-needed';
}
