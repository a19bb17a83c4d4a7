import type { Location } from '../../model/location.ts';
import type { Binding, LabelSelector, Role } from '../../model/rbac.ts';
import { BOOTSTRAP_BINDINGS_1_35, BOOTSTRAP_ROLES_1_35 } from './default-roles-1.35.ts';

/** What a cluster of a release brings along; it is in no repository. */
export interface DefaultPolicy {
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
}

interface StoredRole {
  readonly kind: Role['kind'];
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Record<string, string>;
  readonly aggregates?: readonly Partial<LabelSelector>[];
  readonly rules: readonly (readonly [string[], string[], string[], string[], string[]])[];
}
interface StoredBinding {
  readonly kind: Binding['kind'];
  readonly name: string;
  readonly namespace?: string;
  readonly roleRef: Binding['roleRef'];
  readonly subjects: readonly {
    kind: 'User' | 'Group' | 'ServiceAccount';
    name: string;
    namespace?: string;
  }[];
}

/** Releases whose default policy is known. */
export const KNOWN_VERSIONS: readonly string[] = ['1.35'];

const NOTHING: DefaultPolicy = { roles: [], bindings: [] };
let cached: DefaultPolicy | undefined;

/** The default policy of a release, or of none; `undefined` for a release that is not known. */
export function defaultPolicy(version: string): DefaultPolicy | undefined {
  if (version === 'none') return NOTHING;
  if (!KNOWN_VERSIONS.includes(version)) return undefined;
  cached ??= load(version);
  return cached;
}

function load(version: string): DefaultPolicy {
  const at: Location = {
    path: `(default of Kubernetes ${version})`,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
  };
  const roles = (JSON.parse(BOOTSTRAP_ROLES_1_35) as StoredRole[]).map((stored): Role => {
    const { aggregates, rules, ...rest } = stored;
    return {
      ...rest,
      ...(aggregates === undefined
        ? {}
        : {
            aggregates: aggregates.map((one) => ({
              matchLabels: one.matchLabels ?? {},
              matchExpressions: one.matchExpressions ?? [],
            })),
          }),
      rules: rules.map(([verbs, apiGroups, resources, resourceNames, nonResourceURLs]) => ({
        verbs,
        apiGroups,
        resources,
        resourceNames,
        nonResourceURLs,
        at,
      })),
      annotations: {},
      at,
      builtIn: true,
    };
  });
  const bindings = (JSON.parse(BOOTSTRAP_BINDINGS_1_35) as StoredBinding[]).map(
    (stored): Binding => ({
      ...stored,
      subjects: stored.subjects.map((subject) => ({ ...subject, at })),
      labels: {},
      annotations: {},
      at,
      builtIn: true,
    }),
  );
  return { roles, bindings };
}
