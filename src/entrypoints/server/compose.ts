import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger } from 'fastify';
import { GitCliOpener } from '../../adapters/git-cli/opener.ts';
import { SqliteOnceStore } from '../../adapters/once-sqlite/store.ts';
import { FolderLock } from '../../adapters/sqlite/lock.ts';
import { systemClock } from '../../adapters/system/clock.ts';
import { systemPause } from '../../adapters/system/pause.ts';
import { systemRandom } from '../../adapters/system/random.ts';
import type { ClusterAdmission } from '../../flows/admit/judge.ts';
import { AcceptedLandings, AcceptedPolicy } from '../../flows/exchange/accepted.ts';
import type { Broker } from '../../flows/exchange/broker.ts';
import { sweepCredentials } from '../../flows/exchange/sweep.ts';
import { DriftBoard } from '../../flows/guard/board/board.ts';
import { Proposer } from '../../flows/guard/proposal/proposer.ts';
import { MemoryWitness } from '../../flows/guard/who/witness-memory.ts';
import { initLedger, type OpenedLedger, openLedger } from '../ledger/open.ts';
import { AnswerDesk } from './answering/desk.ts';
import { answeringTask } from './answering/task.ts';
import { auditsOf } from './audits.ts';
import { CliLogins } from './auth/cli-login.ts';
import { OidcIdentityProvider } from './auth/identity-provider.ts';
import { personFinder } from './auth/person.ts';
import { SealedState } from './auth/sealed.ts';
import { MemorySessions } from './auth/sessions.ts';
import type { SignIn } from './auth/sign-in.ts';
import { composeBroker } from './broker.ts';
import { type ClusterAccounts, openClusters } from './clusters.ts';
import { committerOf } from './committing.ts';
import type { ServerConfig } from './config/config.ts';
import { loadSecret } from './config/load.ts';
import { ConsoleFiles } from './console/files.ts';
import { composeDeliveries } from './deliveries.ts';
import { composeGrants } from './grants.ts';
import { startAdmitting } from './guarding/admission.ts';
import { composeGuarding } from './guarding/compose.ts';
import { desksOf } from './guarding/desks.ts';
import { Metrics } from './metrics/registry.ts';
import { type Observers, observersOf, rostersOf } from './repositories.ts';
import { composeReviews } from './reviews.ts';
import type { LatestAnswer, Services } from './services.ts';
import { Streams } from './streams.ts';
import { type Task, Tasks } from './tasks.ts';
import { composeWatching } from './watching.ts';

/** `src` and `dist` lie equally deep. */
const BUILT_CONSOLE = fileURLToPath(new URL('../../../dist/console', import.meta.url));

export interface ComposeRequest {
  readonly config: ServerConfig;
  /** The folder that this process alone writes. */
  readonly data: string;
  readonly version: string;
  readonly logger: FastifyBaseLogger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In place of those that the configuration says how to reach. */
  readonly clusters?: ReadonlyMap<string, ClusterAccounts>;
  /** Clusters of this process, which ask without a webhook; told whom, by name. */
  readonly asking?: ReadonlyMap<string, (judge: ClusterAdmission) => void>;
  /** In place of the one that is made of the repositories of the configuration. */
  readonly answer?: LatestAnswer;
}

export interface Composed {
  readonly services: Services;
  /** Said once the server listens: its addresses, for a configuration without public ones. Background work begins. */
  begin(at: { readonly url: URL; readonly artifacts?: URL }): void;
  /** Ends background work, waits for what is being written, and lets go of the folder. */
  close(): Promise<void>;
}

