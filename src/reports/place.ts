import { formatLocation, type Location } from '../model/location.ts';
import type { ScanReport } from '../model/scan.ts';

/** Name of the repository, where only one was judged. */
export function onlyRepository(report: ScanReport): string | undefined {
  const [first, ...others] = report.document.repositories;
  return others.length === 0 ? first?.name : undefined;
}

/** A place as people read it: without the name of the only repository, so that a terminal can open it. */
export function shownPlace(location: Location, only: string | undefined): string {
  const { repository, ...rest } = location;
  return formatLocation(repository === undefined || repository === only ? rest : location);
}
