import type { Authority, AuthorityOf, RbacWrite } from '../../../adapters/cluster-inprocess/authority.ts';
import { liveObject } from '../../../formats/kubernetes/live.ts';
import type { ClusterObjects, PolicyRule } from '../../../model/rbac.ts';
import type { ClusterIdentity, KubernetesObject } from '../../../ports/cluster.ts';
import { gatheredRules } from '../../../stages/5-cluster/aggregate.ts';
import { Authorizer } from '../../../stages/5-cluster/authorizer.ts';
import {
  bindingRefusal,
  type EscalationRefusal,
  roleRefusal,
} from '../../../stages/5-cluster/escalation-check.ts';
import type { Requester } from '../../../stages/5-cluster/match.ts';
import { readCluster } from '../../../stages/5-cluster/read.ts';
import { bindingProblem, roleProblem } from '../../../stages/5-cluster/validate.ts';

/** Objects are never changed in place, so each is read once. */
const known = new WeakMap<KubernetesObject, ClusterObjects>();

/** The product's own evaluator, as the authorizer of a cluster. */
export const authorityOf: AuthorityOf = (rbac): Authority => {
  const authorizer = new Authorizer(readAll(rbac));
  return {
    allows: (who, request) => authorizer.allows(requester(who), request) !== undefined,
    invalid: (object) => {
      const { roles, bindings, unknown } = read(object);
      const problems = [
        ...unknown.map(({ reason }) => reason),
        ...roles.map(roleProblem),
        ...bindings.map(bindingProblem),
      ];
      return problems.find((problem) => problem !== undefined);
    },
    escalation: (who, write) => escalation(authorizer, requester(who), write),
    gathered: () =>
      new Map(
        [...gatheredRules(authorizer.cluster.roles)].map(([name, rules]) => [name, rules.map(ruleObject)]),
      ),
  };
};

function escalation(
  authorizer: Authorizer,
  who: Requester,
  { object, before, requestName }: RbacWrite,
): EscalationRefusal | undefined {
  const [role] = read(object).roles;
  const [was] = before === undefined ? [] : read(before).roles;
  const [binding] = read(object).bindings;
  if (role !== undefined) return roleRefusal(authorizer, who, role, was, requestName);
  return binding === undefined ? undefined : bindingRefusal(authorizer, who, binding);
}

/** A rule as the API writes it: what is empty is left out. */
export function ruleObject({ at: _at, ...parts }: PolicyRule): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part.length > 0));
}

/** Of one cluster, so that no two have one name. */
function readAll(objects: readonly KubernetesObject[]): ClusterObjects {
  const parts = objects.map(read);
  return {
    name: 'live',
    roles: parts.flatMap(({ roles }) => roles),
    bindings: parts.flatMap(({ bindings }) => bindings),
    serviceAccounts: parts.flatMap(({ serviceAccounts }) => serviceAccounts),
    customResources: parts.flatMap(({ customResources = [] }) => customResources),
    namespaces: [...new Set(parts.flatMap(({ namespaces }) => namespaces))].sort(),
    unknown: parts.flatMap(({ unknown }) => unknown),
  };
}

function read(object: KubernetesObject): ClusterObjects {
  const before = known.get(object);
  if (before !== undefined) return before;
  const { namespace = '', name } = object.metadata;
  const tree = liveObject(object, `${object.kind}/${namespace}/${name}`);
  const now = readCluster('live', tree === undefined ? [] : [tree]);
  known.set(object, now);
  return now;
}

function requester({ user, groups }: ClusterIdentity): Requester {
  return { user, groups: new Set(groups) };
}
