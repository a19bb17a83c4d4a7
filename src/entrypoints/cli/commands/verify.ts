import { readFileSync, statSync } from 'node:fs';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import type { Evidence } from '../../../flows/evidence/evidence.ts';
import { verify } from '../../../flows/verify/verify.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { VerifyReport } from '../../../model/verify.ts';
import { deliver } from '../deliver.ts';
import { collectEvidence } from '../evidence.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, OutputFormat } from '../invocation.ts';
import { openNativeForge } from '../native-forge.ts';

const SIGNERS_BYTES = 8 << 20;

/** `mainward verify`: which people made each landed change, and who agreed to it. */
export async function run(invocation: Invocation): Promise<number> {
  const { options, args } = invocation;
  const revision = args[0];
  const report = await verify(
    {
      path: invocation.cwd,
      now: options.asOf ?? new Date().toISOString(),
      evidence: withSigners(await collectEvidence(options), options.allowedSigners),
      ...(revision === undefined ? {} : { revision }),
      ...(options.ref === undefined ? {} : { ref: options.ref }),
      ...(options.since === undefined ? {} : { since: options.since }),
    },
    { git: new GitCliOpener(), clock: () => performance.now() / 1000, native: openNativeForge },
  );
  for (const request of options.output) {
    deliver(
      invocation,
      request,
      await render(request.format, request.file === undefined, report, invocation),
    );
  }
  return exitCode(report);
}

function withSigners(evidence: Evidence, file: string | undefined): Evidence {
  if (file === undefined) return evidence;
  const { allowedSigners } = evidence;
  const text = readSigners(file);
  return { ...evidence, allowedSigners: allowedSigners === undefined ? text : `${allowedSigners}\n${text}` };
}

function readSigners(file: string): string {
  try {
    if (statSync(file).size > SIGNERS_BYTES) throw new RangeError('The file is too large.');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new MainwardError('EVIDENCE_INVALID', `--allowed-signers cannot be read: ${file}`, {
      remedy: `Name a file of at most ${SIGNERS_BYTES >> 20} MB that may be read.`,
      cause,
    });
  }
}

async function render(
  format: OutputFormat,
  onScreen: boolean,
  report: VerifyReport,
  invocation: Invocation,
): Promise<string> {
  if (format === 'json') return (await import('../../../reports/json.ts')).jsonText(report.document);
  if (format === 'markdown')
    return (await import('../../../reports/verify/markdown.ts')).renderVerifyMarkdown(report);
  return (await import('../../../reports/verify/text.ts')).renderVerifyText(report, {
    width: Math.min(invocation.columns, 120),
    color: onScreen && invocation.color,
  });
}

function exitCode({ landings, cut }: VerifyReport): number {
  if (landings.some(({ verdict }) => verdict === 'fail')) return EXIT.violated;
  return cut || landings.some(({ verdict }) => verdict === 'unknown') ? EXIT.undecided : EXIT.judged;
}
