import type { Finding } from '../model/finding.ts';
import type { Location } from '../model/location.ts';
import type { ScanReport } from '../model/scan.ts';
import type { Severity } from '../model/verdict.ts';
import { harmless } from './harmless.ts';
import { jsonText } from './json.ts';

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
/** Base of paths of the first repository; the name is a custom that code-scanning servers know. */
const FIRST_ROOT = '%SRCROOT%';
/** Base of paths of what was supplied from outside the judged repositories. */
const SUPPLIED = 'SUPPLIED';

export interface SarifContext {
  readonly version: string;
  /** Control id -> its document, as Markdown without front matter. */
  readonly documents: ReadonlyMap<string, string>;
}

/**
 * SARIF 2.1.0 (OASIS, errata 01). A violation is a result of kind `fail`; an unknown is of kind `open`, for which
 * the standard allows no level but `none` (3.27.10). The chain of steps is the thread flow. Paths are relative to
 * the root of their repository, which is named as a base and has no address. A finding without a place points at
 * the root.
 */
export function renderSarif(report: ScanReport, context: SarifContext): string {
  const findings = report.document.findings.filter(
    (one) => one.verdict === 'violated' || one.verdict === 'unknown',
  );
  const rules = [...new Map(findings.map((finding) => [finding.control, finding])).values()];
  const index = new Map(rules.map((finding, position) => [finding.control, position]));
  const place = placesOf(report);
  return jsonText({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Mainward',
            semanticVersion: context.version,
            rules: rules.map((finding) => toRule(finding, context)),
          },
        },
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: bases(report),
        results: findings.map((finding) => toResult(finding, index.get(finding.control) ?? 0, place)),
      },
    ],
  });
}

function toRule(finding: Finding, { documents }: SarifContext): object {
  const document = documents.get(finding.control);
  const text = `${document ?? harmless(finding.remediation)}\n\nMore: ${finding.docs}`;
  return {
    id: finding.control,
    shortDescription: { text: plain(finding.title) },
    fullDescription: { text: plain(finding.title) },
    help: { text, markdown: text },
    defaultConfiguration: { level: LEVEL[finding.severity] },
    properties: { tags: ['security', finding.stage], 'security-severity': SCORE[finding.severity] },
  };
}

type Place = (location: Location | undefined) => object;

function toResult(finding: Finding, ruleIndex: number, place: Place): object {
  const violated = finding.verdict === 'violated';
  return {
    ruleId: finding.control,
    ruleIndex,
    kind: violated ? 'fail' : 'open',
    level: violated ? LEVEL[finding.severity] : 'none',
    message: { text: plain(finding.message) },
    locations: [{ physicalLocation: place(finding.location) }],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map((location, position) => ({
            id: position + 1,
            physicalLocation: place(location),
          })),
        }),
    ...(finding.chain.length === 0
      ? {}
      : { codeFlows: [{ threadFlows: [{ locations: flow(finding, place) }] }] }),
    partialFingerprints: { 'mainward/v1': finding.fingerprint },
    properties: {
      severity: finding.severity,
      group: harmless(finding.group),
      ...(finding.subject === undefined ? {} : { subject: harmless(finding.subject) }),
    },
  };
}

function flow(finding: Finding, place: Place): readonly object[] {
  return finding.chain.map((text, position) => ({
    executionOrder: position + 1,
    location: {
      message: { text: plain(text) },
      physicalLocation: place(
        position === 0 ? finding.location : (finding.related[position - 1] ?? finding.location),
      ),
    },
  }));
}

/** Text of a message. Where it would be read as an embedded link (3.11.6), its brackets are escaped. */
function plain(text: string): string {
  const shown = harmless(text);
  return shown.includes('](') ? shown.replace(/[\\[\]]/g, '\\$&') : shown;
}

function bases(report: ScanReport): Readonly<Record<string, object>> {
  const roots = report.document.repositories.map(({ name, commit }, index) => {
    const at = commit === null ? 'as it lies' : `at commit ${commit}`;
    return [baseOf(name, index), { description: { text: `root of ${harmless(name)}, ${at}` } }] as const;
  });
  const supplied = { description: { text: 'what was supplied from outside the judged repositories' } };
  return Object.fromEntries([...roots, [SUPPLIED, supplied]]);
}

function baseOf(name: string, index: number): string {
  return index === 0 ? FIRST_ROOT : `ROOT:${harmless(name)}`;
}

function placesOf(report: ScanReport): Place {
  const known = new Map(
    report.document.repositories.map((one, index) => [one.name, baseOf(one.name, index)]),
  );
  return (location) => {
    if (location === undefined) return { artifactLocation: { uri: '.', uriBaseId: FIRST_ROOT } };
    const { repository } = location;
    const base = repository === undefined ? SUPPLIED : known.get(repository);
    return {
      artifactLocation: {
        uri: relativeUri(location.path),
        ...(base === undefined ? {} : { uriBaseId: base }),
      },
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
  };
}

/** A path as a relative reference of RFC 3986: never a scheme, a host, a query or a way upward. */
function relativeUri(path: string): string {
  const segments = path
    .toWellFormed()
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return segments.length === 0 ? '.' : segments.map(encodeURIComponent).join('/');
}
