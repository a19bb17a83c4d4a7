import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MainwardError } from '../../model/errors.ts';

/**
 * The command line. Answers `--version` from the manifest alone, because scripts ask it often; everything else
 * is imported only then. Leaves the exit code in `process.exitCode`, so that pipes are flushed before the end.
 */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  process.stdout.on('error', outputFailed);
  process.stderr.on('error', () => undefined);
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`${version()}\n`);
    return;
  }
  // Everybody who pushes waits for this one: it does without reading a command line.
  if (argv.join(' ') === 'hook pre-receive') {
    const { runPreReceive } = await import('../hook/run.ts');
    const push = {
      folder: process.cwd(),
      env: process.env,
      stdin: process.stdin,
      now: new Date().toISOString(),
      version: version(),
    };
    // What still runs of a judgement that took too long is not waited for.
    process.exit(await runPreReceive(push, process.stderr, false));
  }
  const [{ runProgram }, { reportFailure }] = await Promise.all([
    import('./program.ts'),
    import('./failure.ts'),
  ]);
  // Node itself would end with 1, which says that policy was violated.
  process.on('uncaughtException', (error) => {
    process.exit(reportFailure(error, process.stderr, false));
  });
  process.exitCode = await runProgram(argv, {
    cwd: process.cwd(),
    env: process.env,
    version,
    // Only whoever reads it opens it.
    stdin: { [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator]() },
    self: [process.execPath, fileURLToPath(new URL('../../../bin/mainward.js', import.meta.url))],
    stdout: process.stdout,
    stderr: process.stderr,
    untilStopped,
  });
}

/** The first of these signals asks; a second one ends the process as it would have. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

/** The version of the package this file belongs to; `src` and `dist` lie equally deep. */
function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  const stated = manifest instanceof Object && 'version' in manifest ? manifest.version : undefined;
  return typeof stated === 'string' ? stated : 'unknown';
}

/** A reader that went away (`mainward | head`) changes neither the judgement nor its exit code; a full disk does. */
function outputFailed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  throw new MainwardError('OUTPUT_FAILED', `Standard output cannot be written (${error.code}).`, {
    cause: error,
  });
}
