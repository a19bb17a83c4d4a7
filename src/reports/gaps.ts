import type { Quorum } from '../model/graph.ts';
import type { ScanReport } from '../model/scan.ts';

/** What was not seen, by what would show it. */
export interface FoldedGap {
  readonly what: readonly string[];
  /** What to supply; '' where nothing is known to help. */
  readonly supply: string;
}

/**
 * What keeps these quorums open (`what: what to supply`), each once, those that one thing would close put
 * together, in the order of their first.
 */
export function openGaps(quorums: readonly Quorum[]): readonly FoldedGap[] {
  const split = [...new Set(quorums.flatMap((one) => one.open))].map((gap) => {
    const at = gap.lastIndexOf(': ');
    return at === -1 ? { what: gap, supply: '' } : { what: gap.slice(0, at), supply: gap.slice(at + 2) };
  });
  return [
    ...Map.groupBy(split, (gap) => (gap.supply === '' ? gap.what : `supply ${gap.supply}`)).values(),
  ].map((gaps) => ({ what: gaps.map((gap) => gap.what), supply: gaps[0]?.supply ?? '' }));
}

/** What was there and could not be read, those with the same reason put together. */
export function unreadSources(report: ScanReport): readonly FoldedGap[] {
  const failed = report.document.coverage.filter((one) => one.status === 'failed');
  return [...Map.groupBy(failed, (one) => one.reason ?? 'no reason is known')].map(([reason, list]) => ({
    what: [...new Set(list.map((one) => `${one.source} was not read: ${reason}`))],
    supply: '',
  }));
}

/** `a`, or `a (and 3 more like it)`. */
export function gapTitle(gap: FoldedGap): string {
  const [first = ''] = gap.what;
  return gap.what.length === 1 ? first : `${first} (and ${gap.what.length - 1} more like it)`;
}
