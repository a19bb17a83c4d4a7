import type { ResourceType } from './cluster.ts';

const RBAC = { group: 'rbac.authorization.k8s.io', version: 'v1' } as const;

export const NAMESPACES: ResourceType = {
  group: '',
  version: 'v1',
  resource: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
};
export const SERVICE_ACCOUNTS: ResourceType = {
  group: '',
  version: 'v1',
  resource: 'serviceaccounts',
  kind: 'ServiceAccount',
  namespaced: true,
};
export const SECRETS: ResourceType = {
  group: '',
  version: 'v1',
  resource: 'secrets',
  kind: 'Secret',
  namespaced: true,
};
export const CONFIG_MAPS: ResourceType = {
  group: '',
  version: 'v1',
  resource: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
};
export const ROLES: ResourceType = { ...RBAC, resource: 'roles', kind: 'Role', namespaced: true };
export const ROLE_BINDINGS: ResourceType = {
  ...RBAC,
  resource: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
};
export const CLUSTER_ROLES: ResourceType = {
  ...RBAC,
  resource: 'clusterroles',
  kind: 'ClusterRole',
  namespaced: false,
};
export const CLUSTER_ROLE_BINDINGS: ResourceType = {
  ...RBAC,
  resource: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
};
/** Flux: what a third party offers as a source. */
export const EXTERNAL_ARTIFACTS: ResourceType = {
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  resource: 'externalartifacts',
  kind: 'ExternalArtifact',
  namespaced: true,
};
/** Flux: what is applied from a source. */
export const KUSTOMIZATIONS: ResourceType = {
  group: 'kustomize.toolkit.fluxcd.io',
  version: 'v1',
  resource: 'kustomizations',
  kind: 'Kustomization',
  namespaced: true,
};
export const CUSTOM_RESOURCE_DEFINITIONS: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};

export const VALIDATING_WEBHOOK_CONFIGURATIONS: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  resource: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
  namespaced: false,
};

/** `v1`, or `GROUP/VERSION`, as objects name it. */
export function apiVersionOf({ group, version }: ResourceType): string {
  return group === '' ? version : `${group}/${version}`;
}
