import type { Binding, Role } from '../../../model/rbac.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { defaultPolicy } from '../../../stages/5-cluster/defaults.ts';
import { ruleObject } from './authority.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** The roles and bindings that every cluster of this release brings along, as the API answers them. */
export function defaultObjects(version: string): readonly KubernetesObject[] {
  const policy = defaultPolicy(version);
  return [...(policy?.roles.map(roleObject) ?? []), ...(policy?.bindings.map(bindingObject) ?? [])];
}

function roleObject(role: Role): KubernetesObject {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: role.kind,
    metadata: metadataOf(role),
    ...(role.aggregates === undefined ? {} : { aggregationRule: { clusterRoleSelectors: role.aggregates } }),
    rules: role.rules.map(ruleObject),
  };
}

function bindingObject(binding: Binding): KubernetesObject {
  const { kind, name } = binding.roleRef;
  return {
    apiVersion: `${GROUP}/v1`,
    kind: binding.kind,
    metadata: metadataOf(binding),
    roleRef: { apiGroup: GROUP, kind, name },
    subjects: binding.subjects.map((subject) => ({
      kind: subject.kind,
      name: subject.name,
      ...(subject.kind === 'ServiceAccount' ? { namespace: subject.namespace } : { apiGroup: GROUP }),
    })),
  };
}

function metadataOf({ name, namespace, labels }: Role | Binding): KubernetesObject['metadata'] {
  return { name, ...(namespace === undefined ? {} : { namespace }), labels };
}
