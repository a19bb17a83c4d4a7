import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MainwardError } from '../../../model/errors.ts';
import type { ScanReport } from '../../../model/scan.ts';
import { type Demo, makeDemo } from '../../demo/make.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

const DEFAULT_SEED = 1;

/**
 * `mainward demo`: makes an organisation; without `--out` also scans it and prints the answer. With `--serve` it plays the
 * thread and serves until it is ended. Ends with 0 whatever is found.
 */
export async function run(invocation: Invocation): Promise<number> {
  const { out, seed = DEFAULT_SEED, serve } = invocation.options;
  if (serve === true && out !== undefined)
    throw new MainwardError('USAGE', '--serve works in a folder of its own, and --out names one.', {
      remedy: 'Leave one of them out.',
    });
  if (out !== undefined) {
    const demo = makeDemo({ out, seed });
    if (!invocation.options.quiet) invocation.stderr.write(whereItIs(demo));
    return EXIT.judged;
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mainward-demo-')));
  try {
    const demo = makeDemo({ out: join(folder, 'acme'), seed });
    const report = await answer(invocation, demo);
    if (serve === true) {
      const { serveDemo } = await import('../../demo/serve.ts');
      await serveDemo({ invocation, demo, seed, root: join(folder, 'stage'), report });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return EXIT.judged;
}

/** Scans as the command line would. What is violated is the point here, so the exit code says nothing. */
async function answer(invocation: Invocation, demo: Demo): Promise<ScanReport> {
  const scan = await import('./scan.ts');
  const asked: Invocation = {
    ...invocation,
    command: 'scan',
    args: demo.repositories,
    options: { ...invocation.options, evidence: [demo.evidence], asOf: demo.now },
  };
  const report = await scan.scanned(asked);
  await scan.deliverScan(report, asked);
  return report;
}

function whereItIs(demo: Demo): string {
  const [first, ...others] = demo.repositories;
  return `acme has ${others.length + 1} repositories, beginning with ${first ?? ''}.
What is wrong there is listed in ${demo.expected}.
Next: mainward scan ${demo.repositories.join(' ')} --evidence ${demo.evidence} --as-of ${demo.now}
`;
}
