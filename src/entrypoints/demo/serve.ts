import { systemPause } from '../../adapters/system/pause.ts';
import type { Invocation, Writer } from '../cli/invocation.ts';
import { AnswerDesk } from '../server/answering/desk.ts';
import { makeLogger } from '../server/logger.ts';
import { type Demo, groundOf } from './make.ts';
import { beginReview } from './reviewing/begin.ts';
import { playAccess } from './temporary/play.ts';
import { DETOURS, type DriftScene, playDrift } from './thread/drift.ts';
import { ownCommand } from './thread/own-command.ts';
import { playThread } from './thread/play.ts';
import { setStage } from './thread/stage.ts';

export interface ServeRequest {
  readonly invocation: Invocation;
  readonly demo: Demo;
  readonly seed: number;
  /** A folder that does not exist yet, absolute. */
  readonly root: string;
}

/** So often somebody goes round Git while it is served. */
const AGAIN_SECONDS = 60;

/** Goes on until it is stopped; a drift that stays is said, and ends nothing. */
async function again(scene: DriftScene, stopped: Promise<void>, stderr: Writer): Promise<void> {
  const stopping = new AbortController();
  void stopped.then(() => stopping.abort());
  for (let turn = 0; ; turn += 1) {
    await systemPause.pause(AGAIN_SECONDS * 1_000, stopping.signal);
    if (stopping.signal.aborted) return;
    const detour = DETOURS[turn % DETOURS.length];
    if (detour === undefined) return;
    await playDrift(scene, detour, () => undefined).catch((error: unknown) =>
      stderr.write(`${String(error)}\n`),
    );
  }
}

/** Where the demo's server listens if nobody else does. */
const PORT = 8420;

/** Plays the thread, access for a while and the begin of a review, prints where each role signs in, and serves until somebody wants it to end. */
export async function serveDemo({ invocation, demo, seed, root }: ServeRequest): Promise<void> {
  const { stdout, stderr, options, version, self } = invocation;
  const stopped = invocation.untilStopped();
  const answer = new AnswerDesk();
  answer.refresh(groundOf(demo)).catch((error: unknown) => stderr.write(`${String(error)}\n`));
  const stage = await setStage({
    demo,
    seed,
    root,
    version,
    port: PORT,
    logger: makeLogger(options.verbose ? stderr : { write: () => undefined }),
    mainward: ownCommand(version, self),
    answer,
  });
  try {
    stdout.write('\nOne change, from pull request to live object\n');
    await playThread(stage.world, (line) => stdout.write(`${line}\n`));
    stdout.write('\nTwo changes round Git, and how they are taken back\n');
    for (const detour of DETOURS) await playDrift(stage.drift, detour, (line) => stdout.write(`${line}\n`));
    stdout.write('\nIt is served until you end it (Ctrl-C). Sign in as:\n');
    for (const { role, url } of stage.links) stdout.write(`  ${role.padEnd(10)} ${url.href}\n`);
    const page = new URL('/drift', stage.world.server).href;
    stdout.write(
      `Every ${AGAIN_SECONDS} seconds one of those two is made again: watch it come and go at ${page}\n`,
    );
    stdout.write('\nAccess for a while\n');
    await playAccess(stage, (line) => stdout.write(`${line}\n`)).catch((error: unknown) =>
      stderr.write(`${String(error)}\n`),
    );
    stdout.write('\nWhether access is still right\n');
    await beginReview({ reviews: stage.reviews, beginner: stage.world.cast.approvers[0] }).then(
      (line) => stdout.write(`${line}: ${new URL('/reviews', stage.world.server).href}\n`),
      (error: unknown) => stderr.write(`${String(error)}\n`),
    );
    await again(stage.drift, stopped, stderr);
  } finally {
    answer.stop();
    await stage.stop();
  }
}
