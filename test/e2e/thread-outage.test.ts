import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobToken, type Traded, trade } from '../../src/entrypoints/demo/thread/exchange.ts';
import { playThread } from '../../src/entrypoints/demo/thread/play.ts';
import type { Course } from '../../src/entrypoints/demo/thread/steps.ts';
import { until } from '../../src/entrypoints/demo/thread/until.ts';
import { EXTERNAL_ARTIFACTS } from '../../src/ports/cluster-kinds.ts';
import { mainward } from './mainward.ts';
import { Acknowledged } from './thread-events.ts';
import { agreeTo, arrives, bindingNamed, granting, LONG_MS, land, merge } from './thread-landing.ts';
import { ofType, recordOf, saidTwice, settledRecordOf } from './thread-record.ts';
import { type RealStage, setRealStage } from './thread-stage.ts';

let stage: RealStage;
let acknowledged: Acknowledged;
let course: Partial<Course>;

beforeAll(async () => {
  stage = await setRealStage();
  acknowledged = new Acknowledged(stage);
  await acknowledged.listen();
  course = await stage.telling(() => playThread(stage.world, () => undefined, { to: 4 }));
});
afterAll(async () => stage?.stop());

/** Waits until the server's log has such an event. */
async function says(isSo: (event: Readonly<Record<string, unknown>>) => boolean): Promise<void> {
  const found = await until(
    async () => (stage.server.events().some((event) => isSo(event)) ? true : undefined),
    LONG_MS,
  );
  if (found !== true) throw new Error('The server does not say it.');
}

async function handedOver(commit: string): Promise<void> {
  const key = { type: EXTERNAL_ARTIFACTS, namespace: 'flux-system', name: 'infrastructure' };
  const done = await until(async () => {
    const status = (await stage.admin.get(key))?.['status'] as
      | { artifact?: { revision: string } }
      | undefined;
    return status?.artifact?.revision === `main@sha1:${commit}` ? true : undefined;
  }, LONG_MS);
  if (done !== true) throw new Error(`${commit} is not handed over.`);
}

/** A landing was recorded, handed over and applied, and what it brought is live: each of it once. */
async function expectWhole(commit: string, binding: string): Promise<void> {
  await stage.telling(() => arrives(stage.admin, commit));
  expect(await bindingNamed(stage.admin, binding)).toBeDefined();
  const live = await until(async () => {
    const record = await recordOf(stage);
    return ofType(record, 'object.live').some((one) => one.object.name === binding) ? true : undefined;
  }, LONG_MS);
  expect(live, `${binding} is not said to be live`).toBe(true);
  const record = await settledRecordOf(stage);
  const of = (type: 'change.landed' | 'source.published' | 'agent.applied'): number =>
    ofType(record, type).filter((one) => one.commit === commit).length;
  expect([of('change.landed'), of('source.published'), of('agent.applied')]).toEqual([1, 1, 1]);
  expect(ofType(record, 'object.live').filter(({ object }) => object.name === binding)).toMatchObject([
    { commit },
  ]);
  expect(saidTwice(record)).toEqual([]);
}

describe('an API server that is killed', () => {
  test('between a landing and its being handed over comes back to it, and the thread goes on', async () => {
    await stage.plane.api.process().end();
    course = await playThread(stage.world, () => undefined, { from: 5, to: 5, course });
    await stage.telling(() =>
      says(({ msg, task }) => msg === 'task failed' && task === 'follow infrastructure'),
    );
    await stage.plane.api.restart();
    const { landed = '' } = course;
    await expectWhole(landed, 'support-on-call');
    course = await stage.telling(() => playThread(stage.world, () => undefined, { from: 6, course }));
  });

  test('while the agent is told what to apply is watched again, and what was applied is said once', async () => {
    const commit = await land(await agreeTo(stage.world, 2, granting('second-on-call')));
    await stage.telling(() => handedOver(commit));
    await stage.plane.api.process().end();
    await stage.telling(() =>
      says(({ msg, cluster }) => msg === 'watch interrupted' && cluster === 'production'),
    );
    await stage.plane.api.restart();
    await expectWhole(commit, 'second-on-call');
  });
});

describe('a server that is killed', () => {
  async function deploy(sha: string): Promise<Traded & { readonly token: string }> {
    const token = await jobToken(stage.world, { ref: 'refs/heads/main', sha, event_name: 'push' });
    const traded = await trade(stage.world, token, 'deploy/production').catch(() => ({ status: 0 }));
    return { ...traded, token };
  }

  /** What it said before is there, in its place. */
  async function expectNothingLost(): Promise<void> {
    const heard = await acknowledged.heard();
    const record = await recordOf(stage);
    expect(heard.length).toBeGreaterThan(10);
    expect(heard.filter((one) => JSON.stringify(record[one.index]) !== JSON.stringify(one))).toEqual([]);
  }

  async function startAgain(): Promise<void> {
    await stage.telling(() => stage.server.start());
    await acknowledged.listen();
  }

  test('before it knows of a landing hands it over when it is back', async () => {
    const agreed = await agreeTo(stage.world, 3, granting('third-on-call'));
    stage.server.signal('SIGSTOP');
    const commit = await land(agreed);
    await stage.server.kill();
    await expectNothingLost();
    await startAgain();
    await expectWhole(commit, 'third-on-call');
  });

  test.each([
    { number: 4, after: 150 },
    { number: 5, after: 500 },
    { number: 6, after: 900 },
    { number: 7, after: 1_400 },
  ])(
    '$after ms after a landing, in the middle of trading tokens, loses nothing that it said',
    async (round) => {
      const { number, after } = round;
      const agreed = await agreeTo(stage.world, number, granting(`on-call-${number}`));
      const commit = await merge(agreed);
      await agreed.merger.git(['push', '--quiet', 'origin', 'HEAD:refs/heads/main']);
      const trades = Promise.all(Array.from({ length: 8 }, () => deploy(commit)));
      await sleep(after);
      await stage.server.kill();
      const traded = (await trades).flatMap(({ credential, token }) =>
        credential === undefined ? [] : [{ credential, token }],
      );
      await expectNothingLost();
      await startAgain();
      await expectWhole(commit, `on-call-${number}`);
      const issued = new Set(
        ofType(await recordOf(stage), 'credential.issued').map(({ credential }) => credential),
      );
      for (const { credential, token } of traded) {
        expect(issued).toContain(createHash('sha256').update(credential).digest('hex'));
        expect((await trade(stage.world, token, 'deploy/production')).credential).toBeUndefined();
      }
    },
  );

  test('is asked to end: it ends well, and its ledger is whole', async () => {
    expect(await stage.server.terminate()).toBe(0);
    await expectNothingLost();
    const at = { cwd: stage.world.root, env: { PATH: process.env['PATH'] ?? '' } };
    const fsck = await mainward(['log', 'fsck', '--log', stage.world.log], at);
    expect(fsck, fsck.out + fsck.err).toMatchObject({ code: 0 });
    await startAgain();
    const commit = await land(await agreeTo(stage.world, 8, granting('last-on-call')));
    await expectWhole(commit, 'last-on-call');
  });
});
