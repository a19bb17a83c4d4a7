import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesCluster } from '../src/adapters/cluster-kubernetes/client.ts';
import { CLUSTER_ROLE_BINDINGS, KUSTOMIZATIONS } from '../src/ports/cluster-kinds.ts';
import { type GuardedStage, setGuardedStage } from '../test/e2e/guarded-stage.ts';
import { clusterBinding, group, PEOPLE, user } from '../test/guard/ground.ts';
import { policyFiles } from '../test/guard/policy.ts';
import { AuditLog } from './guard/audit-log.ts';
import { startFloor } from './guard/floor-webhook.ts';
import { QuestionTimes } from './guard/question-times.ts';
import {
  groundWithTenants,
  INTERVAL_SECONDS,
  populate,
  TENANT_OBJECTS,
  tenantFiles,
} from './guard/tenants.ts';
import { WatchedBindings } from './guard/watched.ts';
import { type Measurement, quantile } from './measure.ts';

const ROUNDS = 200;
const CHANGES = 8;
const SELF_HEALS = 3;
const REQUEST_BOUND_MS = 50;
const GONE_BOUND_MS = 150;
const MEMORY_BOUND_MB = 150;
const HALF_WAIT_BOUND_MS = 2;
const WAIT_BOUND_MS = 10;
const POLICY = { tier: 'revoke', admission: 'observe', graceSeconds: 30 } as const;
const SUPPORT = [group('support'), user('sam')];

/**
 * On a real API server with Flux's own controller and ten thousand objects that grant. Times are those of the API server's
 * audit log and of a watch of somebody who has nothing to do with the guard, which runs in a process of its own.
 */
export async function measure(): Promise<readonly Measurement[]> {
  let webhook: QuestionTimes | undefined;
  const stage = await setGuardedStage(POLICY, {
    ground: groundWithTenants(INTERVAL_SECONDS),
    files: tenantFiles(),
    webhookBy: async (port) => {
      webhook = await QuestionTimes.between(port);
      return webhook.port;
    },
    before: populate,
  });
  try {
    const watched = await WatchedBindings.begin(stage.admin);
    const floor = await startFloor(stage.admin);
    const ann = await stage.plane.as(PEOPLE.ann);
    webhook?.take();
    const gone = await newObjects(ann, watched);
    const waits = webhook?.take() ?? [];
    const least = floor.times.take();
    floor.end();
    const requests = await new AuditLog(stage.auditLog).fromGrantToDeletion();
    const memory = stage.server.memory();
    const guarded = await changedObjects(ann, watched, CHANGES);
    await stage.land(policyFiles({ ...POLICY, tier: 'observe' }));
    const asked = await changedObjects(ann, watched, CHANGES, () => ask(stage));
    const alone = await changedObjects(ann, watched, SELF_HEALS);
    watched.end();
    return [
      row(
        'a new object among 10,000: event to revert request, median',
        quantile(requests, 0.5),
        REQUEST_BOUND_MS,
      ),
      row(
        'a new object among 10,000: event to revert request, 99th of 100',
        quantile(requests, 0.99),
        REQUEST_BOUND_MS,
      ),
      row('a new object: access gone, median', quantile(gone, 0.5), GONE_BOUND_MS),
      row('a new object: access gone, 99th of 100', quantile(gone, 0.99), GONE_BOUND_MS),
      row('admission, from a question to its answer, median', quantile(waits, 0.5), HALF_WAIT_BOUND_MS),
      row('admission, from a question to its answer, 99th of 100', quantile(waits, 0.99), WAIT_BOUND_MS),
      ...[0.5, 0.99].map(
        (share): Measurement => ({
          name: `the same beside the floor, ${share === 0.5 ? 'median' : '99th of 100'}`,
          ours: quantile(waits, share),
          reference: quantile(least, share),
          unit: 'ms',
          against: 'a webhook that allows the same at once',
        }),
      ),
      against('a changed object given back, median', guarded, asked, 'Flux, asked at once by hand'),
      against(
        'a changed object given back, median',
        guarded,
        alone,
        `Flux by itself, every ${INTERVAL_SECONDS} s`,
      ),
      {
        name: `resident memory of a whole server, which guards ${TENANT_OBJECTS} objects`,
        ours: memory,
        reference: MEMORY_BOUND_MB,
        unit: 'MB',
        against: 'the bound of a guard alone',
      },
    ];
  } finally {
    await stage.stop();
    webhook?.end();
  }
}

function row(name: string, ours: number, bound: number): Measurement {
  return { name, ours, reference: bound, unit: 'ms', against: 'the bound', limit: 1 };
}

function against(name: string, ours: readonly number[], other: readonly number[], who: string): Measurement {
  return { name, ours: quantile(ours, 0.5), reference: quantile(other, 0.5), unit: 'ms', against: who };
}

/** Milliseconds from the answer that a binding is made until somebody else sees that it is gone. */
async function newObjects(ann: KubernetesCluster, watched: WatchedBindings): Promise<readonly number[]> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = `by-hand-${round}`;
    const deleted = watched.deleted(name);
    await ann.create(CLUSTER_ROLE_BINDINGS, clusterBinding(name, 'cluster-admin', user(`mallory-${round}`)));
    const made = performance.now();
    took.push((await deleted) - made);
    // Not more than policy lets a guard write in a minute.
    await sleep(120);
  }
  return took;
}

/** Milliseconds from the answer that a subject is added until somebody else sees that it is out again. */
async function changedObjects(
  ann: KubernetesCluster,
  watched: WatchedBindings,
  rounds: number,
  also: () => Promise<void> = async () => undefined,
): Promise<readonly number[]> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const body = { subjects: [...SUPPORT, user('mallory')] };
    await ann.patch({ type: CLUSTER_ROLE_BINDINGS, name: 'support' }, { kind: 'merge', body });
    const made = performance.now();
    const back = watched.withSubjects('support', SUPPORT.length);
    await also();
    took.push((await back) - made);
    await sleep(1_000);
  }
  return took;
}

async function ask({ admin }: GuardedStage): Promise<void> {
  const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } } };
  const key = { type: KUSTOMIZATIONS, namespace: 'flux-system', name: 'production' };
  await admin.patch(key, { kind: 'merge', body });
}
