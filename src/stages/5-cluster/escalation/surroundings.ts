import type { RbacSubject } from '../../../model/rbac.ts';
import type { Authorizer } from '../authorizer.ts';
import { requesterOf } from '../match.ts';
import { escalations } from './escalations.ts';
import type { Surroundings } from './primitive.ts';

const TOTAL: ReadonlySet<string> = new Set(['cluster-admin', 'any-user']);
const CHANGES: ReadonlySet<string> = new Set([
  '*',
  'create',
  'update',
  'patch',
  'bind',
  'escalate',
  'impersonate',
]);

/** The surroundings of one cluster. Namespaces of agents are told by name, or by the accounts that agents use. */
export function surroundingsOf(authorizer: Authorizer): Surroundings {
  const accounts = boundAccounts(authorizer);
  const namesOf = (pattern: RegExp, usual: string): readonly string[] =>
    [
      ...new Set([
        usual,
        ...accounts.filter(({ name }) => pattern.test(name)).map(({ namespace }) => namespace),
      ]),
    ].sort();
  const outer: Surroundings = {
    argocd: namesOf(/^argocd-(application-controller|server)$/, 'argocd'),
    flux: namesOf(/^(kustomize|helm)-controller$/, 'flux-system'),
    privileged: new Set(['kube-system']),
    isPowerful: (name) => isPowerful(authorizer, name),
  };
  const privileged = new Set(outer.privileged);
  for (const { name, namespace } of accounts) {
    if (privileged.has(namespace)) continue;
    const held = authorizer
      .held(requesterOf({ kind: 'ServiceAccount', name, namespace }))
      .filter((one) => one.namespace === null);
    if (escalations(held, outer).some((one) => one.namespace === null && TOTAL.has(one.reach)))
      privileged.add(namespace);
  }
  return { ...outer, privileged };
}

/** Service accounts that some binding of the whole cluster names. */
function boundAccounts(
  authorizer: Authorizer,
): readonly (Pick<RbacSubject, 'name'> & { readonly namespace: string })[] {
  const all = authorizer.cluster.bindings
    .filter((binding) => binding.kind === 'ClusterRoleBinding')
    .flatMap((binding) => binding.subjects)
    .flatMap(({ kind, name, namespace }) =>
      kind === 'ServiceAccount' && namespace !== undefined ? [{ name, namespace }] : [],
    );
  return [...new Map(all.map((one) => [`${one.namespace}/${one.name}`, one])).values()];
}

function isPowerful(authorizer: Authorizer, name: string): boolean {
  return (
    authorizer
      .clusterRole(name)
      ?.rules.some(
        ({ verbs, resources }) =>
          verbs.some((verb) => CHANGES.has(verb)) ||
          resources.some((one) => one === '*' || one === 'secrets'),
      ) ?? false
  );
}