/** The server's services, from the inside out. Whatever fails, what was opened before it is closed again. */
export async function compose(request: ComposeRequest): Promise<Composed> {
  const { config, data, logger } = request;
  const open = new OpenThings();
  try {
    open.add(new FolderLock(data), (lock) => lock.release());
    const { ledger, verifierKey } = open.add(await ledgerIn(join(data, 'log'), config), (opened) =>
      opened.close(),
    );
    const once = open.add(new SqliteOnceStore(join(data, 'once.sqlite'), systemClock), (store) =>
      store.close(),
    );
    const clusters = request.clusters ?? (await openClusters(config.clusters, request.env, systemClock));
    const metrics = new Metrics();
    const sessions = new MemorySessions(systemClock, systemRandom);
    const git = new GitCliOpener();
    const ports = { clock: systemClock, random: systemRandom, once, ledger };
    const observers = observersOf(config.repositories, { ...ports, git });
    const trusted = config.broker && observers.get(config.broker.policy);
    const broker = composeBroker({
      ...ports,
      config,
      clusters: new Map([...clusters].map(([name, accounts]) => [name, accounts.broker])),
      policies: trusted && new AcceptedPolicy(trusted),
      landings: new AcceptedLandings(observers),
      logger,
      metrics,
    });
    const streams = new Streams();
    metrics.measured('mainward_ledger_entries', 'Entries that are durable.', () => ledger.size());
    metrics.measured('mainward_sessions', 'Sessions.', () => sessions.size);
    metrics.measured('mainward_streams', 'Streams of events that are open.', () => streams.open);
    const late: { url?: URL; artifacts?: URL } = {};
    const deliveries = await composeDeliveries({
      ...ports,
      config,
      observers,
      clusters,
      folder: join(data, 'artifacts'),
      git,
      logger,
      metrics,
      artifactsUrl: () => late.artifacts,
    });
    const watching = composeWatching({ ...ports, config, clusters, git, logger, metrics });
    const witness = new MemoryWitness(systemClock);
    const guarding = composeGuarding({
      ...ports,
      config,
      observers,
      clusters,
      git,
      witness,
      folder: join(data, 'expiries'),
      logger,
      metrics,
    });
    const admitting = await startAdmitting({
      ...ports,
      config,
      clusters,
      guarding,
      witness,
      folder: join(data, 'admission'),
      logger,
      metrics,
      ...(request.asking === undefined ? {} : { asking: request.asking }),
    });
    if (admitting !== undefined) open.add(admitting, (running) => running.stop());
    const desk = open.add(new AnswerDesk(), (running) => running.stop());
    const committer = committerOf(config.repositories, systemClock);
    const granting = composeGrants({ ...ports, config, observers, git, committer, logger, metrics });
    const reviewing = composeReviews({
      ...ports,
      config,
      observers,
      git,
      metrics,
      committer,
      live: (cluster) => guarding.tasks.get(cluster)?.live(),
    });
    const services: Services = {
      version: request.version,
      clock: systemClock,
      metrics,
      publicUrl: () => config.publicUrl ?? late.url ?? new URL(`http://127.0.0.1:${config.listen.port}`),
      sessions,
      signIn: signInOf(config, observers, sessions, once),
      cliLogins: new CliLogins(systemClock, systemRandom, sessions),
      broker,
      ledger,
      logKey: verifierKey,
      answer: request.answer ?? desk,
      console: new ConsoleFiles(BUILT_CONSOLE),
      artifacts: deliveries.artifacts,
      streams,
      board: new DriftBoard(ledger),
      grants: granting.desk,
      reviews: reviewing.services,
      guards: new Map([...guarding.tasks].map(([name, task]) => [name, { status: () => task.status }])),
      proposer: new Proposer({ git, pause: systemPause, observers, places: guarding.places }),
      desks: desksOf({ guards: config.guards, guarding, ledger, clock: systemClock, logger, metrics }),
      audits: auditsOf(config.guards, { witness, clock: systemClock }),
      readiness: [{ name: 'ledger', ready: async () => (await ledger.file('checkpoint')) !== undefined }],
    };
    return {
      services,
      begin: ({ url, artifacts }) => {
        late.url = url;
        if (artifacts !== undefined) late.artifacts = artifacts;
        const tasks = [
          ...deliveries.tasks,
          ...granting.tasks,
          ...reviewing.tasks,
          ...watching,
          ...[...guarding.tasks.values()].flatMap((task) =>
            task.ending === undefined ? [task] : [task, task.ending],
          ),
          ...(admitting?.tasks ?? []),
          sweeping(broker, logger),
          ...(request.answer === undefined && config.repositories.length > 0
            ? [answeringTask({ config, observers, desk, clock: systemClock, logger })]
            : []),
        ];
        open.add(new Tasks(tasks, { logger, metrics, pause: systemPause }), (running) => running.stop());
      },
      close: () => open.close(),
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

function sweeping(broker: Broker, logger: FastifyBaseLogger): Task {
  return {
    name: 'sweep credentials',
    every: 300_000,
    async run() {
      const { failed } = await sweepCredentials(broker);
      for (const [place, error] of failed) logger.warn({ place, err: error }, 'not swept');
    },
  };
}

/** The ledger of the folder, begun where there is none. */
async function ledgerIn(folder: string, { log }: ServerConfig): Promise<OpenedLedger> {
  const begun = ['head', 'tree'].some((name) => existsSync(join(folder, name)));
  if (!begun)
    await initLedger({ folder, ...(log.origin === undefined ? {} : { origin: log.origin }) }, systemRandom);
  return openLedger({ folder }, systemClock);
}

function signInOf(
  { signIn, roles }: ServerConfig,
  observers: Observers,
  sessions: MemorySessions,
  once: SignIn['once'],
): SignIn | undefined {
  if (signIn === undefined) return undefined;
  return {
    config: signIn,
    roles,
    provider: new OidcIdentityProvider(signIn, loadSecret(signIn.clientSecretFile)),
    sessions,
    sealed: new SealedState(systemRandom, 'sign-in'),
    clock: systemClock,
    once,
    personOf: personFinder(() => rostersOf(observers), systemClock),
  };
}

/** What has to be closed, the last first. */
class OpenThings {
  readonly #closers: (() => void | Promise<void>)[] = [];

  add<Thing>(thing: Thing, close: (thing: Thing) => void | Promise<void>): Thing {
    this.#closers.push(() => close(thing));
    return thing;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
