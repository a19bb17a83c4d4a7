import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ExpiryKeeper } from '../../src/flows/guard/expiry/keeper.ts';
import { EXPIRES_ANNOTATION, GRANT_ANNOTATION } from '../../src/model/access-grant.ts';
import type { GuardTier } from '../../src/model/drift.ts';
import { MainwardError } from '../../src/model/errors.ts';
import type { KubernetesObject, ObjectKey } from '../../src/ports/cluster.ts';
import { ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import type { LedgerWriter } from '../../src/ports/ledger.ts';
import { POLICY } from './fake-desired.ts';
import { binding, user } from './ground.ts';
import { KeptText } from './kept-text.ts';
import { GIT, setScene } from './scene.ts';
import type { World } from './world.ts';

const START = Date.parse('2026-11-27T12:00:00Z');
const HOUR = 3_600_000;
const KEY: ObjectKey = { type: ROLE_BINDINGS, namespace: 'shop', name: 'mainward-1' };

function grant(id: string, expires: string): KubernetesObject {
  const made = binding('shop', `mainward-${id}`, 'edit', user('oidc:cy'));
  const annotations = { [GRANT_ANNOTATION]: id, [EXPIRES_ANNOTATION]: expires };
  return { ...made, metadata: { ...made.metadata, annotations } };
}

let world: World;
let file: KeptText;
let failures: readonly string[];
/** What the keeper records by. */
let ledger: LedgerWriter;
let running: { readonly stop: () => Promise<void>; readonly keeper: ExpiryKeeper } | undefined;

beforeEach(async () => {
  world = await setScene();
  file = new KeptText();
  failures = [];
  ledger = world.ledger;
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await world.stopAll();
});

async function land(...grants: readonly KubernetesObject[]): Promise<void> {
  world.desired.commit([...GIT, ...grants]);
  if (!world.agent.isDead) await world.agent.apply();
  world.desired.rolledOut();
}

async function keep(): Promise<ExpiryKeeper> {
  const stopping = new AbortController();
  const keeper = new ExpiryKeeper({
    cluster: 'production',
    desired: world.desired,
    live: world.root,
    revoke: {
      delete: (key, preconditions) => {
        // As deploy/guard/policy.yaml has it.
        if (preconditions?.uid === undefined || preconditions.resourceVersion === undefined)
          throw new MainwardError('CLUSTER_REFUSED', 'It deletes exactly what was judged.');
        if (world.failing !== undefined) throw new MainwardError('CLUSTER_UNREACHABLE', 'No answer.');
        return world.root.delete(key, preconditions);
      },
    },
    ledger: { append: (entry, payload) => ledger.append(entry, payload) },
    file,
    clock: world.time,
    random: { bytes: (count) => new Uint8Array(count) },
    pause: world.time,
    alarm: {
      sound: (alert) => {
        if (alert.kind === 'failed') failures = [...failures, alert.step];
      },
    },
  });
  const done = keeper.follow(stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await world.time.advance(0);
    await done;
  };
  running = { stop, keeper };
  await world.time.advance(0);
  return keeper;
}

const isLive = async (name = 'mainward-1'): Promise<boolean> =>
  (await world.root.get({ ...KEY, name })) !== undefined;
const ends = (): readonly unknown[] => world.entries('grant.ended');

describe('access that a commit grants until a time', () => {
  test('is there until then, ends then, and the record says when and by what', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    await keep();
    await world.time.advance(HOUR - 1);
    expect(await isLive()).toBe(true);
    await world.time.advance(1);
    expect(await isLive()).toBe(false);
    expect(ends()).toMatchObject([
      { grant: '1', cluster: 'production', by: 'guard', why: 'expired', object: { name: 'mainward-1' } },
    ]);
    const [payload] = await Promise.all(
      world.entries('grant.ended').map(({ payload: digest = '' }) => world.ledger.payload(digest)),
    );
    expect(new TextDecoder().decode(payload)).toContain('deleted it at 2026-11-27T13:00:00.000Z');
  });

  test.each<GuardTier>(['observe', 'alert', 'revoke'])(
    'ends beside a guard of tier %s, which takes its end for no drift',
    async (tier) => {
      world.desired.policy = { ...POLICY, tier };
      await land(grant('1', '2026-11-27T13:00:00Z'));
      await world.start();
      await keep();
      await world.time.advance(HOUR + 60_000);
      expect(await isLive()).toBe(false);
      expect(world.story()).toEqual([]);
    },
  );

  test('ends although the guard is paused', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    world.pause = { until: START + 2 * HOUR, why: 'an incident' };
    await world.start();
    await keep();
    await world.time.advance(HOUR);
    expect(await isLive()).toBe(false);
  });

  test('ends again where an agent brings it back, and is one end', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    await keep();
    await world.time.advance(HOUR);
    await world.agent.apply();
    expect(await isLive()).toBe(true);
    await world.time.advance(10_000);
    expect(await isLive()).toBe(false);
    expect(ends()).toHaveLength(1);
  });

  test('ends at once where the guard sees that it is back', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    const keeper = await keep();
    await world.time.advance(HOUR);
    await world.agent.apply();
    keeper.look('["rbac.authorization.k8s.io/v1","RoleBinding","shop","mainward-1"]');
    await world.time.advance(0);
    expect(await isLive()).toBe(false);
  });

  test('does not end with another one that overlaps it', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'), grant('2', '2026-11-27T14:00:00Z'));
    await keep();
    await world.time.advance(HOUR);
    expect([await isLive(), await isLive('mainward-2')]).toEqual([false, true]);
    await world.time.advance(HOUR);
    expect(await isLive('mainward-2')).toBe(false);
  });

  test('ends where its end cannot be read: nobody agreed to one without an end', async () => {
    await land(grant('1', 'tomorrow'));
    await keep();
    expect(await isLive()).toBe(false);
  });

  test('ends where Git cannot be read and nobody records, and is recorded later', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    await keep();
    world.desired.is = 'unreadable';
    ledger = { append: () => Promise.reject(new MainwardError('LEDGER_UNAVAILABLE', 'It is full.')) };
    await world.time.advance(HOUR);
    expect(await isLive()).toBe(false);
    expect(ends()).toEqual([]);
    await running?.stop();
    ledger = world.ledger;
    await keep();
    expect(ends()).toHaveLength(1);
  });

  test('ends after a restart that finds nobody, by what was kept', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    await keep();
    await running?.stop();
    world.desired.is = 'unreadable';
    await world.time.advance(2 * HOUR);
    expect(await isLive()).toBe(true);
    await keep();
    expect(await isLive()).toBe(false);
  });

  test('is tried until it ends, and counts as overdue so long', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    const keeper = await keep();
    world.failing = 'unreachable';
    await world.time.advance(HOUR + 60_000);
    expect(await isLive()).toBe(true);
    expect(keeper.overdue).toMatchObject([{ name: 'mainward-1' }]);
    expect(failures).toEqual(['a grant whose time is over is ended']);
    world.failing = undefined;
    await world.time.advance(30_000);
    expect([await isLive(), keeper.overdue]).toEqual([false, []]);
  });

  test('is kept by nobody once Git has it no more', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    await keep();
    await world.time.advance(10_000);
    expect(file.text).toContain('mainward-1');
    await land();
    await world.time.advance(10_000);
    expect(file.text).toBe('[]');
    await world.time.advance(HOUR);
    expect(ends()).toEqual([]);
  });

  test('that a commit gives anew under its name ends at the new time', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    await keep();
    await world.time.advance(HOUR);
    await land(grant('1', '2026-11-27T15:00:00Z'));
    await world.time.advance(HOUR);
    expect(await isLive()).toBe(true);
    await world.time.advance(HOUR);
    expect(await isLive()).toBe(false);
    expect(ends()).toHaveLength(2);
  });

  test('ends where what ends cannot be kept, which is said', async () => {
    await land(grant('1', '2026-11-27T13:00:00Z'));
    file.isBroken = true;
    const keeper = await keep();
    file.isBroken = false;
    await world.time.advance(2_000);
    file.isBroken = true;
    await world.time.advance(HOUR);
    expect([await isLive(), keeper.overdue]).toEqual([false, []]);
    expect(failures).toContain('it reads what ends');
    expect(failures).toContain('what ends is kept');
  });

  test('is not touched where it has no end', async () => {
    const plain = binding('shop', 'mainward-1', 'edit', user('oidc:cy'));
    await land(plain);
    await keep();
    await world.time.advance(100 * HOUR);
    expect(await isLive()).toBe(true);
  });
});
