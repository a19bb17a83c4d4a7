import type { Finding } from './finding.ts';
import type { Quorum } from './graph.ts';
import type { PersonRef } from './person.ts';

/** A thing that was to be read, and whether it was. */
export interface Coverage {
  /** What: a repository's files, settings of a forge, members, rendering of a path … */
  readonly source: string;
  readonly status: 'read' | 'skipped' | 'failed';
  readonly reason?: string;
}

/** What history shows: who changed production without a second person. */
export interface Happened {
  readonly windowDays: number;
  readonly alone: readonly { readonly person: PersonRef; readonly changes: number }[];
  /** Changes of which it cannot be told. */
  readonly unknown: number;
}

/** The answer of `scan`: `mainward.dev/scan/v1`. */
export interface ScanDocument {
  readonly schema: 'mainward.dev/scan/v1';
  readonly repositories: readonly { readonly name: string; readonly commit: string | null }[];
  readonly quorum: readonly Omit<Quorum, 'open'>[];
  readonly happened: Happened;
  readonly findings: readonly Finding[];
  readonly coverage: readonly Coverage[];
}

/** What a report is made of: the document, and what only people are shown. */
export interface ScanReport {
  readonly document: ScanDocument;
  readonly quorum: readonly Quorum[];
  /** Files, feeds, workflows and so on that were read, for the last line. */
  readonly counted: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Plain remarks, e.g. that the work tree differs from HEAD. */
  readonly notes: readonly string[];
  /** The command that is worth running next. */
  readonly next: string;
}
