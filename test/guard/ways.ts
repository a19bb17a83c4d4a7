import type { Way } from './way.ts';
import { AGENT_WAYS } from './ways-agents.ts';
import { BINDING_WAYS } from './ways-bindings.ts';
import { ROLE_WAYS } from './ways-roles.ts';

/** Each is played alone, on the ground as Git has it. */
export const WAYS: readonly Way[] = [...BINDING_WAYS, ...ROLE_WAYS, ...AGENT_WAYS];
