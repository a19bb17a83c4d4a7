import { clusterConformance } from '../../src/ports/cluster.conformance.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { startControlPlane } from './control-plane.ts';

clusterConformance('the real API server, asked with our own client', async () => {
  const plane = await startControlPlane();
  return {
    as: (identity) => lazily(plane.as(identity)),
    withToken: (token) => lazily(plane.withToken(token)),
    stop: () => plane.stop(),
  };
});

/** A client whose kubeconfig is still being read. */
function lazily(client: Promise<Cluster>): Cluster {
  return {
    list: async (...asked) => (await client).list(...asked),
    get: async (...asked) => (await client).get(...asked),
    async *watch(...asked) {
      yield* (await client).watch(...asked);
    },
    create: async (...asked) => (await client).create(...asked),
    patch: async (...asked) => (await client).patch(...asked),
    delete: async (...asked) => (await client).delete(...asked),
    issue: async (...asked) => (await client).issue(...asked),
    allows: async (...asked) => (await client).allows(...asked),
    whoAmI: async () => (await client).whoAmI(),
  };
}
