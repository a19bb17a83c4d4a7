import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MainwardError } from '../../../model/errors.ts';
import { SCENARIOS } from '../../../model/scenario.ts';
import { type Demo, makeDemo } from '../../demo/make.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, Options } from '../invocation.ts';

const DEFAULT_SEED = 1;

/**
 * `mainward demo`: makes an organisation; without `--out` also scans it and prints the answer. With `--serve` it plays the
 * thread and serves until it is ended, with `--scenario` it replays an attack. Ends with 0 whatever is found.
 */
export async function run(invocation: Invocation): Promise<number> {
  const { out, seed = DEFAULT_SEED, serve, scenario, without } = invocation.options;
  refuseTogether(invocation.options);
  if (scenario !== undefined) {
    const { showScenario } = await import('../scenario.ts');
    await showScenario(invocation, { scenario, seed, ...(without === undefined ? {} : { without }) });
    return EXIT.judged;
  }
  if (out !== undefined) {
    const demo = makeDemo({ out, seed });
    if (!invocation.options.quiet) invocation.stderr.write(whereItIs(demo));
    return EXIT.judged;
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mainward-demo-')));
  try {
    const demo = makeDemo({ out: join(folder, 'acme'), seed });
    await answer(invocation, demo);
    if (serve === true) {
      const { serveDemo } = await import('../../demo/serve.ts');
      await serveDemo({ invocation, demo, seed, root: join(folder, 'stage') });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return EXIT.judged;
}

function refuseTogether({ out, serve, scenario, without }: Options): void {
  const used = [
    out !== undefined && '--out',
    serve === true && '--serve',
    scenario !== undefined && '--scenario',
  ];
  const [first, second] = used.filter((one) => one !== false);
  if (first !== undefined && second !== undefined)
    throw new MainwardError('USAGE', `${first} and ${second} are two different things to do.`, {
      remedy: 'Leave one of them out.',
    });
  if (without !== undefined && scenario === undefined)
    throw new MainwardError('USAGE', '--without says what a replay is to lack, and none is asked for.', {
      remedy: `Add --scenario with one of ${SCENARIOS.join(', ')}.`,
    });
}

/** Scans as the command line would. What is violated is the point here, so the exit code says nothing. */
async function answer(invocation: Invocation, demo: Demo): Promise<void> {
  const scan = await import('./scan.ts');
  const asked: Invocation = {
    ...invocation,
    command: 'scan',
    args: demo.repositories,
    options: { ...invocation.options, evidence: [demo.evidence], asOf: demo.now },
  };
  const report = await scan.scanned(asked);
  await scan.deliverScan(report, asked);
}

function whereItIs(demo: Demo): string {
  const [first, ...others] = demo.repositories;
  return `acme has ${others.length + 1} repositories, beginning with ${first ?? ''}.
What is wrong there is listed in ${demo.expected}.
Next: mainward scan ${demo.repositories.join(' ')} --evidence ${demo.evidence} --as-of ${demo.now}
`;
}
