import { entriesOf, isNull, textOf } from '../../../formats/yaml/access.ts';
import type { MappingEntry } from '../../../formats/yaml/tree.ts';
import type { PermissionSet, TokenAccess } from '../../../model/workflow.ts';

/** Scopes of the job's token (https://docs.github.com/actions/reference/workflow-syntax, `permissions`). */
export const SCOPES = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
] as const;

const ACCESS: ReadonlyMap<string, TokenAccess> = new Map([
  ['read', 'read'],
  ['write', 'write'],
  ['none', 'none'],
]);

/** Reads `permissions:`. `undefined` where there is none; a null value is one that was not understood. */
export function permissionsOf(entry: MappingEntry | undefined): PermissionSet | undefined {
  if (entry === undefined) return undefined;
  const at = entry.key.at;
  const text = textOf(entry.value);
  if (text === 'read-all' || text === 'write-all') return { kind: text, scopes: [], at };
  if (entry.value.kind !== 'mapping' || isNull(entry.value)) return { kind: 'unread', scopes: [], at };
  const entries = entriesOf(entry.value);
  const scopes = entries.flatMap((one) => {
    const access = ACCESS.get(textOf(one.value) ?? '');
    return access === undefined ? [] : [{ scope: one.key.source, access, at: one.key.at }];
  });
  return { kind: scopes.length === entries.length ? 'map' : 'unread', scopes, at };
}

/** Every scope with what the set gives; `undefined` where the set was not understood. */
export function expand(set: PermissionSet): ReadonlyMap<string, TokenAccess> | undefined {
  if (set.kind === 'unread') return undefined;
  if (set.kind === 'map') return new Map(set.scopes.map(({ scope, access }) => [scope, access]));
  // An identity token cannot be read, only requested: `read` gives nothing.
  return new Map(
    SCOPES.map((scope) => {
      if (set.kind === 'write-all') return [scope, scope === 'models' ? 'read' : 'write'];
      return [scope, scope === 'id-token' ? 'none' : 'read'];
    }),
  );
}
