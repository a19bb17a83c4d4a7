import type { Finding } from '../model/finding.ts';
import { SEVERITIES } from '../model/verdict.ts';

export interface FindingGroup {
  readonly group: string;
  /** The gravest of the group; ties by place. */
  readonly first: Finding;
  readonly all: readonly Finding[];
}

/** Findings folded by root cause, the gravest first, within a severity those that reach furthest. */
export function ranked(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = [...Map.groupBy(findings, (finding) => `${finding.verdict} ${finding.group}`)].map(
    ([, all]) => {
      const sorted = [...all].sort(compareFindings);
      const [first] = sorted;
      return first === undefined ? undefined : { group: first.group, first, all: sorted };
    },
  );
  return groups.filter((group) => group !== undefined).sort((a, b) => compareFindings(a.first, b.first));
}

export function compareFindings(a: Finding, b: Finding): number {
  return (
    verdictRank(a) - verdictRank(b) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    b.chain.length - a.chain.length ||
    compare(a.control, b.control) ||
    compare(place(a), place(b)) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function verdictRank(finding: Finding): number {
  return ['violated', 'unknown', 'holds', 'not-applicable'].indexOf(finding.verdict);
}

function place(finding: Finding): string {
  const { location } = finding;
  if (location === undefined) return '';
  return `${location.repository ?? ''}:${location.path}:${String(location.line).padStart(9, '0')}:${location.column}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
