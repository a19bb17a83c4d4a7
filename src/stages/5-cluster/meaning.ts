import type { KubeObject } from '../../formats/kubernetes/object.ts';
import type { Binding, PolicyRule, Role } from '../../model/rbac.ts';
import { GRANTING_KINDS, readCluster } from './read.ts';

/** Labels that a controller of the API server reads; all others mean nothing to it. */
export function aggregationLabels(labels: Role['labels']): Role['labels'] {
  return Object.fromEntries(
    Object.entries(labels).filter(([label]) => label.startsWith('rbac.authorization.k8s.io/')),
  );
}

/**
 * What an RBAC object means, as one text: two objects have the same where they grant the same in the same words. Left out is
 * what the API server, its controllers and agents add: defaults of roleRef and subjects, order in lists, the rules of
 * a role that aggregates, labels by which agents track. `undefined` for other kinds, and for what cannot be decoded.
 */
export function rbacMeaning(object: KubeObject): string | undefined {
  if (!GRANTING_KINDS.has(object.kind)) return undefined;
  const { roles, bindings, unknown } = readCluster('', [object]);
  const [role] = roles;
  const [binding] = bindings;
  if (unknown.length > 0) return undefined;
  const read = role ?? binding;
  return read === undefined ? undefined : meaningOf(read);
}

/** The same of one that was read already. */
export function meaningOf(one: Role | Binding): string {
  return JSON.stringify('roleRef' in one ? bindingMeaning(one) : roleMeaning(one));
}

function roleMeaning({ kind, rules, aggregates, labels }: Role): object {
  return {
    kind,
    ...(aggregates === undefined
      ? { rules: set(rules.map((rule) => JSON.stringify(ruleMeaning(rule)))) }
      : { aggregates: aggregates.map((one) => JSON.stringify(one)) }),
    labels: Object.entries(aggregationLabels(labels)).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}

function ruleMeaning({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): object {
  return [verbs, apiGroups, resources, resourceNames, nonResourceURLs].map(set);
}

function bindingMeaning({ kind, namespace, roleRef, subjects }: Binding): object {
  return {
    kind,
    roleRef: [roleRef.kind, roleRef.name],
    subjects: set(
      subjects.map((one) => {
        // A service account without a namespace is one of the binding's own.
        const of = one.kind === 'ServiceAccount' ? [one.namespace ?? namespace ?? ''] : [];
        return JSON.stringify([one.kind, one.name, ...of]);
      }),
    ),
  };
}

function set(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
