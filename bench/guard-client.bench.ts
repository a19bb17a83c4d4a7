import { setTimeout as sleep } from 'node:timers/promises';
import { CLUSTER_ROLE_BINDINGS, NAMESPACES } from '../src/ports/cluster-kinds.ts';
import { eventually } from '../src/ports/cluster-rig.conformance.ts';
import { binding, setClientStage } from '../test/e2e/guard-client-stage.ts';
import { namespaceNames, populate, TENANT_OBJECTS, tenantFiles } from './guard/tenants.ts';
import { WatchedBindings } from './guard/watched.ts';
import { type Measurement, quantile } from './measure.ts';

const ROUNDS = 200;
/** In the second after it began. */
const FIRST = 10;
const GONE_BOUND_MS = 150;
const MEMORY_BOUND_MB = 150;

/** A guard that runs beside its cluster, as the client of a server, on a real API server with ten thousand objects that grant. */
export async function measure(): Promise<readonly Measurement[]> {
  const stage = await setClientStage({
    files: tenantFiles('live'),
    limits: { perMinute: 600, perHour: 6_000 },
    before: async (admin) => {
      for (const name of namespaceNames())
        await admin.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      await populate(admin);
    },
  });
  try {
    const { admin } = stage;
    await eventually(async () => {
      if (!stage.recorded().includes('guard.began')) throw new Error('The guard has not begun.');
    });
    const watched = await WatchedBindings.begin(admin);
    const gone: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `by-hand-${round}`;
      const deleted = watched.deleted(name);
      await admin.create(CLUSTER_ROLE_BINDINGS, binding(name, 'cluster-admin'));
      const made = performance.now();
      gone.push((await deleted) - made);
      await sleep(120);
    }
    const memory = stage.memory();
    watched.end();
    return [
      row('beside its cluster, a new object: access gone, median', quantile(gone, 0.5)),
      row('beside its cluster, a new object: access gone, 99th of 100', quantile(gone, 0.99)),
      {
        name: 'the slowest of the first ten after it began',
        ours: Math.max(...gone.slice(0, FIRST)),
        reference: GONE_BOUND_MS,
        unit: 'ms',
        against: 'the bound',
      },
      megabytes(`resident memory of a guard of ${TENANT_OBJECTS} objects`, memory.resident),
      megabytes('of it its own, without the pages of Node’s program', memory.own),
    ];
  } finally {
    await stage.stop();
  }
}

function row(name: string, ours: number): Measurement {
  return { name, ours, reference: GONE_BOUND_MS, unit: 'ms', against: 'the bound', limit: 1 };
}

function megabytes(name: string, ours: number): Measurement {
  return { name, ours, reference: MEMORY_BOUND_MB, unit: 'MB', against: 'the bound', limit: 1 };
}
