import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { TrustEvidence } from '../../../model/trust.ts';
import type { Calendar } from '../calendar.ts';
import type { Change, Edit } from '../history/change.ts';
import type { People } from '../organisation/people.ts';

/** Where a scan is expected to see a planted weakness. */
export type Place =
  /** A text in a file of a repository, which is there once; its first line counts. */
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** The change itself. */
  | { readonly kind: 'landing' }
  /** One of the commits that a pull request brought, counted from 0. */
  | { readonly kind: 'offered'; readonly commit: number }
  /** A text in a file under `evidence/`. */
  | { readonly kind: 'evidence'; readonly path: string; readonly text: string };

/** One weakness of acme: what was done, where it shows, and which control is expected to speak of it. */
export interface Plant {
  readonly id: string;
  /** In one sentence. */
  readonly weakness: string;
  readonly control: string;
  /** Further controls that rightly speak of the same thing. */
  readonly also?: readonly string[];
  readonly repository: string;
  readonly place: Place;
  /** Person, account or object that it is about. */
  readonly subject?: string;
  /** How the repositories begin differently because of it, by name. */
  readonly beginning?: Readonly<Record<string, Edit>>;
  /** What lands in `repository` because of it. */
  readonly change?: Change;
  /** How the forge's evidence about `repository` differs because of it. */
  readonly evidence?: (evidence: ForgeEvidence) => ForgeEvidence;
  /** A trust that differs because of it. */
  readonly trust?: { readonly file: string; readonly change: (trust: TrustEvidence) => TrustEvidence };
}

export interface Scene {
  readonly people: People;
  readonly calendar: Calendar;
}
