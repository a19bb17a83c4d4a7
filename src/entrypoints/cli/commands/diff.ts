import { diff } from '../../../flows/diff/diff.ts';
import { MainwardError } from '../../../model/errors.ts';
import { renderDiff } from '../../../reports/access/text.ts';
import { answerWith, askPorts } from '../ask.ts';
import { collectEvidence } from '../evidence.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

/** `mainward diff`: what a change makes of who may do what. */
export async function run(invocation: Invocation): Promise<number> {
  const { options, cwd } = invocation;
  const { defaultRoles, asOf } = options;
  const document = await diff(
    {
      path: cwd,
      between: compared(invocation),
      ...(defaultRoles === undefined ? {} : { defaultRoles }),
      evidence: await collectEvidence(options),
      now: asOf ?? new Date().toISOString(),
    },
    askPorts(),
  );
  answerWith(invocation, document, renderDiff);
  return EXIT.judged;
}

function compared({ args, options: { from, to } }: Invocation): string | { from: string; to: string } {
  const [range] = args;
  if (range !== undefined && from === undefined && to === undefined) return range;
  if (range === undefined && from !== undefined && to !== undefined) return { from, to };
  throw new MainwardError('USAGE', 'Two states are compared: a range A..B, or two folders.', {
    remedy: 'Write `mainward diff A..B`, or `mainward diff --from DIR --to DIR`.',
  });
}
