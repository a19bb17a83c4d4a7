import type { Location } from '../../model/location.ts';

/** Thrown inside the renderer where something cannot be rendered; becomes an `Unrendered` at its boundary. */
export class Unrenderable extends Error {
  readonly at: Location;

  constructor(reason: string, at: Location) {
    super(reason);
    this.at = at;
  }
}
