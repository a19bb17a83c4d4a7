import type { Location } from './location.ts';

/** One line of an ownership file. */
export interface OwnerRule {
  readonly pattern: string;
  /** As written: `@user`, `@org/team`, `name@host`. Empty = the line takes owners away. */
  readonly owners: readonly string[];
  readonly at: Location;
  /** GitLab sections: approval is optional, or so many are needed. */
  readonly optional?: boolean;
  readonly approvals?: number;
}

/** The effective ownership file of a repository, in the dialect of its forge. */
export interface Ownership {
  readonly dialect: 'github' | 'gitlab' | 'gitea';
  /** The file that counts; absent where there is none. */
  readonly path?: string;
  readonly rules: readonly OwnerRule[];
  /** Further ownership files that the forge does not look at. */
  readonly shadowed: readonly string[];
  /** Lines that the forge passes over, and why. */
  readonly invalid: readonly { readonly reason: string; readonly at: Location }[];
}
