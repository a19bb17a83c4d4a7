import { readFileSync, statSync } from 'node:fs';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { CONTROLS } from '../../../controls/registry.generated.ts';
import { check } from '../../../flows/check/check.ts';
import { readPullRequestEvent } from '../../../flows/check/event.ts';
import type { CheckReport } from '../../../model/check.ts';
import { MainwardError } from '../../../model/errors.ts';
import { deliver } from '../deliver.ts';
import { collectEvidence } from '../evidence.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, OutputFormat } from '../invocation.ts';
import { openNativeForge } from '../native-forge.ts';

const EVENT_BYTES = 32 << 20;

/** `mainward check`: whether a proposed change may land, and what is missing. */
export async function run(invocation: Invocation): Promise<number> {
  const { options, cwd } = invocation;
  const { base, head, ref, event, defaultRoles, failOn, asOf } = options;
  const report = await check(
    {
      path: cwd,
      ...(base === undefined ? {} : { base }),
      ...(head === undefined ? {} : { head }),
      ...(ref === undefined ? {} : { ref }),
      ...(event === undefined ? {} : { event: readPullRequestEvent(bytesOf(event)) }),
      ...(defaultRoles === undefined ? {} : { defaultRoles }),
      evidence: await collectEvidence(options),
      controls: CONTROLS,
      failOn,
      now: asOf ?? new Date().toISOString(),
    },
    { git: new GitCliOpener(), native: openNativeForge, clock: () => performance.now() / 1000 },
  );
  for (const request of options.output) {
    deliver(
      invocation,
      request,
      await render(request.format, request.file === undefined, report, invocation),
    );
  }
  return EXIT_OF_VERDICT[report.document.verdict];
}

const EXIT_OF_VERDICT: Readonly<Record<CheckReport['document']['verdict'], number>> = {
  pass: EXIT.judged,
  fail: EXIT.violated,
  unknown: EXIT.undecided,
};

function bytesOf(file: string): Uint8Array {
  try {
    if (statSync(file).size > EVENT_BYTES) throw new RangeError('The file is too large.');
    return readFileSync(file);
  } catch (cause) {
    throw new MainwardError('EVIDENCE_INVALID', `--event cannot be read: ${file}`, {
      remedy: `Name a file of at most ${EVENT_BYTES >> 20} MB that may be read.`,
      cause,
    });
  }
}

async function render(
  format: OutputFormat,
  onScreen: boolean,
  report: CheckReport,
  invocation: Invocation,
): Promise<string> {
  if (format === 'json') return (await import('../../../reports/json.ts')).jsonText(report.document);
  if (format === 'markdown')
    return (await import('../../../reports/check/markdown.ts')).renderCheckMarkdown(report);
  return (await import('../../../reports/check/text.ts')).renderCheckText(report, {
    width: Math.min(invocation.columns, 120),
    color: onScreen && invocation.color,
  });
}
