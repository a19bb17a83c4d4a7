import type { Scenario } from './setup.ts';

export const PIPELINE_SCENARIOS: readonly Scenario[] = [];
