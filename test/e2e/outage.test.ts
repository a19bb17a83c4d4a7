import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { CONFIG_MAPS, NAMESPACES } from '../../src/ports/cluster-kinds.ts';
import { eventually, fails, make } from '../../src/ports/cluster-rig.conformance.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';

const NAMESPACE = 'outage';
/** Waits as long as an API server takes to start. */
const PATIENT = { attempts: 40, longestBackoffMilliseconds: 1_000 };

let plane: ControlPlane;
let admin: KubernetesCluster;
let patient: KubernetesCluster;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.as(ADMIN, { requestMilliseconds: 2_000, silenceMilliseconds: 2_000 });
  patient = await plane.as(ADMIN, PATIENT);
  await admin.create(NAMESPACES, make(NAMESPACES, { name: NAMESPACE }));
});
afterAll(async () => plane?.stop());

async function add(cluster: KubernetesCluster, name: string): Promise<void> {
  await cluster.create(CONFIG_MAPS, make(CONFIG_MAPS, { name, namespace: NAMESPACE }));
}

async function names(prefix: string): Promise<readonly string[]> {
  const { items } = await patient.list(CONFIG_MAPS, { namespace: NAMESPACE });
  return items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(prefix));
}

function signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  plane.api.process().process.kill(name);
}

describe('an API server that goes away', () => {
  test('in the middle of a list: the list is whole, or there is none', async () => {
    const all = Array.from({ length: 60 }, (_, index) => `list-${String(index).padStart(2, '0')}`);
    await Promise.all(all.map((name) => add(admin, name)));
    const options = { namespace: NAMESPACE, pageSize: 1 };
    const lists = [admin.list(CONFIG_MAPS, options), patient.list(CONFIG_MAPS, options)];
    const [hasty, waiting] = lists.map((list) =>
      list.then(
        ({ items }) => items.map(({ metadata }) => metadata.name),
        (error: unknown) => error,
      ),
    );
    await sleep(60);
    signal('SIGKILL');
    const got = await hasty;
    if (!Array.isArray(got)) expect(got).toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
    else expect(got).toEqual(expect.arrayContaining(all));
    await plane.api.restart();
    expect(await waiting).toEqual(expect.arrayContaining(all));
  });

  test('in the middle of creating: what was acknowledged is there, and the rest says that it is unsure', async () => {
    const wanted = Array.from({ length: 200 }, (_, index) => `create-${index}`);
    const done: string[] = [];
    const failed: unknown[] = [];
    const work = wanted.map((name) =>
      add(admin, name).then(
        () => done.push(name),
        (error: unknown) => failed.push(error),
      ),
    );
    while (done.length < 20) await sleep(1);
    signal('SIGKILL');
    await Promise.all(work);
    await plane.api.restart();
    expect(failed.length).toBeGreaterThan(0);
    for (const error of failed) expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
    expect(await names('create-')).toEqual(expect.arrayContaining(done));
  });

  test('and hangs while it creates: the second attempt settles what became of the first', async () => {
    signal('SIGSTOP');
    await fails(add(admin, 'hang'), 'CLUSTER_UNREACHABLE');
    signal('SIGCONT');
    const again = await add(patient, 'hang').then(
      () => 'made',
      (error: unknown) => error,
    );
    if (again !== 'made') expect(again).toMatchObject({ code: 'CLUSTER_CONFLICT' });
    await eventually(async () => expect(await names('hang')).toEqual(['hang']));
  });

  test('and is killed, or falls silent, during a watch: it goes on, and has missed nothing', async () => {
    const end = new AbortController();
    const known = new Set<string>();
    const codes = new Set<string>();
    const following = (async () => {
      for await (const event of admin.watch(CONFIG_MAPS, { namespace: NAMESPACE }, end.signal)) {
        if (event.kind === 'interrupted') codes.add(event.error.code);
        else if (event.kind === 'listed')
          for (const { metadata } of event.list.items) known.add(metadata.name);
        else if (event.kind !== 'deleted') known.add(event.object.metadata.name);
      }
    })();
    await eventually(async () => expect(known).toContain('hang'));
    signal('SIGKILL');
    await eventually(async () => expect(codes).toEqual(new Set(['CLUSTER_UNREACHABLE'])));
    await plane.api.restart();
    await add(patient, 'after-the-kill');
    await eventually(async () => expect(known).toContain('after-the-kill'));

    codes.clear();
    signal('SIGSTOP');
    await eventually(async () => expect(codes).toEqual(new Set(['CLUSTER_UNREACHABLE'])));
    signal('SIGCONT');
    await add(patient, 'after-the-silence');
    await eventually(async () => expect(known).toContain('after-the-silence'));
    end.abort();
    await following;
    expect([...known].sort()).toEqual(await names(''));
  });
});
