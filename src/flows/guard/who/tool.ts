import type { Actor } from '../../../model/drift.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';

const LONGEST = 128;
const MOST_ENTRIES = 1_000;

interface ManagerEntry {
  readonly manager: string;
  readonly operation: string;
  readonly time: string;
}

/**
 * The tool that last wrote the object, as the object says itself (`metadata.managedFields`). The client chooses the name,
 * so it is evidence of nobody. `before` is the object as it was: what its managers wrote then is not what changed it.
 * `undefined` where the object does not say, or where more than one wrote in the same second.
 */
export function toolOf(object: KubernetesObject, before?: KubernetesObject): Actor | undefined {
  const old = new Set((before === undefined ? [] : entriesOf(before)).map(keyOf));
  const fresh = entriesOf(object).filter((entry) => !old.has(keyOf(entry)));
  const newest = fresh.reduce((last, { time }) => Math.max(last, Date.parse(time)), Number.NEGATIVE_INFINITY);
  const [last, ...others] = fresh.filter(({ time }) => Date.parse(time) === newest);
  if (last === undefined || others.some(({ manager }) => manager !== last.manager)) return undefined;
  return {
    source: 'manager',
    tool: `${last.manager} (${last.operation})`.slice(0, LONGEST),
    at: new Date(newest).toISOString(),
  };
}

function entriesOf({ metadata }: KubernetesObject): readonly ManagerEntry[] {
  const entries = metadata['managedFields'];
  return Array.isArray(entries) ? entries.slice(0, MOST_ENTRIES).flatMap(entryOf) : [];
}

function entryOf(value: unknown): readonly ManagerEntry[] {
  const fields = new Map<string, unknown>(Object.entries(value instanceof Object ? value : {}));
  const [manager, operation, time] = ['manager', 'operation', 'time'].map((name) => fields.get(name));
  // What controllers report (`status`) is no change of what was asked for.
  if (typeof manager !== 'string' || typeof operation !== 'string' || typeof time !== 'string') return [];
  if (fields.get('subresource') === 'status' || Number.isNaN(Date.parse(time))) return [];
  return [{ manager, operation, time }];
}

function keyOf({ manager, operation, time }: ManagerEntry): string {
  return JSON.stringify([manager, operation, time]);
}
