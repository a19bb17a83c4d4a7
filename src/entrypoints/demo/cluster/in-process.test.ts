import { clusterConformance } from '../../../ports/cluster.conformance.ts';
import { type Exception, IN_PROCESS_EXCEPTIONS } from '../../../ports/cluster-rig.conformance.ts';
import { inProcessCluster } from './in-process.ts';

clusterConformance(
  'the in-process cluster',
  async () => {
    let bytes = 0;
    const cluster = inProcessCluster({
      clock: { now: () => Date.UTC(2026, 10, 27) },
      random: { bytes: (count) => Uint8Array.from({ length: count }, () => (bytes += 7) % 251) },
    });
    return {
      as: (identity) => cluster.as(identity),
      withToken: (token) => cluster.withToken(token),
      stop: async () => {},
    };
  },
  Object.keys(IN_PROCESS_EXCEPTIONS) as Exception[],
);
