import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { objectsOf } from '../cluster/seed.ts';

/** Manifests of the accepted commit that were applied before the thread begins. */
const APPLIED = [
  'base/rbac/tenant-roles.yaml',
  'base/rbac/agent-roles.yaml',
  'base/rbac/platform-reconciler.yaml',
  'tenants/payments/namespace.yaml',
];

/** Manifests that come with the product: the accounts that the server acts as. */
const SHIPPED = ['deploy/flux/accounts.yaml', 'deploy/broker/accounts.yaml'];

/** The Kustomization that applies what a team may do, from what Mainward hands over. */
export const TENANT: KubernetesObject = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'tenant-payments', namespace: 'flux-system' },
  spec: {
    interval: '10m',
    path: './tenants/payments',
    prune: true,
    serviceAccountName: 'kustomize-controller',
    sourceRef: { kind: 'ExternalArtifact', name: 'infrastructure' },
  },
};

/** What stands in the cluster before the thread begins; `infrastructure` is the folder of the demo's repository. */
export function groundOf(infrastructure: string): readonly KubernetesObject[] {
  return [
    ...['flux-system', 'pipelines'].map(namespace),
    account('flux-system', 'kustomize-controller'),
    account('pipelines', 'validate-production'),
    account('pipelines', 'deploy-production'),
    ...SHIPPED.flatMap((path) =>
      objectsOf(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'), path),
    ),
    ...APPLIED.flatMap((path) => objectsOf(readFileSync(join(infrastructure, path), 'utf8'), path)),
    binding('validate-production', 'view', { namespace: 'payments' }),
    binding('deploy-production', 'tenant-reconciler', { namespace: 'payments' }),
    TENANT,
  ];
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
