import type { CommandSpec } from './spec.ts';

/** Commands that say whether a change may land, and that agree to one. */
export const GATING: readonly CommandSpec[] = [];
