import type { FastifyBaseLogger } from 'fastify';
import { MemoryWitness } from '../../../flows/guard/who/witness-memory.ts';
import type { SecretText } from '../../../ports/certificates.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { HttpClient } from '../../../ports/http.ts';
import type { Pause } from '../../../ports/pause.ts';
import type { Random } from '../../../ports/random.ts';
import { guardMeters } from '../../server/guarding/meters.ts';
import { type GuardAccounts, type GuardTask, guardTask } from '../../server/guarding/task.ts';
import type { Metrics } from '../../server/metrics/registry.ts';
import { RemoteDesired } from './remote/desired.ts';
import { RemoteLedger } from './remote/ledger.ts';
import { GuardServer } from './remote/server.ts';

export interface GuardClientParts {
  readonly server: URL;
  readonly cluster: string;
  readonly token: () => string;
  readonly http: HttpClient;
  readonly accounts: GuardAccounts;
  /** Keeps when temporary access ends, for when the server does not answer. */
  readonly expiries: SecretText;
  readonly clock: Clock;
  readonly random: Random;
  readonly pause: Pause;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
}

const AGAIN_AFTER_MS = 1_000;

/** Guards a cluster from beside it: what it should be comes from a server, and what is seen and done is recorded there. */
export function guardClient(parts: GuardClientParts): GuardTask {
  const { cluster, clock, random, pause, logger, metrics, accounts, expiries } = parts;
  const server = new GuardServer(parts);
  const ledger = new RemoteLedger(server);
  const desired = new RemoteDesired(server, clock);
  const task: GuardTask = guardTask({
    cluster,
    accounts,
    clock,
    random,
    pause,
    logger,
    ledger,
    desired,
    expiries,
    // The server lowers it.
    atMost: 'revoke',
    // Nobody tells this process who wrote what; the tool is in the object.
    witness: new MemoryWitness(clock),
    pauses: () => desired.pause(),
    meters: guardMeters(metrics, () => [task.status]),
  });
  return {
    name: task.name,
    every: task.every,
    ...(task.ending === undefined ? {} : { ending: task.ending }),
    get status() {
      return task.status;
    },
    live: () => task.live(),
    async run(signal) {
      if (await opened(ledger, parts, signal)) await task.run(signal);
    },
  };
}

/** What was recorded before must be known before anything is looked at, or it would be taken for a beginning. */
async function opened(
  ledger: RemoteLedger,
  { cluster, server, logger, pause }: GuardClientParts,
  signal: AbortSignal,
): Promise<boolean> {
  for (let said = false; !signal.aborted; ) {
    try {
      await ledger.open();
      return true;
    } catch (error) {
      if (!said)
        logger.error({ cluster, server: server.origin, err: error }, 'the server does not answer its guard');
      said = true;
      await pause.pause(AGAIN_AFTER_MS, signal);
    }
  }
  return false;
}
