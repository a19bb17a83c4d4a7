import type { Finding } from '../model/finding.ts';
import type { Location } from '../model/location.ts';
import type { ScanReport } from '../model/scan.ts';
import type { Severity } from '../model/verdict.ts';

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};
/** GitHub's numeric scale for `security-severity`. */
const SCORE: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '1.0',
};

/**
 * SARIF 2.1.0 (OASIS). Violations are results of kind `fail`, unknowns of kind `open`; the chain of steps is
 * the thread flow. Findings without a place point at the repository's root.
 */
export function renderSarif(report: ScanReport, version: string): string {
  const findings = report.document.findings.filter(
    (one) => one.verdict === 'violated' || one.verdict === 'unknown',
  );
  const rules = [...new Map(findings.map((finding) => [finding.control, finding])).values()];
  const index = new Map(rules.map((finding, position) => [finding.control, position]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Mainward',
            semanticVersion: version,
            rules: rules.map(toRule),
          },
        },
        columnKind: 'unicodeCodePoints',
        results: findings.map((finding) => toResult(finding, index.get(finding.control) ?? 0)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toRule(finding: Finding): object {
  return {
    id: finding.control,
    shortDescription: { text: finding.title },
    help: { text: `${finding.remediation}\nMore: ${finding.docs}` },
    defaultConfiguration: { level: LEVEL[finding.severity] },
    properties: { tags: ['security', finding.stage], 'security-severity': SCORE[finding.severity] },
  };
}

function toResult(finding: Finding, ruleIndex: number): object {
  const violated = finding.verdict === 'violated';
  return {
    ruleId: finding.control,
    ruleIndex,
    kind: violated ? 'fail' : 'open',
    level: violated ? LEVEL[finding.severity] : 'none',
    message: { text: finding.message },
    locations: [{ physicalLocation: physical(finding.location) }],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map((location, id) => ({
            id,
            physicalLocation: physical(location),
          })),
        }),
    ...(finding.chain.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: flow(finding) }] }] }),
    partialFingerprints: { 'mainward/v1': finding.fingerprint },
    properties: {
      severity: finding.severity,
      ...(finding.subject === undefined ? {} : { subject: finding.subject }),
    },
  };
}

function flow(finding: Finding): readonly object[] {
  return finding.chain.map((text, position) => ({
    executionOrder: position + 1,
    location: {
      message: { text },
      physicalLocation: physical(
        position === 0 ? finding.location : (finding.related[position - 1] ?? finding.location),
      ),
    },
  }));
}

function physical(location: Location | undefined): object {
  if (location === undefined) return { artifactLocation: { uri: '.' } };
  return {
    artifactLocation: { uri: encodeURI(location.path).replace(/[?#]/g, encodeURIComponent) },
    region: {
      startLine: location.line,
      startColumn: location.column,
      endLine: Math.max(location.endLine, location.line),
      endColumn:
        location.endLine > location.line
          ? Math.max(location.endColumn, 1)
          : Math.max(location.endColumn, location.column),
    },
  };
}
