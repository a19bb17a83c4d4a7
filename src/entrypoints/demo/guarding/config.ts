import type { ConfigFile } from '../../server/config/schema.ts';
import type { Services } from '../../server/services.ts';
import { TENANT_ROOT } from '../thread/tenant.ts';
import { until } from '../thread/until.ts';

const CLUSTER = 'production';
const PATIENCE_MS = 30_000;

/** The demo's configuration with a guard of its cluster. */
export function withGuard(config: ConfigFile): ConfigFile {
  return {
    ...config,
    clusters: config.clusters.map((cluster) => ({
      ...cluster,
      contexts: { ...cluster.contexts, revoker: 'revoker', reconciler: 'reconciler' },
    })),
    guards: [
      {
        cluster: CLUSTER,
        repository: 'infrastructure',
        atMost: 'revoke',
        roots: [TENANT_ROOT],
        follows: [],
      },
    ],
  };
}

/** Resolves when the guard has seen the whole cluster and a verified commit. Rejects where it does not come to that. */
export async function guarded({ guards }: Pick<Services, 'guards'>): Promise<void> {
  const ready = await until(
    async () => (guards?.get(CLUSTER)?.status().ready === true ? true : undefined),
    PATIENCE_MS,
    10,
  );
  if (ready === undefined) throw new Error(`The guard of ${CLUSTER} does not begin.`);
}
