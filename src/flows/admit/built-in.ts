import type { Asked } from './asked.ts';

/** Something that a part of Kubernetes itself does, by whom, and how it is told from the same by somebody else. */
interface Habit {
  readonly users: readonly string[];
  readonly does: (asked: Asked) => boolean;
}

const account = (name: string): string => `system:serviceaccount:kube-system:${name}`;
/** Controllers write as this one where they have no accounts of their own. */
const MANAGER = 'system:kube-controller-manager';
const DEFAULT_NAMES: ReadonlySet<string> = new Set(['cluster-admin', 'admin', 'edit', 'view']);

const HABITS: readonly Habit[] = [
  // At its start the API server makes its default roles and bindings, and repairs them.
  {
    users: ['system:apiserver'],
    does: ({ kind, request: { who, key } }) =>
      kind.what === 'access' &&
      who.groups.includes('system:masters') &&
      (key.name.startsWith('system:') || DEFAULT_NAMES.has(key.name)),
  },
  // Writes the rules of a role that aggregates, and nothing else of it.
  {
    users: [account('clusterrole-aggregation-controller'), MANAGER],
    does: ({ kind, before, after }) =>
      kind.type.resource === 'clusterroles' &&
      before !== undefined &&
      after !== undefined &&
      after.object['aggregationRule'] !== undefined &&
      equal(before.object['aggregationRule'], after.object['aggregationRule']) &&
      equal(before.object.metadata.labels, after.object.metadata.labels) &&
      equal(before.object.metadata.annotations, after.object.metadata.annotations),
  },
];

/** Is it what a part of Kubernetes itself does by right, as the one that does it? */
export function isBuiltIn(asked: Asked): boolean {
  const { user } = asked.request.who;
  return HABITS.some(({ users, does }) => users.includes(user) && does(asked));
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
