import { canonicalJson } from '../../../formats/json/canonical.ts';
import { asWritten } from '../../../formats/kubernetes/as-written.ts';

type Fields = Readonly<Record<string, unknown>>;

const IDENTITY: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);
const RBAC = 'rbac.authorization.k8s.io';

/**
 * The fields that make what Git has what is live, by name; `undefined` where one is to go. `written` is the object as a
 * file has it, before kustomize; of `metadata` only labels and annotations that differ are touched.
 */
export function differingFields(
  written: Fields,
  desired: Fields,
  live: Fields,
): ReadonlyMap<string, unknown> {
  const [git, here] = [asWritten(desired), asWritten(live)];
  const names = new Set([...Object.keys(git), ...Object.keys(here)].filter((name) => !IDENTITY.has(name)));
  const fields = new Map<string, unknown>(
    [...names]
      .filter((name) => !isSame(name, git[name], here[name]))
      .map((name) => [name, inOldWords(name, written[name], here[name])] as const),
  );
  const metadata = metadataOf(written, git, here);
  return metadata === undefined ? fields : fields.set('metadata', metadata);
}

/** The metadata of the file with the labels and annotations that the live object has otherwise than Git. */
function metadataOf(written: Fields, git: Fields, here: Fields): Fields | undefined {
  const [own, was, is] = [written, git, here].map((one) => fieldsOf(one['metadata']));
  const marks = ['labels', 'annotations'].flatMap((name) => {
    const [before, after] = [fieldsOf(was?.[name]), fieldsOf(is?.[name])];
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const differing = keys.filter((key) => before[key] !== after[key]);
    if (differing.length === 0) return [];
    const kept = Object.entries(fieldsOf(own?.[name])).filter(([key]) => !differing.includes(key));
    const fresh = differing.filter((key) => key in after).map((key) => [key, after[key]] as const);
    const value = Object.fromEntries([...kept, ...fresh]);
    return [[name, Object.keys(value).length === 0 ? undefined : value] as const];
  });
  if (marks.length === 0) return undefined;
  const all = { ...own, ...Object.fromEntries(marks) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** What stays in a list stays as it is written. */
function inOldWords(name: string, written: unknown, fresh: unknown): unknown {
  if (!Array.isArray(written) || !Array.isArray(fresh)) return fresh;
  return fresh.map(
    (one: unknown): unknown => written.find((old: unknown) => isSame(name, [old], [one])) ?? one,
  );
}

function isSame(name: string, one: unknown, other: unknown): boolean {
  return canonicalJson(defaulted(name, one)) === canonicalJson(defaulted(name, other));
}

/** With what the API server fills in by itself. */
function defaulted(name: string, value: unknown): unknown {
  if (name === 'subjects' && Array.isArray(value))
    return value.map((one: unknown) => {
      const fields = fieldsOf(one);
      return { ...fields, apiGroup: fields['apiGroup'] ?? (fields['kind'] === 'ServiceAccount' ? '' : RBAC) };
    });
  if (name === 'roleRef') return { apiGroup: RBAC, ...fieldsOf(value) };
  return value ?? null;
}

function fieldsOf(value: unknown): Fields {
  return value instanceof Object && !Array.isArray(value) ? (value as Fields) : {};
}
