import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeCredential, revokeIssued } from '../../src/flows/exchange/revoke.ts';
import { sweepCredentials } from '../../src/flows/exchange/sweep.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { CONFIG_MAPS, SECRETS } from '../../src/ports/cluster-kinds.ts';
import { ADMIN, Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.begin();
  admin = await stage.cluster.as(ADMIN);
});
afterAll(() => stage.end());

let admin: Cluster;
const secrets = async (): Promise<number> =>
  (await admin.list(SECRETS, { namespace: 'pipelines' })).items.length;

async function credential(scope?: string): Promise<{ readonly token: string; readonly index: number }> {
  const traded = await stage.give(await stage.token(stage.scene.tip()), scope);
  if (!traded.ok) throw new Error(traded.error);
  return { token: traded.value.credential.token, index: traded.value.recorded };
}

/** What it lets whoever holds it do. */
async function powers(token: string): Promise<Readonly<Record<string, boolean>>> {
  const cluster = await stage.cluster.withToken(token);
  const may = (ask: Promise<unknown>): Promise<boolean> =>
    ask.then(
      () => true,
      () => false,
    );
  return {
    lists: await may(cluster.list(CONFIG_MAPS, { namespace: 'pipelines' })),
    elsewhere: await may(cluster.list(CONFIG_MAPS, { namespace: 'default' })),
    secrets: await may(cluster.list(SECRETS, { namespace: 'pipelines' })),
  };
}

const NOTHING = { lists: false, elsewhere: false, secrets: false };

describe('a credential', () => {
  test('is what its stage’s account is, and no more', async () => {
    expect(await powers((await credential()).token)).toEqual({ ...NOTHING, lists: true });
    expect(await powers((await credential('validate/production')).token)).toEqual(NOTHING);
  });

  test('ends when it is given back, and others go on', async () => {
    const [one, other] = [await credential(), await credential()];
    await revokeCredential(one.token, stage.broker);
    await revokeCredential(one.token, stage.broker);
    expect(await powers(one.token)).toEqual(NOTHING);
    expect(await powers(other.token)).toEqual({ ...NOTHING, lists: true });
    expect(
      stage.scene.ledger.of('credential.revoked').filter(({ issued }) => issued === one.index),
    ).toHaveLength(1);
  });

  test('ends by its entry, and no other entry ends anything', async () => {
    const { token, index } = await credential();
    expect(await revokeIssued(index, stage.broker)).toBe(true);
    expect(await powers(token)).toEqual(NOTHING);
    const others = stage.scene.ledger.entries.filter(({ entry }) => entry.type !== 'credential.issued');
    for (const other of others) expect(await revokeIssued(other.index, stage.broker)).toBe(false);
  });

  test('does not end because somebody knows what its token was traded for', async () => {
    const subject = await stage.token(stage.scene.tip());
    const traded = await stage.give(subject);
    if (!traded.ok) throw new Error(traded.error);
    await revokeCredential(subject, stage.broker);
    expect(await powers(traded.value.credential.token)).toEqual({ ...NOTHING, lists: true });
  });

  test('is not there where its account is not', async () => {
    const before = await secrets();
    await admin.delete({
      type: {
        group: '',
        version: 'v1',
        resource: 'serviceaccounts',
        kind: 'ServiceAccount',
        namespaced: true,
      },
      namespace: 'pipelines',
      name: 'validate-production',
    });
    const token = await stage.token(stage.scene.tip());
    expect(await stage.trade(token, 'validate/production')).toBe('cluster-unavailable');
    expect(await secrets()).toBe(before);
  });
});

describe('sweeping', () => {
  test('takes the Secrets of what expired, and of nothing else', async () => {
    const own = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'own', namespace: 'pipelines' } };
    await admin.create(SECRETS, own);
    const labelled = {
      name: 'other',
      namespace: 'pipelines',
      labels: { 'mainward.dev/credential': 'deploy' },
    };
    await admin.create(SECRETS, { ...own, metadata: labelled, type: 'Opaque' });
    await credential();
    const before = await secrets();
    expect(await sweepCredentials(stage.broker)).toEqual({ deleted: 0, failed: new Map() });
    const later = { now: (): number => Date.now() + 900_000 };
    const { deleted, failed } = await sweepCredentials({ ...stage.broker, clock: later });
    expect(failed.size).toBe(0);
    expect(deleted).toBe(before - 2);
    expect(
      (await admin.list(SECRETS, { namespace: 'pipelines' })).items
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['other', 'own']);
  });
});
