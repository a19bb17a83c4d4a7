import type { KubernetesObject } from '../../ports/cluster.ts';
import { fieldsV1, keysOf, leavesOf, pathOf, removeAt, setAt, valueAt } from './field-set.ts';
import { copyOf, equal, type Fields, isFields } from './json.ts';

/** Who owns which fields: one entry of `metadata.managedFields`. */
interface Ownership {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly keys: ReadonlySet<string>;
}

/** Who writes, and how. */
export interface Writer {
  readonly manager: string;
  readonly operation: Ownership['operation'];
  readonly subresource?: string;
  readonly time: string;
}

export interface Conflict {
  readonly manager: string;
  readonly field: string;
}

/** What server-side apply makes of an object, or the fields of others that stand against it. */
export type Applied = { readonly object: KubernetesObject } | { readonly conflicts: readonly Conflict[] };

/**
 * Server-side apply: `intent` is all that this manager wants. What he wanted before and wants no more goes, unless
 * somebody else owns it too. A field of another manager with another value is a conflict, or changes hands by force.
 */
export function apply(
  live: KubernetesObject,
  intent: Readonly<Fields>,
  writer: Writer,
  force: boolean,
): Applied {
  const wanted = leavesOf(intent);
  const { own, others } = split(ownershipsBeforeApply(live, writer), writer);
  const contested = [...wanted].filter(
    ([, path]) => valueAt(live, path) !== undefined && !satisfied(valueAt(live, path), valueAt(intent, path)),
  );
  const conflicts = contested.flatMap(([key, path]) =>
    others.filter((one) => owns(one, key)).map(({ manager }) => ({ manager, field: `.${path.join('.')}` })),
  );
  if (conflicts.length > 0 && !force) return { conflicts };
  const merged: Fields = copyOf(live);
  for (const key of own?.keys ?? [])
    if (!wanted.has(key) && !others.some((one) => owns(one, key))) removeAt(merged, pathOf(key));
  for (const [, path] of wanted)
    if (!satisfied(valueAt(merged, path), valueAt(intent, path)))
      setAt(merged, path, copyOf(valueAt(intent, path)));
  const taken = new Set(contested.map(([key]) => key));
  const left = others.map((one) => ({ ...one, keys: without(one.keys, taken) }));
  const same =
    own !== undefined &&
    own.keys.size === wanted.size &&
    [...wanted.keys()].every((key) => own.keys.has(key));
  const mine = { ...entry(live, writer), ...(same ? { time: own.time } : {}), keys: new Set(wanted.keys()) };
  return { object: withOwnerships(merged as KubernetesObject, [...left, mine]) };
}

/** Any other write: whoever changes a field owns it from then on. What has no owner at all is not followed. */
export function updated(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  writer: Writer,
): KubernetesObject {
  const now = leavesOf(after);
  const was = before === undefined ? new Map<string, readonly string[]>() : leavesOf(before);
  const changed = [...now]
    .filter(([, path]) => !equal(valueAt(before, path), valueAt(after, path)))
    .map(([key]) => key);
  const gone = [...was.keys()].filter((key) => !now.has(key));
  const owned = before === undefined ? [] : ownershipsOf(before);
  if (changed.length === 0 && gone.length === 0) return after;
  if (before !== undefined && owned.length === 0) return after;
  const { own, others } = split(owned, writer);
  const taken = new Set([...changed, ...gone]);
  const left = others.map((one) => ({ ...one, keys: without(one.keys, taken) }));
  const keys = new Set([...without(own?.keys ?? new Set(), new Set(gone)), ...changed]);
  return withOwnerships(after, [...left, { ...entry(after, writer), keys }]);
}

/** An object that nobody owns is, at its first apply, owned by whoever made it before. */
function ownershipsBeforeApply(live: KubernetesObject, { time }: Writer): readonly Ownership[] {
  const owned = ownershipsOf(live);
  if (owned.length > 0) return owned;
  const writer: Writer = { manager: 'before-first-apply', operation: 'Update', time };
  return [{ ...entry(live, writer), keys: new Set(leavesOf(live).keys()) }];
}

function split(
  ownerships: readonly Ownership[],
  { manager, operation, subresource }: Writer,
): { readonly own: Ownership | undefined; readonly others: readonly Ownership[] } {
  const isOwn = (one: Ownership): boolean =>
    one.manager === manager && one.operation === operation && one.subresource === subresource;
  return { own: ownerships.find(isOwn), others: ownerships.filter((one) => !isOwn(one)) };
}

function owns(one: Ownership, key: string): boolean {
  return one.keys.has(key);
}

/** An empty mapping is wanted only to be there. */
function satisfied(is: unknown, wanted: unknown): boolean {
  return isFields(wanted) && Object.keys(wanted).length === 0 ? isFields(is) : equal(is, wanted);
}

function without(keys: ReadonlySet<string>, taken: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...keys].filter((key) => !taken.has(key)));
}

function entry(object: KubernetesObject, writer: Writer): Omit<Ownership, 'keys'> {
  return { ...writer, apiVersion: object.apiVersion };
}

function ownershipsOf(object: KubernetesObject): readonly Ownership[] {
  const managed = object.metadata['managedFields'];
  if (!Array.isArray(managed)) return [];
  return (managed as readonly (Omit<Ownership, 'keys'> & { readonly fieldsV1: unknown })[]).map(
    ({ fieldsV1: fields, ...rest }) => ({ ...rest, keys: new Set(keysOf(fields)) }),
  );
}

function withOwnerships(object: KubernetesObject, ownerships: readonly Ownership[]): KubernetesObject {
  const managedFields = ownerships
    .filter(({ keys }) => keys.size > 0)
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
    .map(({ keys, manager, operation, subresource, apiVersion, time }) => ({
      manager,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: fieldsV1(keys),
      ...(subresource === undefined ? {} : { subresource }),
    }));
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** Those who apply come first, as the API has it. */
function orderOf({ operation, manager, subresource }: Ownership): string {
  return JSON.stringify([operation, manager, subresource ?? '']);
}
