import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { groundOf, makeDemo } from '../../src/entrypoints/demo/make.ts';
import { DETOURS, playDrift } from '../../src/entrypoints/demo/thread/drift.ts';
import { ownCommand } from '../../src/entrypoints/demo/thread/own-command.ts';
import { playThread } from '../../src/entrypoints/demo/thread/play.ts';
import { type Stage, setStage } from '../../src/entrypoints/demo/thread/stage.ts';
import { AnswerDesk } from '../../src/entrypoints/server/answering/desk.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { buildConsole } from '../../tools/build-console.ts';

const SELF = [process.execPath, fileURLToPath(new URL('../../bin/mainward.js', import.meta.url))];

export interface ConsoleStage {
  readonly stage: Stage;
  readonly server: URL;
  /** Where a role of the demo signs in. */
  signIn(role: string): URL;
  stop(): Promise<void>;
}

/** The demo as it is served, with its console: one change went all the way, and two went round Git and were taken back. */
export async function setConsoleStage(): Promise<ConsoleStage> {
  await buildConsole();
  const folder = mkdtempSync(join(tmpdir(), 'mainward-console-'));
  const demo = makeDemo({ out: join(folder, 'acme'), seed: 1 });
  const answer = new AnswerDesk();
  await answer.refresh(groundOf(demo));
  const stage = await setStage({
    demo,
    answer,
    seed: 1,
    root: join(folder, 'stage'),
    version: '0.0.0',
    logger: makeLogger({ write: () => undefined }),
    mainward: ownCommand('0.0.0', SELF),
    port: 0,
  });
  await playThread(stage.world, () => undefined);
  for (const detour of DETOURS) await playDrift(stage.drift, detour, () => undefined);
  return {
    stage,
    server: stage.world.server,
    signIn: (role) => {
      const link = stage.links.find((one) => one.role === role);
      if (link === undefined) throw new Error(`Nobody signs in as ${role}.`);
      return link.url;
    },
    async stop() {
      answer.stop();
      await stage.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
