import type { CommandSpec } from './spec.ts';

/** Commands over the ledger and what it tells. */
export const RECORDING: readonly CommandSpec[] = [];
