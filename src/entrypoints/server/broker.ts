import type { FastifyBaseLogger } from 'fastify';
import { OidcIssuerKeys } from '../../adapters/issuer-oidc/keys.ts';
import type { Reach } from '../../adapters/issuer-oidc/reach.ts';
import { RefusalBound } from '../../flows/exchange/bound.ts';
import type { Broker, LandingJudge, PolicySource, RefusalEvent } from '../../flows/exchange/broker.ts';
import type { IssuerConfig, ServerConfig } from './config/config.ts';
import type { Metrics } from './metrics/registry.ts';

export interface BrokerParts extends Pick<Broker, 'clusters' | 'ledger' | 'once' | 'clock' | 'random'> {
  readonly config: Pick<ServerConfig, 'issuers'>;
  /** Of the repository that the configuration names for it; absent = no token is traded. */
  readonly policies: PolicySource | undefined;
  readonly landings: LandingJudge;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
}

/** The broker as the configuration has it. Without issuers it asks nobody anything and refuses every token. */
export function composeBroker({
  config,
  policies,
  landings,
  logger,
  metrics,
  ...ports
}: BrokerParts): Broker {
  const refusals = metrics.counter(
    'mainward_exchange_refusals_total',
    'Tokens that were not traded, by why.',
  );
  return {
    ...ports,
    landings,
    issuers: new Map(
      config.issuers.map(({ issuer, audience, algorithms, maxAgeMinutes }) => [
        issuer,
        { issuer, audience, algorithms, maxAge: maxAgeMinutes * 60_000 },
      ]),
    ),
    keys: new OidcIssuerKeys(new Map(config.issuers.map((one) => [one.issuer, reachOf(one)])), ports.clock),
    policies: policies ?? { inForce: () => Promise.resolve(undefined) },
    bound: new RefusalBound(ports.clock),
    refused: (event) => {
      refusals.add({ code: event.code });
      log(logger, event);
    },
  };
}

function log(logger: FastifyBaseLogger, { cause, token, ...event }: RefusalEvent): void {
  const told = { ...event, ...(token === undefined ? {} : { digest: token }) };
  if (cause === undefined) logger.warn(told, 'exchange refused');
  else logger.error({ ...told, err: cause }, 'exchange failed');
}

/** Where an issuer may be asked for its keys. */
export function reachOf({ loopback, privateNetwork }: IssuerConfig): Reach {
  if (loopback) return 'loopback';
  return privateNetwork ? 'private' : 'public';
}
