import type { Finding } from '../model/finding.ts';
import type { ScanReport } from '../model/scan.ts';
import type { Severity } from '../model/verdict.ts';
import { compareFindings } from './rank.ts';

/** GitHub shows ten annotations of a step; the rest is counted. */
const MOST_ANNOTATIONS = 10;

function violations(report: ScanReport): readonly Finding[] {
  return report.document.findings.filter((finding) => finding.verdict === 'violated').sort(compareFindings);
}

/** Workflow commands of GitHub Actions: one annotation a finding. */
export function renderGithub(report: ScanReport): string {
  const all = violations(report);
  const lines = all.slice(0, MOST_ANNOTATIONS).map((finding) => {
    const level =
      finding.severity === 'critical' || finding.severity === 'high'
        ? 'error'
        : finding.severity === 'medium'
          ? 'warning'
          : 'notice';
    const place =
      finding.location === undefined
        ? ''
        : `file=${property(finding.location.path)},line=${finding.location.line},col=${finding.location.column},`;
    return `::${level} ${place}title=${property(finding.control)}::${data(finding.message)}`;
  });
  if (all.length > MOST_ANNOTATIONS)
    lines.push(`::notice title=Mainward::${all.length - MOST_ANNOTATIONS} more findings are in the summary`);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Escapes as the runner un-escapes them (`actions/toolkit`, `command.ts`). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

const GITLAB_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

/** GitLab's Code Quality report. */
export function renderGitlab(report: ScanReport): string {
  const issues = violations(report).map((finding) => ({
    description: finding.message,
    check_name: finding.control,
    fingerprint: finding.fingerprint,
    severity: GITLAB_SEVERITY[finding.severity],
    location: { path: finding.location?.path ?? '.', lines: { begin: finding.location?.line ?? 1 } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}

/** JUnit: a suite a stage, a case a finding; unknowns are skipped cases. */
export function renderJunit(report: ScanReport): string {
  const judged = report.document.findings.filter(
    (one) => one.verdict === 'violated' || one.verdict === 'unknown',
  );
  const suites = [...Map.groupBy([...judged].sort(compareFindings), (finding) => finding.stage)].map(
    ([stage, list]) => {
      const failures = list.filter((one) => one.verdict === 'violated').length;
      const cases = list.map((finding) => testCase(finding)).join('\n');
      return `  <testsuite name="${stage}" tests="${list.length}" failures="${failures}" skipped="${list.length - failures}">\n${cases}\n  </testsuite>`;
    },
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mainward">\n${suites.join('\n')}\n</testsuites>\n`;
}

function testCase(finding: Finding): string {
  const place =
    finding.location === undefined
      ? ''
      : ` file="${xml(finding.location.path)}" line="${finding.location.line}"`;
  const body =
    finding.verdict === 'violated'
      ? `<failure type="${finding.severity}" message="${xml(finding.message)}">${xml(finding.remediation)}</failure>`
      : `<skipped message="${xml(finding.message)}"/>`;
  return `    <testcase classname="${xml(finding.control)}" name="${xml(finding.subject ?? finding.title)}"${place}>${body}</testcase>`;
}

function xml(text: string): string {
  let result = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const allowed =
      code === 9 ||
      code === 10 ||
      (code >= 0x20 && code !== 0xfffe && code !== 0xffff && !(code >= 0xd800 && code <= 0xdfff));
    result += allowed ? char : '\ufffd';
  }
  return result
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
