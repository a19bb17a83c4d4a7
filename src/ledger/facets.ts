import type { Facets, LedgerEntry, ObjectRef } from '../model/ledger.ts';

const COMMITS: readonly string[] = ['commit', 'head', 'base'];
const DIGESTS: readonly string[] = ['payload', 'statement', 'report', 'token', 'credential', 'artifact'];

/** Which questions of a `LedgerQuery` an entry answers. */
export function facetsOf(entry: LedgerEntry): Facets {
  const fields = Object.entries(entry) as readonly (readonly [string, unknown])[];
  const strings = (names: readonly string[]): readonly string[] =>
    [
      ...new Set(
        fields.flatMap(([name, value]) => (names.includes(name) && typeof value === 'string' ? [value] : [])),
      ),
    ].sort();
  const [repository] = strings(['repository']);
  const [proposal] = strings(['proposal']);
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(proposal === undefined ? {} : { proposal }),
    commits: strings(COMMITS),
    digests: strings(DIGESTS),
    objects: objectsOf(entry).map(objectKey),
  };
}

function objectsOf(entry: LedgerEntry): readonly ObjectRef[] {
  if (entry.type === 'source.published') return [entry.source];
  if (entry.type === 'agent.applied') return [entry.agent];
  return 'object' in entry ? [entry.object] : [];
}

/** One string that means the object, and no other. */
export function objectKey({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return JSON.stringify([apiVersion, kind, namespace ?? null, name]);
}
