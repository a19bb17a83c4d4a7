import type { Finding } from '../model/finding.ts';
import { SEVERITIES } from '../model/verdict.ts';

export interface FindingGroup {
  readonly group: string;
  /** The gravest of the group; ties by place. */
  readonly first: Finding;
  readonly all: readonly Finding[];
}

/**
 * Findings folded by root cause, the gravest first; within a severity those that lead to the target, then those
 * that lead to most.
 */
export function ranked(findings: readonly Finding[], target?: string): readonly FindingGroup[] {
  const missing = (finding: Finding): number => (leadsTo(finding, target) ? 0 : 1);
  const groups = [...Map.groupBy(findings, (finding) => `${finding.verdict} ${finding.group}`)].map(
    ([, all]) => {
      const sorted = [...all].sort(
        (a, b) => severityRank(a) - severityRank(b) || missing(a) - missing(b) || compareFindings(a, b),
      );
      const [first] = sorted;
      return first === undefined ? undefined : { group: first.group, first, all: sorted };
    },
  );
  return groups
    .filter((group) => group !== undefined)
    .sort(
      (a, b) =>
        verdictRank(a.first) - verdictRank(b.first) ||
        severityRank(a.first) - severityRank(b.first) ||
        missing(a.first) - missing(b.first) ||
        reach(b) - reach(a) ||
        compareFindings(a.first, b.first),
    );
}

function leadsTo(finding: Finding, target: string | undefined): boolean {
  if (target === undefined) return true;
  const end = `→ ${target}`;
  return finding.chain.some((step) => step.endsWith(end) || step.includes(`${end} (`));
}

/** How many ways the findings of a group lead on, each counted once. */
function reach(group: FindingGroup): number {
  return new Set(group.all.flatMap((finding) => finding.chain)).size;
}

/** All groups of one control, shown as one. */
export interface ControlGroup {
  readonly first: Finding;
  readonly causes: number;
  readonly findings: number;
}

/** Groups folded by control, in the order of each control's first group. */
export function byControl(groups: readonly FindingGroup[]): readonly ControlGroup[] {
  return [...Map.groupBy(groups, (group) => group.first.control).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return [
      {
        first: first.first,
        causes: same.length,
        findings: same.reduce((total, group) => total + group.all.length, 0),
      },
    ];
  });
}

export function compareFindings(a: Finding, b: Finding): number {
  return (
    verdictRank(a) - verdictRank(b) ||
    severityRank(a) - severityRank(b) ||
    b.chain.length - a.chain.length ||
    compare(a.control, b.control) ||
    compare(place(a), place(b)) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function verdictRank(finding: Finding): number {
  return ['violated', 'unknown', 'holds', 'not-applicable'].indexOf(finding.verdict);
}

function severityRank(finding: Finding): number {
  return SEVERITIES.indexOf(finding.severity);
}

function place(finding: Finding): string {
  const { location } = finding;
  if (location === undefined) return '';
  return `${location.repository ?? ''}:${location.path}:${String(location.line).padStart(9, '0')}:${location.column}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
