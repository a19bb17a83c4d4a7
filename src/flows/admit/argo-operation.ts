import type { KubernetesObject } from '../../ports/cluster.ts';
import type { Asked } from './asked.ts';

/** Of an operation what makes Argo CD apply something else than the Application says. */
const OVERRIDES: readonly string[] = ['source', 'sources', 'manifests', 'revision', 'revisions'];

/**
 * Does a request make Argo CD apply something else than what the Application names, once? Argo CD keeps the operation
 * beside `spec`, and writes one for every sync by itself.
 */
export function overridesSync({ kind, request, before, after }: Asked, agents: ReadonlySet<string>): boolean {
  if (kind.type.kind !== 'Application' || after === undefined || agents.has(request.who.user)) return false;
  const now = syncOf(after.object);
  const was = before === undefined ? {} : syncOf(before.object);
  return OVERRIDES.some(
    (field) => now[field] !== undefined && JSON.stringify(now[field]) !== JSON.stringify(was[field]),
  );
}

function syncOf(object: KubernetesObject): Readonly<Record<string, unknown>> {
  return fields(fields(object['operation'])['sync']);
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return value instanceof Object && !Array.isArray(value) ? { ...value } : {};
}
