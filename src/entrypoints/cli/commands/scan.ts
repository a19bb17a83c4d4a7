import { FsWorktreeComparer } from '../../../adapters/folder-fs/compare.ts';
import { FsFolderReader } from '../../../adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { body } from '../../../controls/document.ts';
import { CONTROLS } from '../../../controls/registry.generated.ts';
import { scan } from '../../../flows/scan/scan.ts';
import { recentLandings } from '../../../flows/verify/recent.ts';
import type { Recorded } from '../../../model/ledger.ts';
import type { ScanReport } from '../../../model/scan.ts';
import { atLeastAsSevere } from '../../../model/verdict.ts';
import { deliver } from '../deliver.ts';
import { collectEvidence } from '../evidence.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, OutputFormat } from '../invocation.ts';
import { openNativeForge } from '../native-forge.ts';
import { resolvePaths } from '../paths.ts';

/** `mainward scan`: who, acting alone, can change production, and which controls do not hold. */
export async function run(invocation: Invocation): Promise<number> {
  const { cut = [], cuts } = invocation.options;
  if (cuts === true || cut.length > 0) {
    const { showCuts } = await import('../cuts.ts');
    return showCuts(invocation, cut);
  }
  const report = await scanned(invocation);
  await deliverScan(report, invocation);
  return exitCode(report, invocation);
}

/** Scans what the command line names. */
export async function scanned(invocation: Invocation): Promise<ScanReport> {
  const { options } = invocation;
  return scan(
    {
      paths: resolvePaths(invocation.args.length === 0 ? ['.'] : invocation.args, invocation.cwd),
      worktree: options.worktree,
      ...(options.only === undefined ? {} : { only: options.only }),
      all: options.all,
      evidence: await collectEvidence(options),
      controls: CONTROLS,
      ...(options.log === undefined ? {} : { ledger: await entriesIn(options.log) }),
      now: options.asOf ?? new Date().toISOString(),
    },
    {
      git: new GitCliOpener(),
      folders: new FsFolderReader(),
      worktrees: new FsWorktreeComparer(),
      landings: (repository, name, evidence, now) =>
        recentLandings(repository, name, evidence, now, openNativeForge),
      clock: () => performance.now() / 1000,
    },
  );
}

async function entriesIn(folder: string): Promise<readonly Recorded[]> {
  const { readPublished } = await import('../../ledger/published.ts');
  const { allEntries } = await import('../../../flows/trace/scanning.ts');
  return allEntries((await readPublished({ folder })).view);
}

/** Writes the report wherever `-o` wants it. */
export async function deliverScan(report: ScanReport, invocation: Invocation): Promise<void> {
  for (const request of invocation.options.output) {
    deliver(
      invocation,
      request,
      await render(request.format, request.file === undefined, report, invocation),
    );
  }
}

async function render(
  format: OutputFormat,
  onScreen: boolean,
  report: ScanReport,
  invocation: Invocation,
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../../reports/json.ts')).renderJson(report.document);
    case 'sarif':
      return (await import('../../../reports/sarif.ts')).renderSarif(report, {
        version: invocation.version,
        documents: new Map(CONTROLS.map((one) => [one.control.id, body(one.document)])),
      });
    case 'markdown':
      return (await import('../../../reports/markdown.ts')).renderMarkdown(report);
    case 'html':
      return (await import('../../../reports/html/page.ts')).renderHtml(report);
    case 'plain':
      return (await import('../../../reports/plain.ts')).renderPlain(report);
    case 'junit':
      return (await import('../../../reports/annotations.ts')).renderJunit(report);
    case 'github':
      return (await import('../../../reports/annotations.ts')).renderGithub(report);
    case 'gitlab':
      return (await import('../../../reports/annotations.ts')).renderGitlab(report);
    default: {
      const { renderText } = await import('../../../reports/text/render.ts');
      return renderText(report, {
        width: Math.min(invocation.columns, 120),
        color: onScreen && invocation.color,
      });
    }
  }
}

function exitCode(report: ScanReport, invocation: Invocation): number {
  const { findings } = report.document;
  const { failOn, strict } = invocation.options;
  if (findings.some((finding) => finding.verdict === 'violated' && atLeastAsSevere(finding.severity, failOn)))
    return EXIT.violated;
  if (
    strict &&
    (findings.some((finding) => finding.verdict === 'unknown') ||
      report.quorum.some((one) => one.open.length > 0))
  )
    return EXIT.undecided;
  return EXIT.judged;
}
