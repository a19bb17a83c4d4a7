import type { FastifyBaseLogger } from 'fastify';
import { OidcIssuerKeys } from '../../adapters/issuer-oidc/keys.ts';
import type { Reach } from '../../adapters/issuer-oidc/reach.ts';
import { RefusalBound } from '../../flows/exchange/bound.ts';
import type { Broker, LandingJudge, PolicySource, RefusalEvent } from '../../flows/exchange/broker.ts';
import { ProtectedPolicies } from '../../flows/exchange/policies.ts';
import type { GitOpener } from '../../ports/git.ts';
import type { IssuerConfig, ServerConfig } from './config/config.ts';
import type { Metrics } from './metrics/registry.ts';

export interface BrokerParts extends Pick<Broker, 'clusters' | 'ledger' | 'once' | 'clock' | 'random'> {
  readonly config: Pick<ServerConfig, 'issuers' | 'broker' | 'repositories'>;
  readonly git: GitOpener;
  readonly landings: LandingJudge;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
}

/** The broker as the configuration has it. Without issuers it asks nobody anything and refuses every token. */
export function composeBroker({ config, git, landings, logger, metrics, ...ports }: BrokerParts): Broker {
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
    policies: policiesOf(config, { git, ledger: ports.ledger, logger, metrics }),
    bound: new RefusalBound(ports.clock),
    refused: (event) => {
      refusals.add({ code: event.code });
      log(logger, event);
    },
  };
}

function policiesOf(
  { broker, repositories }: BrokerParts['config'],
  { git, ledger, logger, metrics }: Pick<BrokerParts, 'git' | 'ledger' | 'logger' | 'metrics'>,
): PolicySource {
  const place = repositories.find(({ name }) => name === broker?.policy);
  if (broker === undefined || place === undefined) return { inForce: () => Promise.resolve(undefined) };
  const faulty = metrics.gauge(
    'mainward_policy_faulty',
    '1 while the newest policy of the broker cannot be used and an older one is in force.',
  );
  const { name: repository, path, ref, policy: folder } = place;
  return new ProtectedPolicies(
    {
      repository,
      path,
      ref,
      folder,
      ...(broker.acceptFrom === undefined ? {} : { acceptFrom: broker.acceptFrom }),
    },
    {
      git,
      ledger,
      changed: (fault, commit) => {
        faulty.set(fault === undefined ? 0 : 1);
        if (fault === undefined) logger.info({ repository, commit }, 'policy in force');
        else logger.error({ repository, commit, code: fault.code, err: fault }, 'policy refused');
      },
    },
  );
}

function log(logger: FastifyBaseLogger, { cause, token, ...event }: RefusalEvent): void {
  const told = { ...event, ...(token === undefined ? {} : { digest: token }) };
  if (cause === undefined) logger.warn(told, 'exchange refused');
  else logger.error({ ...told, err: cause }, 'exchange failed');
}

function reachOf({ loopback, privateNetwork }: IssuerConfig): Reach {
  if (loopback) return 'loopback';
  return privateNetwork ? 'private' : 'public';
}
