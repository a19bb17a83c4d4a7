import { EXIT } from '../cli/exit.ts';
import { reportFailure } from '../cli/failure.ts';
import type { Writer } from '../cli/invocation.ts';
import { judgePush, type PreReceive } from './pre-receive.ts';

/** What Git runs before it accepts a push. Git looks only at whether the exit code is 0: whatever goes wrong, it is not. */
export async function runPreReceive(push: PreReceive, stderr: Writer, verbose: boolean): Promise<number> {
  try {
    const report = await judgePush(push);
    if (report.refusals.length === 0) return EXIT.judged;
    const { renderRefusals } = await import('../../reports/refusal.ts');
    stderr.write(renderRefusals(report));
    return EXIT.violated;
  } catch (error) {
    stderr.write('mainward: this push could not be judged, and nothing of it is taken\n');
    return reportFailure(error, stderr, verbose);
  }
}
