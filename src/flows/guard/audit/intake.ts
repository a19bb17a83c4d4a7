import { createHash } from 'node:crypto';
import type { Clock } from '../../../ports/clock.ts';
import type { Witness } from '../who/witness.ts';
import { type MeaningOf, sightingsOf } from './event.ts';
import { fieldsOf } from './fields.ts';

/** Milliseconds for which an event may be late, and by which the API server's clock may be ahead. */
const LATE = 600_000;
const AHEAD = 120_000;

export interface IntakeLimits {
  /** Events of one batch. */
  readonly batch: number;
  /** Events a minute; as many may come at once. */
  readonly perMinute: number;
  /** Events by which a second delivery is known. */
  readonly remembered: number;
}

const DEFAULT_LIMITS: IntakeLimits = { batch: 1_000, perMinute: 30_000, remembered: 50_000 };

/** `busy`: nothing of it was taken, and it is to be sent again; `invalid`: it is no list of events. */
export type Taken = { readonly noted: number; readonly ignored: number } | 'busy' | 'invalid';

/** Takes what one API server sends. */
export interface AuditReceiver {
  /** SHA-256 of the token that it sends along, lower-case hex; the token itself is nowhere here. */
  readonly tokenSha256: string;
  /** The body of one delivery. */
  take(body: Uint8Array): Taken;
}

export interface IntakePorts {
  readonly witness: Pick<Witness, 'note'>;
  readonly clock: Clock;
  readonly meaningOf: MeaningOf;
}

/** Takes the audit events of one cluster, each once, and notes what they say of writes. */
export class AuditIntake implements AuditReceiver {
  readonly tokenSha256: string;
  readonly #cluster: string;
  readonly #ports: IntakePorts;
  readonly #limits: IntakeLimits;
  /** Digest of an event -> when it came. */
  readonly #known: Map<string, number> = new Map();
  #allowance: number;
  #filled: number;

  constructor(cluster: string, tokenSha256: string, ports: IntakePorts, limits: Partial<IntakeLimits> = {}) {
    this.tokenSha256 = tokenSha256;
    this.#cluster = cluster;
    this.#ports = ports;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#allowance = this.#limits.perMinute;
    this.#filled = ports.clock.now();
  }

  take(body: Uint8Array): Taken {
    const events = eventsOf(body);
    if (events === undefined || events.length > this.#limits.batch) return 'invalid';
    const now = this.#ports.clock.now();
    if (!this.#spend(events.length, now)) return 'busy';
    let noted = 0;
    for (const event of events) if (this.#isNew(event, now) && this.#note(event, now)) noted += 1;
    return { noted, ignored: events.length - noted };
  }

  #note(event: unknown, now: number): boolean {
    const { witness, meaningOf } = this.#ports;
    const sightings = sightingsOf(event, this.#cluster, meaningOf).filter(
      ({ at }) => at >= now - LATE && at <= now + AHEAD,
    );
    for (const one of sightings) witness.note(one);
    return sightings.length > 0;
  }

  #isNew(event: unknown, now: number): boolean {
    for (const [digest, came] of this.#known) {
      if (came >= now - LATE && this.#known.size < this.#limits.remembered) break;
      this.#known.delete(digest);
    }
    const digest = createHash('sha256').update(identityOf(event)).digest('base64');
    if (this.#known.has(digest)) return false;
    this.#known.set(digest, now);
    return true;
  }

  #spend(events: number, now: number): boolean {
    const { perMinute } = this.#limits;
    const more = (Math.max(0, now - this.#filled) * perMinute) / 60_000;
    this.#allowance = Math.min(perMinute, this.#allowance + more);
    this.#filled = now;
    if (events > this.#allowance) return false;
    this.#allowance -= events;
    return true;
  }
}

/**
 * What tells an event from every other. Not `auditID` alone: the client may choose it (the header `Audit-ID`), and a second
 * request with the same one is still another request.
 */
function identityOf(event: unknown): string {
  const fields = fieldsOf(event);
  const user = fieldsOf(fields.get('user')).get('username');
  const status = fieldsOf(fields.get('responseStatus')).get('code');
  const named = ['auditID', 'stage', 'verb', 'requestURI', 'requestReceivedTimestamp', 'stageTimestamp'];
  return JSON.stringify([...named.map((name) => fields.get(name)), user, status].map(String));
}

function eventsOf(body: Uint8Array): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    const fields = fieldsOf(list);
    const items = fields.get('items');
    if (fields.get('apiVersion') !== 'audit.k8s.io/v1' || fields.get('kind') !== 'EventList')
      return undefined;
    return Array.isArray(items) ? items : undefined;
  } catch {
    return undefined;
  }
}
