import { renameSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectsOf } from '../../src/entrypoints/demo/cluster/seed.ts';
import { KUSTOMIZATIONS, NAMESPACES, ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { eventually, make } from '../../src/ports/cluster-rig.conformance.ts';
import { FOLDER, GROUND } from '../guard/ground.ts';
import { Expiring } from './expiring.ts';
import { type ClientStage, setClientStage } from './guard-client-stage.ts';
import { type GuardedStage, setGuardedStage } from './guarded-stage.ts';

/** As whom Flux's controller writes. */
const AGENT = { user: 'kustomize-controller', groups: ['system:masters'] };

describe('access that a commit grants until a time, with the guard inside the server', () => {
  let stage: GuardedStage;
  beforeAll(async () => {
    stage = await setGuardedStage({ tier: 'revoke', admission: 'enforce' });
  });
  afterAll(() => stage?.stop());

  const listing = (...grants: readonly Expiring[]): Readonly<Record<string, string>> => ({
    [`${FOLDER}/kustomization.yaml`]: JSON.stringify({
      resources: [...Object.keys(GROUND), ...grants.map(({ file }) => file)].toSorted(),
    }),
  });
  const given = (...grants: readonly Expiring[]): Promise<string> =>
    stage.land({
      ...Object.fromEntries(grants.map(({ file, text }) => [`${FOLDER}/${file}`, text])),
      ...listing(...grants),
    });
  async function endedByGuard({ id }: Expiring): Promise<void> {
    await eventually(async () => {
      const ends = await stage.record.of('grant.ended', 0);
      expect(ends.map(({ entry }) => entry)).toContainEqual(
        expect.objectContaining({ grant: id, by: 'guard', why: 'expired' }),
      );
    });
  }

  test('ends at its time with forge and agent gone, is not brought back, and leaves another grant of the same', async () => {
    const [short, long] = [new Expiring('short', 40), new Expiring('long', 1_800)];
    await given(short, long);
    expect([await short.isIn(stage.admin), await long.isIn(stage.admin)]).toEqual([true, true]);
    await known(stage, short);
    await stage.agent.end();
    const away = `${stage.repository.bare}.away`;
    renameSync(stage.repository.bare, away);
    const seen = await stage
      .telling(() => short.gone(stage.admin))
      .finally(() => renameSync(away, stage.repository.bare));
    expect(seen, 'it was there until its end').toBeGreaterThan(short.ends - 2_000);
    expect(await long.isIn(stage.admin)).toBe(true);
    await endedByGuard(short);

    const [object] = objectsOf(short.text, short.file);
    const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings';
    const { status, body } = await stage.plane.api.as(AGENT)('POST', path, object);
    expect([status, JSON.stringify(body)]).toEqual([403, expect.stringContaining('expired')]);

    await stage.plane.startKustomizeController();
    await eventually(async () => {
      const found = await stage.admin.get({
        type: KUSTOMIZATIONS,
        namespace: 'flux-system',
        name: 'production',
      });
      expect(JSON.stringify(found?.['status'])).toContain('expired');
    });
    expect(await short.isIn(stage.admin)).toBe(false);
    // The commit that takes it out is all that the agent needs to go on.
    await stage.land({ [`${FOLDER}/${short.file}`]: null, ...listing(long) });
    expect(await long.isIn(stage.admin)).toBe(true);
  });

  test('ends when the server is back, where it was away at its time', async () => {
    const late = new Expiring('late', 30);
    await given(late);
    await known(stage, late);
    expect(await late.isIn(stage.admin)).toBe(true);
    await stage.server.kill();
    await late.over();
    await sleep(1_000);
    expect(await late.isIn(stage.admin), 'nobody is there to end it').toBe(true);
    await stage.telling(() => stage.server.start());
    await late.gone(stage.admin);
    await endedByGuard(late);
  });
});

describe('access that a commit grants until a time, with a guard beside the cluster', () => {
  let stage: ClientStage;
  let one: Expiring;
  let other: Expiring;
  beforeAll(async () => {
    [one, other] = [new Expiring('one', 120), new Expiring('other', 135)];
    stage = await setClientStage({
      files: { [`live/${one.file}`]: one.text, [`live/${other.file}`]: other.text },
      before: async (admin) => {
        await admin.create(NAMESPACES, make(NAMESPACES, { name: 'shop' }));
        for (const { text, file } of [one, other])
          for (const object of objectsOf(text, file)) await admin.create(ROLE_BINDINGS, object);
      },
    });
  });
  afterAll(() => stage?.stop());

  test('ends with the server gone, also after the guard was restarted, and is recorded when the server is back', async () => {
    await known(stage, one);
    await known(stage, other);
    await stage.server.kill();
    const seen = await one.gone(stage.admin);
    expect(seen, 'it was there until its end').toBeGreaterThan(one.ends - 2_000);
    expect(await other.isIn(stage.admin)).toBe(true);
    await stage.restartGuard();
    await other.gone(stage.admin);
    await stage.server.start();
    for (const { id } of [one, other])
      await eventually(async () => expect(ended(stage.recorded())).toContain(id));
  });
});

/** Resolves when the guard has kept when it ends. */
async function known(stage: { kept(): string }, { key }: Expiring): Promise<void> {
  await eventually(async () => expect(stage.kept()).toContain(key.name));
}

/** Ids of the grants that a guard ended, in what `log export` writes. */
function ended(exported: string): readonly (string | undefined)[] {
  return exported
    .split(/(?="type")/)
    .filter((part) => /^"type": ?"grant.ended"/.test(part))
    .map((part) => /"grant": ?"([^"]+)"/.exec(part)?.[1]);
}
