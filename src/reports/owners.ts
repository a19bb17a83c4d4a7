import type { Location } from '../model/location.ts';
import { harmless } from './harmless.ts';

/** A path a line: who owns it, and the line that says so. */
export function renderOwners(
  paths: readonly {
    readonly path: string;
    readonly owners: readonly string[] | null;
    readonly rule: Location | null;
  }[],
): string {
  const rows = paths.map(({ path, owners, rule }) => ({
    path: harmless(path),
    who: owners === null || owners.length === 0 ? 'nobody' : harmless(owners.join(' ')),
    why:
      rule === null
        ? 'no line matches'
        : `${harmless(rule.path)}:${rule.line}${owners?.length === 0 ? ' names nobody' : ''}`,
  }));
  const width = Math.max(0, ...rows.map((row) => row.path.length));
  const wide = Math.max(0, ...rows.map((row) => row.who.length));
  return rows.map((row) => `${row.path.padEnd(width)}  ${row.who.padEnd(wide)}  ${row.why}\n`).join('');
}
