import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { SecretFile } from '../../../adapters/secret-file/store.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import type { ClusterAdmission } from '../../../flows/admit/judge.ts';
import { WebhookPaths } from '../../../flows/admit/webhook/capability.ts';
import { WebhookCertificates } from '../../../flows/admit/webhook/certificates.ts';
import { hostsOf, type WebhookAddress } from '../../../flows/admit/webhook/configuration.ts';
import { Registration } from '../../../flows/admit/webhook/registration.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { ClusterReader, ClusterWatcher, ClusterWriter } from '../../../ports/cluster.ts';
import type { LedgerWriter } from '../../../ports/ledger.ts';
import type { ListenAddress } from '../config/config.ts';
import type { Task } from '../tasks.ts';
import type { WebhookLimits } from './limits.ts';
import { listenForReviews } from './listener.ts';
import type { WebhookMeters } from './meters.ts';

/** A cluster whose API server asks. */
export interface WebhookCluster {
  readonly name: string;
  /** How it reaches the listener. */
  readonly address: WebhookAddress;
  readonly admission: ClusterAdmission;
  readonly registrar: ClusterReader & ClusterWatcher & ClusterWriter;
}

export interface WebhookSetup {
  readonly listen: ListenAddress;
  /** Of its own, below the server's data: certificates with their keys, and the secret in the paths. */
  readonly folder: string;
  readonly clusters: readonly WebhookCluster[];
  readonly ledger: LedgerWriter;
  readonly clock: Clock;
  readonly logger: FastifyBaseLogger;
  readonly meters: WebhookMeters;
  readonly limits?: Partial<WebhookLimits>;
}

export interface RunningWebhook {
  /** Where it listens. */
  readonly port: number;
  /** Renew certificates, and keep every cluster's registration. To be begun now that it listens. */
  readonly tasks: readonly Task[];
  /** Takes no more connections, lets requests end, and what they came to be recorded. Twice is once. */
  stop(): Promise<void>;
}

/** Milliseconds that requests in flight have to end. */
const GRACE = 3_000;
const RECALL = 2_000;

/** Listens for the API servers of some clusters. Rejects with LISTEN_FAILED or STORE_UNAVAILABLE. */
export async function startWebhook(setup: WebhookSetup): Promise<RunningWebhook> {
  const { clusters, clock, folder, logger, meters } = setup;
  const { PkijsCertificates } = await import('../../../adapters/certificates-pkijs/maker.ts');
  const paths = await WebhookPaths.open(new SecretFile(join(folder, 'secret')), systemRandom);
  const certificates = await WebhookCertificates.open({
    maker: new PkijsCertificates(),
    store: new SecretFile(join(folder, 'certificates.json')),
    clock,
    hosts: [...new Set(clusters.flatMap(({ address }) => hostsOf(address)))].sort(),
    clusters: clusters.map(({ name }) => name),
  });
  const registrations = new Map(
    clusters.map((cluster) => [cluster.name, registrationOf(cluster, paths, certificates, setup)]),
  );
  // Bounded, so that a cluster that does not answer keeps no other waiting.
  const recalled = Promise.all([...registrations.values()].map((one) => one.recall()));
  const known = new AbortController();
  await Promise.race([recalled, systemPause.pause(RECALL, known.signal)]);
  known.abort();
  const listener = await listenForReviews({
    listen: setup.listen,
    certificate: certificates.serving(),
    paths,
    judges: new Map(clusters.map(({ name, admission }) => [name, admission])),
    reached: (cluster) => registrations.get(cluster)?.reached(),
    logger,
    seconds: meters.seconds,
    ...(setup.limits === undefined ? {} : { limits: setup.limits }),
  });
  const renewing: Task = {
    name: 'renew certificates of admission',
    every: 60_000,
    async run() {
      if (await certificates.renew()) listener.renew(certificates.serving());
    },
  };
  let stopped: Promise<void> | undefined;
  const ended = async (): Promise<void> => {
    await listener.stop(GRACE);
    await Promise.all(clusters.map(({ admission }) => admission.settled()));
  };
  return {
    port: listener.port,
    tasks: [renewing, ...[...registrations].map(([name, one]) => keeping(name, one, meters))],
    stop: () => (stopped ??= ended()),
  };
}

function registrationOf(
  { name, address, admission, registrar }: WebhookCluster,
  paths: WebhookPaths,
  certificates: WebhookCertificates,
  { ledger, clock, logger, meters }: WebhookSetup,
): Registration {
  return new Registration({
    cluster: name,
    api: registrar,
    address,
    path: paths.pathOf(name),
    certificates,
    admission,
    ledger,
    clock,
    pause: systemPause,
    alarm: (what) => {
      meters.tampered.add({ cluster: name, what });
      logger.error(
        { cluster: name, what },
        'the registration of the admission webhook was changed by somebody else, and is put back',
      );
    },
  });
}

function keeping(cluster: string, registration: Registration, { registered }: WebhookMeters): Task {
  return {
    name: `keep admission registered in ${cluster}`,
    every: 10_000,
    hints: (signal) => registration.hints(signal),
    async run(signal) {
      try {
        await registration.keep(signal);
        registered.set(1, { cluster });
      } catch (error) {
        registered.set(0, { cluster });
        throw error;
      }
    },
  };
}
