import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/model/drift.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import { ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { POLICY } from './fake-desired.ts';
import { binding, user } from './ground.ts';
import { GIT, setScene } from './scene.ts';
import type { World } from './world.ts';

const OPERATOR = 'system:serviceaccount:operators:operator';
const KNOWN = [
  {
    kind: 'RoleBinding',
    namespace: 'shop',
    name: 'operator-*',
    by: OPERATOR,
    reason: 'made by the operator',
  },
];

let world: World;
beforeEach(async () => {
  world = await setScene();
  world.desired.commit(GIT, { ...POLICY, known: KNOWN });
});
afterEach(() => world.stopAll());

async function make(name = 'operator-cache'): Promise<KubernetesObject> {
  return world.root.create(ROLE_BINDINGS, binding('shop', name, 'view', user('uma')));
}

function see({ metadata }: KubernetesObject, by: string): void {
  const actor: Actor = { source: 'audit', user: by, at: new Date(world.time.now()).toISOString() };
  world.witness.note({
    cluster: 'production',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      namespace: 'shop',
      name: metadata.name,
    },
    operation: 'CREATE',
    at: world.time.now(),
    ...(metadata.uid === undefined ? {} : { uid: metadata.uid }),
    ...(metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }),
    actor,
  });
}

/** So long that nobody remembers who wrote what. */
async function forget(): Promise<void> {
  await world.time.advance(11 * 60_000);
  world.desired.confirmedAt = world.time.now();
}

describe('what policy knows by whom it is written', () => {
  test.each(['policy moves', 'the guard starts anew'])('stays when %s long after', async (what) => {
    await world.start();
    see(await make(), OPERATOR);
    await world.time.advance(1_000);
    await forget();
    if (what === 'policy moves') world.desired.commit(GIT, { ...POLICY, known: KNOWN, graceSeconds: 7 });
    else await world.start();
    await world.time.advance(20_000);
    expect(world.written).toEqual([]);
  });

  test('is waited for where the audit log is late, and quiet then', async () => {
    await world.start();
    const made = await make();
    await world.time.advance(3_000);
    expect(world.story()).toEqual(['seen operator-cache added unknown record unknown']);
    see(made, OPERATOR);
    await world.time.advance(3_000);
    expect(world.story().at(-1)).toBe('ended operator-cache quiet');
    expect(world.written).toEqual([]);
  });

  test('is taken back as soon as somebody else is seen to have written it', async () => {
    await world.start();
    const made = await make();
    await world.time.advance(3_000);
    see(made, 'mallory');
    await world.time.advance(3_000);
    expect(world.written.map(({ key }) => key.name)).toEqual(['operator-cache']);
  });

  test('is nobody’s by waiting: who was seen counts for as long as it is held back', async () => {
    await world.start();
    world.pause = { until: world.time.now() + 30 * 60_000, why: 'maintenance' };
    const made = await make();
    see(made, 'mallory');
    await world.time.advance(1_000);
    await forget();
    await world.start();
    await world.time.advance(1_000);
    world.pause = undefined;
    await world.time.advance(3_000);
    expect(world.written.map(({ key }) => key.name)).toEqual(['operator-cache']);
  });
});
