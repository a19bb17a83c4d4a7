import { MainwardError } from '../../model/errors.ts';

/** What is to be traced. */
export type TraceQuestion =
  | {
      readonly kind: 'object';
      /** As the API calls it. */
      readonly objectKind: string;
      readonly name: string;
      readonly namespace?: string;
      readonly cluster?: string;
    }
  /** A commit or a digest: 64 digits may be either. `whole` = not abbreviated. */
  | { readonly kind: 'id'; readonly id: string; readonly isWhole: boolean };

const SHORTEST_ID = 7;

/** Reads `KIND/NAME`, a commit, or a digest. Throws USAGE. */
export function readTraceQuestion(
  text: string,
  place: { readonly namespace?: string; readonly cluster?: string },
): TraceQuestion {
  const object = /^([A-Za-z][A-Za-z0-9]*)\/([^\s/]{1,253})$/.exec(text);
  const [, objectKind = '', name = ''] = object ?? [];
  if (object !== null) return { kind: 'object', objectKind: properKind(objectKind), name, ...place };
  const id = text.replace(/^sha(?:1|256):/, '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(id) || id.length < SHORTEST_ID || id.length > 64) {
    throw new MainwardError('USAGE', `${JSON.stringify(text)} is no object, commit or digest.`, {
      remedy: 'Write KIND/NAME such as RoleBinding/edit, a commit, or a digest.',
    });
  }
  if (place.namespace !== undefined)
    throw new MainwardError('USAGE', 'A commit lies in no namespace.', { remedy: 'Leave out -n.' });
  return { kind: 'id', id, isWhole: id.length === 40 || id.length === 64 };
}

/** Kinds that are recorded as live, published or applied, by what people write for them. */
const KINDS: readonly string[] = [
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'Kustomization',
  'ExternalArtifact',
];

function properKind(written: string): string {
  const lower = written.toLowerCase();
  return KINDS.find((kind) => lower === kind.toLowerCase() || lower === `${kind.toLowerCase()}s`) ?? written;
}
