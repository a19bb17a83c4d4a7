import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { objectsOf } from '../cluster/seed.ts';
import { TENANT } from './tenant.ts';

/** Manifests of the accepted commit that were applied before the thread begins. */
const APPLIED = [
  'base/rbac/tenant-roles.yaml',
  'base/rbac/agent-roles.yaml',
  'base/rbac/platform-reconciler.yaml',
  'tenants/payments/namespace.yaml',
];

/** Manifests that come with the product: the accounts that the server acts as. */
const SHIPPED = ['deploy/flux/accounts.yaml', 'deploy/broker/accounts.yaml'];

/** What stands in the cluster before the thread begins; `infrastructure` is the folder of the demo's repository. */
export function groundOf(infrastructure: string): readonly KubernetesObject[] {
  return [
    ...['flux-system', 'pipelines'].map(namespace),
    account('flux-system', 'kustomize-controller'),
    account('pipelines', 'validate-production'),
    account('pipelines', 'deploy-production'),
    ...SHIPPED.flatMap(shipped),
    ...APPLIED.flatMap((path) => objectsOf(readFileSync(join(infrastructure, path), 'utf8'), path)),
    binding('validate-production', 'view', { namespace: 'payments' }),
    binding('deploy-production', 'tenant-reconciler', { namespace: 'payments' }),
    TENANT,
  ];
}

/** The objects of a manifest that comes with the product. */
export function shipped(path: string): readonly KubernetesObject[] {
  return objectsOf(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'), path);
}

function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function account(namespaceName: string, name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: namespaceName } };
}

function binding(name: string, role: string, where: { readonly namespace: string }): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, ...where },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'pipelines' }],
  };
}
