/** What a person may be to a server. Which groups of the identity provider give which role stands in its configuration. */
export const ROLES = ['developer', 'security', 'manager', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, and what they may be here: `mainward.dev/session/v1`. */
export interface SessionDocument {
  readonly schema: 'mainward.dev/session/v1';
  /** `issuer` and `subject` together are the person. */
  readonly issuer: string;
  readonly subject: string;
  /** To show, never to decide on. */
  readonly name: string;
  /** Id in the roster. */
  readonly person?: string;
  readonly roles: readonly Role[];
  /** RFC 3339. */
  readonly expires: string;
}
