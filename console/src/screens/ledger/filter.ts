import type { LedgerEntry, Recorded } from '../../../../src/model/ledger.ts';

/** What entries are filtered by. */
export type Facet = 'type' | 'repository' | 'cluster';

export function facetOf(entry: LedgerEntry, facet: Facet): string | undefined {
  const value = ({ ...entry } as Readonly<Record<string, unknown>>)[facet];
  return typeof value === 'string' ? value : undefined;
}

/** Every value that these entries have, and the one that is chosen. */
export function facetsOf(
  entries: readonly Recorded[],
  facet: Facet,
  chosen: string | undefined,
): readonly string[] {
  const values = [...entries.map(({ entry }) => facetOf(entry, facet)), chosen];
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}

/** Each once, whichever way it came. */
export function newestFirst(entries: readonly Recorded[]): readonly Recorded[] {
  const byIndex = new Map(entries.map((one) => [one.index, one]));
  return [...byIndex.values()].sort((one, other) => other.index - one.index);
}
