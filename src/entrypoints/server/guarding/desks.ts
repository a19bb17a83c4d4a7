import type { FastifyBaseLogger } from 'fastify';
import { OidcIssuerKeys } from '../../../adapters/issuer-oidc/keys.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { LedgerReader, LedgerWriter } from '../../../ports/ledger.ts';
import { reachOf } from '../broker.ts';
import type { GuardConfig } from '../config/config.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { Guarding } from './compose.ts';
import { GuardDesk } from './desk.ts';
import { lowered } from './lowered.ts';

export interface DesksParts {
  readonly guards: readonly GuardConfig[];
  readonly guarding: Guarding;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
}

/** One for each guard that runs beside its cluster. Each has keys of its own issuer only. */
export function desksOf({ guards, guarding, metrics, ...parts }: DesksParts): ReadonlyMap<string, GuardDesk> {
  const refusals = metrics.counter(
    'mainward_guard_client_refusals_total',
    'Tokens by which nobody is the guard of a cluster, by why.',
  );
  return new Map(
    guards.flatMap(({ cluster, atMost, client }) => {
      const desired = guarding.desired.get(cluster);
      const pauses = guarding.pauses.get(cluster);
      if (client === undefined || desired === undefined || pauses === undefined) return [];
      const { issuer, audience, subject, algorithms, maxAgeMinutes } = client;
      const desk = new GuardDesk({
        ...parts,
        cluster,
        client: { issuer, audience, subject, algorithms, maxAge: maxAgeMinutes * 60_000 },
        desired: lowered(desired, atMost),
        pauses,
        keys: new OidcIssuerKeys(new Map([[issuer, reachOf(client)]]), parts.clock),
        refusals,
      });
      return [[cluster, desk] as const];
    }),
  );
}
