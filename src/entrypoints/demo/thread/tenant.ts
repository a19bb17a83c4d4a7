import type { GuardRoot } from '../../../flows/guard/desired/root.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { objectsOf } from '../cluster/seed.ts';

/**
 * Where the repository holds the Kustomization that applies what a team may do, from what Mainward hands over. Flux waits
 * `retryInterval` after an API server that was away while it applied; where none is given, all of `interval`.
 */
export const TENANT_FILE = 'clusters/production/delivery/tenant-payments.yaml';

export const TENANT_TEXT = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: tenant-payments
  namespace: flux-system
spec:
  interval: 10m
  retryInterval: 30s
  path: ./tenants/payments
  prune: true
  serviceAccountName: kustomize-controller
  sourceRef:
    kind: ExternalArtifact
    name: infrastructure
`;

/** With it the agent of the cluster begins. */
export const TENANT_ROOT: GuardRoot = {
  repository: 'infrastructure',
  namespace: 'flux-system',
  name: 'tenant-payments',
  file: TENANT_FILE,
};

/** The same, as an administrator made it once. */
export const TENANT: KubernetesObject = written();

function written(): KubernetesObject {
  const [object] = objectsOf(TENANT_TEXT, TENANT_FILE);
  if (object === undefined) throw new TypeError('The tenant is no object.');
  return object;
}
