import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revokeCredential } from '../../src/flows/exchange/revoke.ts';
import { sweepCredentials } from '../../src/flows/exchange/sweep.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { CONFIG_MAPS, SECRETS } from '../../src/ports/cluster-kinds.ts';
import { ADMIN, Stage } from '../broker/stage.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

let plane: ControlPlane;
let stage: Stage;

beforeAll(async () => {
  plane = await startControlPlane();
  stage = await Stage.begin({
    cluster: { as: (identity) => plane.as(identity), withToken: (token) => plane.withToken(token) },
  });
});
afterAll(async () => {
  await stage?.end();
  await plane?.stop();
});

async function credential(scope?: string): Promise<string> {
  const traded = await stage.give(await stage.token(stage.scene.tip()), scope);
  if (!traded.ok) throw new Error(`${traded.error}: ${String(stage.refusals.at(-1)?.cause)}`);
  return traded.value.credential.token;
}

/** The status with which the API server meets somebody who lists. */
function met(cluster: Cluster, type = CONFIG_MAPS, namespace = 'pipelines'): Promise<number> {
  return cluster.list(type, { namespace }).then(
    () => 200,
    (error: { readonly fields: { readonly status: number } }) => error.fields.status,
  );
}

test('a job trades its token for one of the API server, with no more rights of the broker than its document says', async () => {
  const deploy = await stage.cluster.withToken(await credential());
  expect([await met(deploy), await met(deploy, SECRETS), await met(deploy, CONFIG_MAPS, 'default')]).toEqual([
    200, 403, 403,
  ]);
  const read = await stage.cluster.withToken(await credential('validate/production'));
  expect(await met(read)).toBe(403);
  expect(stage.scene.ledger.of('credential.issued')).toHaveLength(2);
});

test('fifty who bring one token at the same moment get one credential', async () => {
  const token = await stage.token(stage.scene.tip());
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => stage.trade(token)));
  expect(outcomes.filter((one) => one === 'ok')).toHaveLength(1);
  expect(outcomes.filter((one) => one === 'token-spent')).toHaveLength(49);
});

test('a credential that is given back is refused as soon as the API server forgets that it was good', async () => {
  const [token, other] = [await credential(), await credential()];
  const holder = await stage.cluster.withToken(token);
  expect(await met(holder)).toBe(200);
  await revokeCredential(token, stage.broker);
  const revoked = performance.now();
  while ((await met(holder)) !== 401) {
    await sleep(100);
  }
  process.stdout.write(
    `a credential in use is refused ${Math.round(performance.now() - revoked)} ms after it was given back\n`,
  );
  expect(await met(await stage.cluster.withToken(other))).toBe(200);
  expect(stage.scene.ledger.of('credential.revoked')).toHaveLength(1);
});

test('an account that is gone is issued nothing, and no Secret stays', async () => {
  const admin = await stage.cluster.as(ADMIN);
  const count = async (): Promise<number> =>
    (await admin.list(SECRETS, { namespace: 'pipelines' })).items.length;
  const before = await count();
  const type = {
    group: '',
    version: 'v1',
    resource: 'serviceaccounts',
    kind: 'ServiceAccount',
    namespaced: true,
  };
  await admin.delete({ type, namespace: 'pipelines', name: 'validate-production' });
  const token = await stage.token(stage.scene.tip());
  expect(await stage.trade(token, 'validate/production')).toBe('cluster-unavailable');
  expect(await count()).toBe(before);
});

test('what expired is swept away', async () => {
  await credential();
  const later = { now: (): number => Date.now() + 900_000 };
  const { deleted, failed } = await sweepCredentials({ ...stage.broker, clock: later });
  expect(failed.size).toBe(0);
  expect(deleted).toBeGreaterThan(0);
  const admin = await stage.cluster.as(ADMIN);
  expect((await admin.list(SECRETS, { namespace: 'pipelines' })).items).toEqual([]);
});

test('an API server that goes away is a refusal that may be tried again, with another token', async () => {
  const token = await stage.token(stage.scene.tip());
  await plane.api.stop();
  expect(await stage.trade(token)).toBe('cluster-unavailable');
  expect(stage.scene.ledger.of('credential.refused').at(-1)).toMatchObject({ code: 'cluster-unavailable' });
});
