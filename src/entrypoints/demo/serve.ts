import type { ScanReport } from '../../model/scan.ts';
import type { Invocation } from '../cli/invocation.ts';
import { makeLogger } from '../server/logger.ts';
import type { Demo } from './make.ts';
import { ownCommand } from './thread/own-command.ts';
import { playThread } from './thread/play.ts';
import { setStage } from './thread/stage.ts';

export interface ServeRequest {
  readonly invocation: Invocation;
  readonly demo: Demo;
  readonly seed: number;
  /** A folder that does not exist yet, absolute. */
  readonly root: string;
  /** What the scan of the demo said. */
  readonly report: ScanReport;
}

/** Where the demo's server listens if nobody else does. */
const PORT = 8420;

/** Plays the thread, prints where each role signs in, and serves until somebody wants it to end. */
export async function serveDemo({ invocation, demo, seed, root, report }: ServeRequest): Promise<void> {
  const { stdout, stderr, options, version, self } = invocation;
  const stopped = invocation.untilStopped();
  const stage = await setStage({
    demo,
    seed,
    root,
    version,
    port: PORT,
    logger: makeLogger(options.verbose ? stderr : { write: () => undefined }),
    mainward: ownCommand(version, self),
    answer: { latest: () => report },
  });
  try {
    stdout.write('\nOne change, from pull request to live object\n');
    await playThread(stage.world, (line) => stdout.write(`${line}\n`));
    stdout.write('\nIt is served until you end it (Ctrl-C). Sign in as:\n');
    for (const { role, url } of stage.links) stdout.write(`  ${role.padEnd(10)} ${url.href}\n`);
    await stopped;
  } finally {
    await stage.stop();
  }
}
