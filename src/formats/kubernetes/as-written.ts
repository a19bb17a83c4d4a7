/** What the API server adds to an object, and nobody writes. */
const SERVER_METADATA: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
  'ownerReferences',
]);
/** By which clients and agents find again what they applied. */
const TRACKING: readonly RegExp[] = [
  /^kubectl\.kubernetes\.io\/last-applied-configuration$/,
  /^(?:kustomize|helm)\.toolkit\.fluxcd\.io\/(?:name|namespace)$/,
  /^argocd\.argoproj\.io\/(?:tracking-id|instance)$/,
  /^reconcile\.fluxcd\.io\/requestedAt$/,
];
const ORDER: readonly string[] = ['apiVersion', 'kind', 'metadata'];
const META_ORDER: readonly string[] = ['name', 'namespace', 'labels', 'annotations'];

type Fields = Readonly<Record<string, unknown>>;

/** An object of a cluster as a person would have written it: without status, and without what server and agents add. */
export function asWritten(object: Fields): Fields {
  const { status: _, metadata, ...rest } = object;
  const meta = isFields(metadata) ? metadata : {};
  const kept = Object.entries(meta)
    .filter(([name]) => !SERVER_METADATA.has(name))
    .map(([name, value]) => [name, isMarks(name, value) ? withoutTracking(value) : value] as const)
    .filter(([, value]) => !isFields(value) || Object.keys(value).length > 0);
  return ordered({ ...rest, metadata: ordered(Object.fromEntries(kept), META_ORDER) }, ORDER);
}

function withoutTracking(marks: Fields): Fields {
  return Object.fromEntries(Object.entries(marks).filter(([key]) => !TRACKING.some((one) => one.test(key))));
}

function isMarks(name: string, value: unknown): value is Fields {
  return (name === 'labels' || name === 'annotations') && isFields(value);
}

function ordered(fields: Fields, order: readonly string[]): Fields {
  const first = order.filter((name) => name in fields).map((name) => [name, fields[name]] as const);
  return Object.fromEntries([...first, ...Object.entries(fields).filter(([name]) => !order.includes(name))]);
}

function isFields(value: unknown): value is Fields {
  return value instanceof Object && !Array.isArray(value);
}
