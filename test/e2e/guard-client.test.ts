import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLUSTER_ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { eventually } from '../../src/ports/cluster-rig.conformance.ts';
import { binding, type ClientStage, setClientStage } from './guard-client-stage.ts';

let stage: ClientStage;
beforeAll(async () => {
  stage = await setClientStage();
});
afterAll(() => stage?.stop());

async function isThere(name: string): Promise<boolean> {
  return (await stage.admin.get({ type: CLUSTER_ROLE_BINDINGS, name })) !== undefined;
}

test('a guard beside a real cluster takes back, records it at its server, and does nothing while that is gone', async () => {
  await eventually(async () => expect(stage.recorded()).toContain('guard.began'));
  await stage.admin.create(CLUSTER_ROLE_BINDINGS, binding('rogue', 'cluster-admin'));
  await eventually(async () => expect(await isThere('rogue')).toBe(false));
  await eventually(async () => expect(stage.recorded()).toMatch(/"drift.ended"[\s\S]*"how": ?"deleted"/));
  expect(await isThere('granted')).toBe(true);

  await stage.server.kill();
  await stage.admin.create(CLUSTER_ROLE_BINDINGS, binding('meanwhile', 'cluster-admin'));
  await sleep(3_000);
  expect(await isThere('meanwhile')).toBe(true);
  await stage.server.start();
  await eventually(async () => expect(await isThere('meanwhile')).toBe(false));
});
