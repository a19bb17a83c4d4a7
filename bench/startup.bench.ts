import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Measurement, medianMilliseconds } from './measure.ts';

const COMMAND = fileURLToPath(new URL('../bin/mainward.js', import.meta.url));
const ROUNDS = 40;

/** The start of the command line against the start of Node itself. */
export async function measure(): Promise<readonly Measurement[]> {
  const bare = await start(['-e', '0']);
  const row = async (flag: string, limit: number): Promise<Measurement> => ({
    name: `mainward ${flag}`,
    ours: await start([COMMAND, flag]),
    reference: bare,
    unit: 'ms',
    against: 'node -e 0',
    limit,
  });
  return [await row('--version', 2.5), await row('--help', 3)];
}

function start(argv: readonly string[]): Promise<number> {
  return medianMilliseconds(ROUNDS, () => {
    const { status } = spawnSync(process.execPath, argv, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`node ${argv.join(' ')} ended with ${status}`);
  });
}
