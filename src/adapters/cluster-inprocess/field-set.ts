import { type Fields, isFields, setMember } from './json.ts';

/** Names from the object's root to a field. */
export type FieldPath = readonly string[];

/** Written and removed as one: lists always, and this (`+structType=atomic` of RBAC). */
const ATOMIC: ReadonlySet<string> = new Set(['roleRef']);

/** Of the metadata only these can be owned; everything else is the server's. */
const OWNED_METADATA: ReadonlySet<string> = new Set([
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
]);

/** The smallest parts of an object that somebody can own, by their key. */
export function leavesOf(object: Readonly<Fields>): ReadonlyMap<string, FieldPath> {
  const leaves = new Map<string, FieldPath>();
  for (const [field, value] of Object.entries(object)) {
    if (field === 'apiVersion' || field === 'kind') continue;
    if (field !== 'metadata') collect(value, [field], leaves);
    else if (isFields(value))
      for (const [name, one] of Object.entries(value))
        if (OWNED_METADATA.has(name)) collect(one, [field, name], leaves);
  }
  return leaves;
}

function collect(value: unknown, path: FieldPath, leaves: Map<string, FieldPath>): void {
  const divided = isFields(value) && Object.keys(value).length > 0 && !ATOMIC.has(path.join('.'));
  if (!divided) leaves.set(keyOf(path), path);
  else for (const [name, one] of Object.entries(value)) collect(one, [...path, name], leaves);
}

export function keyOf(path: FieldPath): string {
  return JSON.stringify(path);
}

export function pathOf(key: string): FieldPath {
  return JSON.parse(key) as FieldPath;
}

/** The value under a path; `undefined` where there is none. */
export function valueAt(object: unknown, path: FieldPath): unknown {
  let value = object;
  for (const name of path) {
    if (!isFields(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Sets a value, and makes what leads to it. */
export function setAt(object: Fields, path: FieldPath, value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) {
    setMember(object, name, value);
    return;
  }
  const inner = Object.hasOwn(object, name) ? object[name] : undefined;
  const next: Fields = isFields(inner) ? inner : {};
  setMember(object, name, next);
  setAt(next, rest, value);
}

/** Removes a value, and what is empty without it. */
export function removeAt(object: Fields, path: FieldPath): void {
  const [name, ...rest] = path;
  if (name === undefined || !Object.hasOwn(object, name)) return;
  const inner = object[name];
  if (rest.length > 0) {
    if (!isFields(inner)) return;
    removeAt(inner, rest);
    if (Object.keys(inner).length > 0) return;
  }
  Reflect.deleteProperty(object, name);
}

/** As `managedFields` write it. */
export function fieldsV1(keys: Iterable<string>): Fields {
  const fields: Fields = {};
  for (const key of [...keys].sort())
    setAt(
      fields,
      pathOf(key).map((name) => `f:${name}`),
      {},
    );
  return fields;
}

/** Keys of the fields that `managedFields` name. */
export function keysOf(fields: unknown, prefix: FieldPath = []): readonly string[] {
  if (!isFields(fields)) return [];
  return Object.entries(fields).flatMap(([name, inner]) => {
    const path = [...prefix, name.slice(2)];
    return isFields(inner) && Object.keys(inner).length > 0 ? keysOf(inner, path) : [keyOf(path)];
  });
}
