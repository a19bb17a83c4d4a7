import type { Need } from './need.ts';

export const WRITE: readonly string[] = ['create', 'update', 'patch'];
export const CHANGE: readonly string[] = ['update', 'patch'];
export const READ: readonly string[] = ['get', 'list', 'watch'];
export const EXPLICIT: Pick<Need, 'explicit'> = { explicit: true };
export const RBAC = 'rbac.authorization.k8s.io';

/** Shorthand for the tables. */
export function need(
  verbs: readonly string[],
  group: string,
  resources: readonly string[],
  more: Partial<Need> = {},
): Need {
  return { verbs, group, resources, ...more };
}
