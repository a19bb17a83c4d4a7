import type { Quorum } from '../model/graph.ts';
import type { ScanReport } from '../model/scan.ts';

/** What stands open for these quorums, each said once. */
export function openQuestions(quorums: readonly Quorum[]): readonly string[] {
  return [...new Set(quorums.flatMap((one) => one.open))];
}

/** What was there and could not be read, with the reason, each said once. */
export function unreadSources(report: ScanReport): readonly string[] {
  const failed = report.document.coverage.filter((one) => one.status === 'failed');
  return [
    ...new Set(failed.map((one) => `${one.source} was not read: ${one.reason ?? 'no reason is known'}`)),
  ];
}
