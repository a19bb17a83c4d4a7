import { systemClock } from '../../../adapters/system/clock.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import type { AdmissionJudge } from '../../../ports/admission.ts';
import type { Cluster, ClusterIdentity } from '../../../ports/cluster.ts';
import type { ConfigFile } from '../../server/config/schema.ts';
import { startAgent } from '../agent/agent.ts';
import { inProcessCluster } from '../cluster/in-process.ts';
import { seed } from '../cluster/seed.ts';
import { Registration } from '../guarding/registration.ts';
import { attackGround } from './ground.ts';

/** A cluster as somebody attacks it, and as Mainward acts in it. Whether it is a real one is nothing to the attack. */
export interface AttackedCluster {
  readonly administrator: Cluster;
  as(identity: ClusterIdentity): Promise<Cluster>;
  withToken(token: string): Promise<Cluster>;
  /**
   * How its API server asks about writes. A cluster of this process asks `judge` once it is told. A real one asks a
   * webhook: `config` is then what the server is to listen by, and `asks` resolves when it is asked.
   */
  readonly admission:
    | { readonly kind: 'direct'; readonly ask: (judge: AdmissionJudge) => void }
    | {
        readonly kind: 'webhook';
        readonly config: (config: ConfigFile) => Promise<ConfigFile>;
        readonly asks: () => Promise<void>;
      };
  /** From then on its agent applies what it is handed. */
  startAgent(): { stop(): Promise<void> };
}

/** One of this process, with what stands in it before an attack. */
export async function clusterOfThisProcess(infrastructure: string): Promise<AttackedCluster> {
  const admission = new Registration();
  const cluster = inProcessCluster({ clock: systemClock, random: systemRandom, admission });
  const administrator = cluster.as({ user: 'kubernetes-admin', groups: ['system:masters'] });
  await seed(administrator, attackGround(infrastructure));
  return {
    administrator,
    as: async (identity) => cluster.as(identity),
    withToken: async (token) => cluster.withToken(token),
    admission: { kind: 'direct', ask: (judge) => admission.register(judge) },
    startAgent: () => startAgent(cluster),
  };
}
