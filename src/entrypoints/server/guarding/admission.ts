import type { FastifyBaseLogger } from 'fastify';
import type { ClusterAdmission } from '../../../flows/admit/judge.ts';
import type { Witness } from '../../../flows/guard/who/witness.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { LedgerWriter } from '../../../ports/ledger.ts';
import type { ClusterAccounts } from '../clusters.ts';
import type { GuardConfig, ServerConfig } from '../config/config.ts';
import type { Metrics } from '../metrics/registry.ts';
import { composeAdmission } from '../webhook/admission.ts';
import { type WebhookMeters, webhookMeters } from '../webhook/meters.ts';
import { type RunningWebhook, startWebhook, type WebhookCluster } from '../webhook/start.ts';
import type { Guarding } from './compose.ts';
import { lowered } from './lowered.ts';

export interface AdmittingParts {
  readonly config: Pick<ServerConfig, 'guards' | 'admission'>;
  readonly clusters: ReadonlyMap<string, ClusterAccounts>;
  readonly guarding: Guarding;
  /** Of its own. */
  readonly folder: string;
  readonly ledger: LedgerWriter;
  readonly witness: Witness;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** Clusters of this process, which ask without a webhook; told whom, by name. */
  readonly asking?: ReadonlyMap<string, (judge: ClusterAdmission) => void>;
}

/** What API servers ask, where the configuration says that some do. It listens at once. */
export async function startAdmitting(parts: AdmittingParts): Promise<RunningWebhook | undefined> {
  const { config, clusters, asking, folder, ledger, clock, logger, metrics } = parts;
  const guards = config.guards.filter(
    ({ cluster, admission }) =>
      asking?.has(cluster) === true || (config.admission !== undefined && admission !== undefined),
  );
  if (guards.length === 0) return undefined;
  const meters = webhookMeters(metrics);
  const found: WebhookCluster[] = [];
  for (const guard of guards) {
    const { cluster, admission: address } = guard;
    const admission = await admissionOf(guard, meters, parts);
    if (admission === undefined) continue;
    const registrar = clusters.get(cluster)?.registrar;
    asking?.get(cluster)?.(admission);
    if (address !== undefined && registrar !== undefined)
      found.push({ name: cluster, address, admission, registrar });
  }
  if (config.admission === undefined || found.length === 0) return undefined;
  return startWebhook({
    listen: config.admission.listen,
    clusters: found,
    folder,
    ledger,
    clock,
    logger,
    meters,
  });
}

async function admissionOf(
  { cluster, atMost }: GuardConfig,
  meters: WebhookMeters,
  { guarding, ledger, witness, logger }: AdmittingParts,
): Promise<ClusterAdmission | undefined> {
  const desired = guarding.desired.get(cluster);
  if (desired === undefined) return undefined;
  return composeAdmission({
    cluster,
    desired: lowered(desired, atMost),
    live: () => guarding.tasks.get(cluster)?.live(),
    publishers: guarding.publishers.get(cluster) ?? new Set(),
    witness,
    ledger,
    logger,
    meters,
  });
}
