import type { FastifyBaseLogger } from 'fastify';
import { ProtectedPolicies } from '../../flows/exchange/policies.ts';
import type { GitOpener } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { ServerConfig } from './config/config.ts';
import type { Metrics } from './metrics/registry.ts';

export interface PolicyParts {
  readonly config: Pick<ServerConfig, 'broker' | 'repositories'>;
  readonly git: GitOpener;
  readonly ledger: LedgerWriter & LedgerReader;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
}

/** The policy in force of each repository, by name. One that cannot be used leaves the last good one in force, loudly. */
export function composePolicies(parts: PolicyParts): ReadonlyMap<string, ProtectedPolicies> {
  const { config, git, ledger, logger } = parts;
  const faulty = parts.metrics.gauge(
    'mainward_policy_faulty',
    '1 while the newest policy of a repository cannot be used and an older one is in force.',
  );
  return new Map(
    config.repositories.map(({ name: repository, path, ref, policy: folder }) => {
      const acceptFrom = config.broker?.policy === repository ? config.broker.acceptFrom : undefined;
      const place = { repository, path, ref, folder, ...(acceptFrom === undefined ? {} : { acceptFrom }) };
      const policies = new ProtectedPolicies(place, {
        git,
        ledger,
        changed: (fault, commit) => {
          faulty.set(fault === undefined ? 0 : 1, { repository });
          if (fault === undefined) logger.info({ repository, commit }, 'policy in force');
          else logger.error({ repository, commit, code: fault.code, err: fault }, 'policy refused');
        },
      });
      return [repository, policies];
    }),
  );
}
