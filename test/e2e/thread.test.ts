import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeLedger } from '../../src/chain/ledger/invariant.ts';
import { jobToken, trade } from '../../src/entrypoints/demo/thread/exchange.ts';
import { playThread } from '../../src/entrypoints/demo/thread/play.ts';
import type { Course } from '../../src/entrypoints/demo/thread/steps.ts';
import { until } from '../../src/entrypoints/demo/thread/until.ts';
import { Workplace } from '../../src/entrypoints/demo/thread/workplace.ts';
import { EXTERNAL_ARTIFACTS } from '../../src/ports/cluster-kinds.ts';
import {
  agreeTo,
  appliedBy,
  arrives,
  bindingNamed,
  granting,
  LONG_MS,
  land,
  reconcile,
} from './thread-landing.ts';
import { ofType, recordOf, saidTwice } from './thread-record.ts';
import { type RealStage, setRealStage } from './thread-stage.ts';

let stage: RealStage;
let course: Partial<Course> = {};
beforeAll(async () => {
  stage = await setRealStage();
});
afterAll(async () => stage?.stop());

/** What the agent is told: the revision, and the condition that says whether something newer is held back. */
async function handedOver(): Promise<{ readonly revision?: string; readonly held?: Condition }> {
  const key = { type: EXTERNAL_ARTIFACTS, namespace: 'flux-system', name: 'infrastructure' };
  const status = (await stage.admin.get(key))?.['status'] as
    | { readonly artifact?: { readonly revision: string }; readonly conditions?: readonly Condition[] }
    | undefined;
  const held = status?.conditions?.find(({ type }) => type === 'mainward.dev/Held');
  return {
    ...(status?.artifact === undefined ? {} : { revision: status.artifact.revision }),
    ...(held === undefined ? {} : { held }),
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

async function deploy(sha: string): Promise<string> {
  const token = await jobToken(stage.world, { ref: 'refs/heads/main', sha, event_name: 'push' });
  const { credential, error } = await trade(stage.world, token, 'deploy/production');
  return credential === undefined ? `refused: ${error}` : 'a credential';
}

test('one change goes from a pull request to a live object of a real cluster, and every link of it can be shown', async () => {
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
    process.stdout.write(`${line}\n`);
  };
  course = await stage.telling(() => playThread(stage.world, say));
  expect(lines).toHaveLength(9);
  expect(stage.server.events().filter(({ level }) => level === 'error')).toEqual([]);
  const record = await recordOf(stage);
  expect(saidTwice(record)).toEqual([]);
  const { changes, strays } = judgeLedger(record, { whole: true });
  expect(changes.at(-1)).toMatchObject({
    commit: course.landed,
    approved: { verdict: 'holds' },
    checked: { verdict: 'holds' },
    applied: { verdict: 'holds' },
  });
  expect(strays).toEqual([]);
});

describe('what gets into the repository past the hook', () => {
  let evil: string;

  test('reaches no agent and no job, is said to be held, and the last good landing stays', async () => {
    const { landed = '' } = course;
    const { merger } = stage.world.cast;
    const place = await Workplace.at(join(stage.world.root, 'past'), merger, stage.world.origin(merger.id));
    await granting('smuggled')(place);
    evil = await place.git(['rev-parse', 'HEAD']);
    execFileSync('git', ['fetch', '--quiet', place.folder, '+HEAD:refs/heads/main'], {
      cwd: stage.repository,
    });
    await stage.telling(async () => {
      const held = await until(async () => {
        const { held: condition } = await handedOver();
        return condition?.status === 'True' ? condition : undefined;
      }, LONG_MS);
      expect(held).toMatchObject({
        reason: 'VerifyFailed',
        message: expect.stringContaining(evil.slice(0, 12)),
      });
      expect((await handedOver()).revision).toBe(`main@sha1:${landed}`);
      await reconcile(stage.admin, 'while something is held');
      expect(await appliedBy(stage.admin)).toBe(`main@sha1:${landed}`);
      expect(await bindingNamed(stage.admin, 'smuggled')).toBeUndefined();
      expect(await deploy(evil)).toBe('refused: invalid_request');
    });
    const record = await recordOf(stage);
    expect(ofType(record, 'change.landed').at(-1)).toMatchObject({ commit: evil, verdict: 'fail' });
    expect(ofType(record, 'source.published').map(({ commit }) => commit)).not.toContain(evil);
    expect(ofType(record, 'credential.refused').at(-1)).toMatchObject({ code: 'landing-failed' });
    expect(stage.server.events()).toContainEqual(
      expect.objectContaining({ level: 'error', msg: expect.stringContaining(evil.slice(0, 12)) }),
    );
  });

  test('is taken back by a revert that lands as every change does, and the line goes on', async () => {
    const revert = await agreeTo(stage.world, 2, async (author) => {
      await author.git(['revert', '--no-edit', '-S', evil]);
    });
    const commit = await land(revert);
    await stage.telling(() => arrives(stage.admin, commit));
    expect((await handedOver()).held).toMatchObject({ status: 'False' });
    expect(await bindingNamed(stage.admin, 'smuggled')).toBeUndefined();
    expect(await deploy(commit)).toBe('a credential');
    const next = await land(await agreeTo(stage.world, 3, granting('weekend-on-call')));
    await stage.telling(() => arrives(stage.admin, next));
    expect(await bindingNamed(stage.admin, 'weekend-on-call')).toBeDefined();
    expect(saidTwice(await recordOf(stage))).toEqual([]);
  });
});
