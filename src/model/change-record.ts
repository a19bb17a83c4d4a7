import type { Recorded } from './ledger.ts';

/** How far a change has come: the furthest link of its chain that is recorded. */
export const CHANGE_STATES = [
  'proposed',
  'approved',
  'checked',
  'landed',
  'credential-issued',
  'published',
  'applied',
  'live',
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** One change as the ledger tells it. */
export interface ChangeRecord {
  /** Index of its first entry: what it is called here, and what never changes. */
  readonly id: number;
  readonly repository: string;
  readonly ref: string;
  /** The forge's name of it; absent for what landed without being offered. */
  readonly proposal?: string;
  /** What was offered last. */
  readonly head?: string;
  /** What landed. */
  readonly commit?: string;
  readonly state: ChangeState;
  /** Of the landing, or of the last check before it. */
  readonly verdict?: 'pass' | 'fail' | 'unknown';
  /** RFC 3339, of the last entry. */
  readonly at: string;
  /** In the order of the ledger. */
  readonly entries: readonly Recorded[];
}
