import type { Landing } from './landing.ts';

/** One landed change, as scripts read it. */
export type VerifiedChange = Pick<
  Landing,
  | 'commit'
  | 'landing'
  | 'contentProved'
  | 'verdict'
  | 'reasons'
  | 'people'
  | 'commits'
  | 'approvals'
  | 'required'
>;

/** The answer of `verify`: `mainward.dev/verify/v1`. */
export interface VerifyDocument {
  readonly schema: 'mainward.dev/verify/v1';
  /** Full name. */
  readonly ref: string;
  /** Newest first. */
  readonly changes: readonly VerifiedChange[];
}

/** What a report is made of: the document, and what only people are shown. */
export interface VerifyReport {
  readonly document: VerifyDocument;
  readonly landings: readonly Landing[];
  readonly repository: string;
  readonly seconds: number;
  /** What was not looked at, and what was not supplied. */
  readonly notes: readonly string[];
  /** Some landings of the range were not looked at. */
  readonly cut: boolean;
}
