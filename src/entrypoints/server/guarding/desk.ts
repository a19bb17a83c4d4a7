import type { FastifyBaseLogger } from 'fastify';
import { identityProblem, type TrustedSubject } from '../../../flows/exchange/identity.ts';
import type { DesiredSource } from '../../../flows/guard/desired/state.ts';
import type { GuardParts } from '../../../flows/guard/parts.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { LedgerEntry, LedgerEntryType, Recorded } from '../../../model/ledger.ts';
import type { Payload } from '../../../model/payload.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { IssuerKeys } from '../../../ports/issuer.ts';
import type { LedgerReader, LedgerWriter, NewEntry } from '../../../ports/ledger.ts';
import type { Counter } from '../metrics/registry.ts';
import { type DesiredAnswer, desiredAnswer } from './desired-document.ts';

export interface DeskParts {
  readonly cluster: string;
  readonly client: TrustedSubject;
  /** With its tier lowered to what the configuration allows. */
  readonly desired: DesiredSource;
  readonly pauses: GuardParts['pauses'];
  readonly keys: IssuerKeys;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly refusals: Counter;
}

/** What a guard writes, and with which payloads. */
const PAYLOADS: Readonly<Partial<Record<LedgerEntryType, Payload['schema']>>> = {
  'guard.began': 'mainward.dev/guard-inventory/v1',
  'guard.held': 'mainward.dev/guard-held/v1',
  'drift.seen': 'mainward.dev/drift-seen/v1',
  'drift.attributed': 'mainward.dev/attribution/v1',
  'grant.ended': 'mainward.dev/grant-ended/v1',
};
export const GUARDS_ENTRIES: readonly LedgerEntryType[] = [
  'guard.began',
  'guard.held',
  'guard.followed',
  'drift.seen',
  'drift.acted',
  'drift.ended',
  'drift.attributed',
  'grant.ended',
];
const MOST_SCANNED = 1_000;

/** Where a guard beside its cluster gets what it needs, and leaves what it has to say: of its own cluster only. */
export class GuardDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Does this token show that its bearer is the guard of the cluster? */
  async admits(token: string): Promise<boolean> {
    const { cluster, client, keys, clock, logger, refusals } = this.#parts;
    try {
      const code = await identityProblem(token, client, { keys, clock });
      if (code === undefined) return true;
      refusals.add({ cluster, code });
      logger.warn({ cluster, code }, 'a guard was not let in');
    } catch (cause) {
      refusals.add({ cluster, code: 'issuer-unavailable' });
      logger.error({ cluster, err: cause }, 'whether a guard is one cannot be told');
    }
    return false;
  }

  /** `undefined` where no commit is verified. Rejects where that cannot be told. */
  async desired(): Promise<DesiredAnswer | undefined> {
    const [state, pause] = await Promise.all([this.#parts.desired.current(), this.#parts.pauses()]);
    return state && desiredAnswer(state, pause);
  }

  /** Records what the guard says. Rejects with LEDGER_ENTRY_INVALID for what no guard of this cluster says. */
  async append(entry: NewEntry, payload: Uint8Array | undefined): Promise<Recorded> {
    const { cluster, ledger } = this.#parts;
    if (!isGuards(entry.type) || !('cluster' in entry) || entry.cluster !== cluster)
      throw notGuards('it is none of a guard of this cluster');
    if (payload !== undefined && schemaOf(payload) !== PAYLOADS[entry.type])
      throw notGuards('its payload is another one');
    if ('seen' in entry && !(await this.#isSeen(entry.seen)))
      throw notGuards('it follows nothing that was seen in this cluster');
    return ledger.append(entry, payload);
  }

  /** How many entries are durable. */
  get size(): number {
    return this.#parts.ledger.size();
  }

  /** What was recorded of this cluster's guard before an index, the newest first. */
  async entries(before: number, limit: number): Promise<readonly Recorded[]> {
    const { cluster, ledger } = this.#parts;
    const found: Recorded[] = [];
    for (let end = before; end > 0 && found.length < limit; ) {
      const page = await ledger.find({ types: GUARDS_ENTRIES, before: end, limit: MOST_SCANNED });
      found.push(...page.filter(({ entry }) => isOf(cluster, entry)));
      end = page.length < MOST_SCANNED ? 0 : (page.at(-1)?.index ?? 0);
    }
    return found.slice(0, limit);
  }

  /** Of an entry of this cluster's guard. */
  async payload(digest: string): Promise<Uint8Array | undefined> {
    const { cluster, ledger } = this.#parts;
    const known = await ledger.find({ types: GUARDS_ENTRIES, digest });
    const own = known.some(({ entry }) => isOf(cluster, entry) && entry.payload === digest);
    return own ? ledger.payload(digest) : undefined;
  }

  async #isSeen(index: number): Promise<boolean> {
    const entry = (await this.#parts.ledger.entry(index))?.entry;
    return entry?.type === 'drift.seen' && entry.cluster === this.#parts.cluster;
  }
}

function isGuards(type: LedgerEntryType): boolean {
  return GUARDS_ENTRIES.includes(type);
}

function isOf(cluster: string, entry: LedgerEntry): boolean {
  return isGuards(entry.type) && 'cluster' in entry && entry.cluster === cluster;
}

function schemaOf(payload: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    return value instanceof Object && 'schema' in value ? value.schema : undefined;
  } catch {
    return null;
  }
}

function notGuards(why: string): MainwardError {
  return new MainwardError('LEDGER_ENTRY_INVALID', `The entry cannot be recorded: ${why}.`);
}
