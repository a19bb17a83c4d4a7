import type { Cut } from '../../../../src/model/cut.ts';
import { formatLocation, type Location } from '../../../../src/model/location.ts';

/** Where a cut's fact stands, as people look it up. */
export function placeOf({ evidence, location }: Pick<Cut, 'evidence' | 'location'>): string {
  return evidence ?? (location === undefined ? '' : formatLocation(location));
}

export function whereIs(location: Location | undefined): string | undefined {
  return location === undefined ? undefined : formatLocation(location);
}
