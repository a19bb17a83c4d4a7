import { afterAll, beforeAll, expect, test } from 'vitest';
import { playThread } from '../../src/entrypoints/demo/thread/play.ts';
import { type RealStage, setRealStage } from './thread-stage.ts';

let stage: RealStage;
beforeAll(async () => {
  stage = await setRealStage();
});
afterAll(async () => stage?.stop());

test('one change goes from a pull request to a live object of a real cluster, and every link of it can be shown', async () => {
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
    process.stdout.write(`${line}\n`);
  };
  await stage.telling(() => playThread(stage.world, say));
  expect(lines).toHaveLength(9);
});
