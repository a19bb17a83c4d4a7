import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, makeDemo } from '../../demo/make.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

const DEFAULT_SEED = 1;

/** `mainward demo`: makes an organisation; without `--out` also scans it and prints the answer. Ends with 0 whatever is found. */
export async function run(invocation: Invocation): Promise<number> {
  const { out, seed = DEFAULT_SEED } = invocation.options;
  if (out !== undefined) {
    const demo = makeDemo({ out, seed });
    if (!invocation.options.quiet) invocation.stderr.write(whereItIs(demo));
    return EXIT.judged;
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mainward-demo-')));
  try {
    await answer(invocation, makeDemo({ out: join(folder, 'acme'), seed }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return EXIT.judged;
}

/** Scans as the command line would. What is violated is the point here, so the exit code says nothing. */
async function answer(invocation: Invocation, demo: Demo): Promise<void> {
  const scan = await import('./scan.ts');
  await scan.run({
    ...invocation,
    command: 'scan',
    args: demo.repositories,
    options: { ...invocation.options, evidence: [demo.evidence], asOf: demo.now },
  });
}

function whereItIs(demo: Demo): string {
  const [first, ...others] = demo.repositories;
  return `acme has ${others.length + 1} repositories, beginning with ${first ?? ''}.
What is wrong there is listed in ${demo.expected}.
Next: mainward scan ${demo.repositories.join(' ')} --evidence ${demo.evidence} --as-of ${demo.now}
`;
}
