import type { CommandSpec } from './spec.ts';

/** The server and its clients. */
export const SERVING: readonly CommandSpec[] = [];
