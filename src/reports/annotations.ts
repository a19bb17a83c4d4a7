import type { Finding } from '../model/finding.ts';
import type { Location } from '../model/location.ts';
import { formatLocation } from '../model/location.ts';
import type { ScanReport } from '../model/scan.ts';
import type { Severity } from '../model/verdict.ts';
import { harmless } from './harmless.ts';
import { jsonText } from './json.ts';
import { compareFindings } from './rank.ts';

/** GitHub shows ten annotations of a step; the rest is counted. */
const MOST_ANNOTATIONS = 10;

function violations(report: ScanReport): readonly Finding[] {
  return report.document.findings.filter((finding) => finding.verdict === 'violated').sort(compareFindings);
}

/** Is the place in the repository that the job has checked out? Only the first one can be. */
function isHere(location: Location, report: ScanReport): boolean {
  return location.repository !== undefined && location.repository === report.document.repositories[0]?.name;
}

/** Workflow commands of GitHub Actions: one annotation a finding. */
export function renderGithub(report: ScanReport): string {
  const all = violations(report);
  const lines = all.slice(0, MOST_ANNOTATIONS).map((finding) => annotation(finding, report));
  if (all.length > MOST_ANNOTATIONS)
    lines.push(`::notice title=Mainward::${all.length - MOST_ANNOTATIONS} more findings are in the summary`);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

const GITHUB_LEVEL: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};

function annotation(finding: Finding, report: ScanReport): string {
  const { location } = finding;
  const here = location !== undefined && isHere(location, report);
  const place = here
    ? `file=${property(location.path)},line=${location.line},endLine=${Math.max(location.line, location.endLine)},col=${location.column},`
    : '';
  const elsewhere = here || location === undefined ? '' : `${formatLocation(location)}: `;
  const text = [`${elsewhere}${finding.message}`, `Stops it: ${finding.remediation}`];
  return `::${GITHUB_LEVEL[finding.severity]} ${place}title=${property(finding.control)}::${text.map(data).join('%0A')}`;
}

/** Escapes as the runner un-escapes them (`actions/toolkit`, `packages/core/src/command.ts`). */
function data(text: string): string {
  return harmless(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
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

/** GitLab's Code Quality report (`doc/ci/testing/code_quality.md`). */
export function renderGitlab(report: ScanReport): string {
  return jsonText(
    violations(report).map((finding) => ({
      description: harmless(finding.message),
      check_name: finding.control,
      fingerprint: finding.fingerprint,
      severity: GITLAB_SEVERITY[finding.severity],
      location: {
        path: gitlabPath(finding.location, report),
        lines: { begin: finding.location?.line ?? 1 },
      },
    })),
  );
}

/** Relative to the checkout, without `./`, as GitLab wants it; a place elsewhere is named with its repository. */
function gitlabPath(location: Location | undefined, report: ScanReport): string {
  if (location === undefined) return '.';
  const { repository } = location;
  return isHere(location, report) || repository === undefined
    ? location.path
    : `${repository}/${location.path}`;
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
      return `  <testsuite name="${stage}" tests="${list.length}" failures="${failures}" errors="0" skipped="${list.length - failures}">\n${cases}\n  </testsuite>\n`;
    },
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mainward">\n${suites.join('')}</testsuites>\n`;
}

function testCase(finding: Finding): string {
  const place =
    finding.location === undefined
      ? ''
      : ` file="${xml(finding.location.path)}" line="${finding.location.line}"`;
  const body =
    finding.verdict === 'violated'
      ? `<failure type="${finding.severity}" message="${xml(finding.message)}">Stops it: ${xml(finding.remediation)}</failure>`
      : `<skipped message="${xml(finding.message)}"/>`;
  return `    <testcase classname="${xml(finding.control)}" name="${xml(finding.subject ?? finding.title)}"${place}>${body}</testcase>`;
}

/** Text as XML 1.0 text or attribute value; the two characters that it cannot hold become U+FFFD. */
function xml(text: string): string {
  return harmless(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
