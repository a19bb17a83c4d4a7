import { seed } from '../../src/entrypoints/demo/cluster/seed.ts';
import type { AttackedCluster } from '../../src/entrypoints/demo/scenario/attacked-cluster.ts';
import { attackGround } from '../../src/entrypoints/demo/scenario/ground.ts';
import { MainwardError } from '../../src/model/errors.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { ROLE_BINDINGS, VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../src/ports/cluster-kinds.ts';
import { eventually } from '../../src/ports/cluster-rig.conformance.ts';
import { ADMIN, type ControlPlane } from './control-plane.ts';
import { createAll, shipped } from './guard-accounts.ts';
import { freePort } from './parts.ts';

const CONFIGURATION = { type: VALIDATING_WEBHOOK_CONFIGURATIONS, name: 'mainward' };
/** Nobody has it in Git. */
const PROBE = { type: ROLE_BINDINGS, namespace: 'payments', name: 'probe' };

/** A real control plane as somebody attacks it; what an attack before this one left behind is gone. */
export async function attackedPlane(plane: ControlPlane, infrastructure: string): Promise<AttackedCluster> {
  const administrator = await plane.as(ADMIN);
  await administrator.delete(CONFIGURATION);
  await createAll(plane.api, shipped('guard/policy.yaml'));
  await seed(administrator, attackGround(infrastructure));
  await createAll(plane.api, shipped('guard/registrar.yaml'));
  const left = await administrator.list(ROLE_BINDINGS, { namespace: 'payments' });
  for (const { metadata } of left.items)
    if (/^(support-tools|shipping-handover|validate-cache)/.test(metadata.name))
      await administrator.delete({ type: ROLE_BINDINGS, namespace: 'payments', name: metadata.name });
  return {
    administrator,
    as: (identity) => plane.as(identity),
    withToken: (token) => plane.withToken(token),
    admission: {
      kind: 'webhook',
      async config(config) {
        const port = await freePort();
        const guards = config.guards.map((guard) => ({
          ...guard,
          admission: { url: `https://127.0.0.1:${port}` },
        }));
        const clusters = config.clusters.map((one) => ({
          ...one,
          contexts: { ...one.contexts, registrar: 'registrar' },
        }));
        return { ...config, admission: { listen: `127.0.0.1:${port}` }, guards, clusters };
      },
      asks: () => asked(administrator),
    },
    // Flux's own controller runs all the time.
    startAgent: () => ({ stop: async () => {} }),
  };
}

/** A webhook takes effect some time after it was registered, and enforces when its policy was read. */
async function asked(administrator: Cluster): Promise<void> {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' };
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'probe' }];
  await eventually(async () => {
    const { namespace, name } = PROBE;
    const isRefused = await administrator
      .create(ROLE_BINDINGS, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name, namespace },
        roleRef,
        subjects,
      })
      .then(
        () => false,
        (error: unknown) => error instanceof MainwardError && error.message.includes('denied the request'),
      );
    if (isRefused) return;
    await administrator.delete(PROBE);
    throw new Error('The API server does not ask yet.');
  });
}
