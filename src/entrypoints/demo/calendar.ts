/** When the demo takes place unless it is told: its reports say the same on every day they are made. */
export const REFERENCE_TIME = '2026-11-20T09:00:00Z';

const HOUR = 3_600_000;

/** Times counted back from the moment the evidence was taken. */
export class Calendar {
  readonly #now: number;

  /** `now`: RFC 3339. */
  constructor(now: string) {
    this.#now = Date.parse(now);
  }

  get now(): string {
    return rfc3339(this.#now / 1000);
  }

  /** Seconds since 1970, `days` before now and `hours` after that. */
  before(days: number, hours = 0): number {
    return Math.round((this.#now - days * 24 * HOUR + hours * HOUR) / 1000);
  }
}

/** RFC 3339 UTC, to the second. */
export function rfc3339(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
