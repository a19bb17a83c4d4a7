import { setTimeout as sleep } from 'node:timers/promises';
import { NodeHttpClient } from '../../src/adapters/http-node/client.ts';
import { OidcIssuerKeys } from '../../src/adapters/issuer-oidc/keys.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { guardClient } from '../../src/entrypoints/cli/guard/client.ts';
import { type JobIssuer, startJobIssuer } from '../../src/entrypoints/demo/serving/job-issuer.ts';
import { fakeServices } from '../../src/entrypoints/server/fixtures/services.ts';
import { GuardDesk } from '../../src/entrypoints/server/guarding/desk.ts';
import type { GuardTask } from '../../src/entrypoints/server/guarding/task.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { Metrics } from '../../src/entrypoints/server/metrics/registry.ts';
import { type RunningServer, startServing } from '../../src/entrypoints/server/serving.ts';
import { Tasks } from '../../src/entrypoints/server/tasks.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { AGENT_SPEC, account, clusterBinding, group, kustomization } from './ground.ts';
import { KeptText } from './kept-text.ts';
import { World } from './world.ts';

export const AUDIENCE = 'https://mainward.example/guards';
export const SUBJECT = 'system:serviceaccount:mainward:mainward-guard';

/** A server, the issuer whose tokens it takes for those of a guard, and a cluster elsewhere with that guard. */
export class ClientStage {
  readonly world: World = new World('few');
  /** What the server counts. */
  readonly metrics: Metrics = new Metrics();
  log = '';
  readonly expiries: KeptText = new KeptText();
  /** Told of each request of the guard, before it is sent. */
  onRequest: (path: string) => void = () => undefined;
  /** What the guard shows; read anew for each request. */
  token = '';
  readonly #issuer: JobIssuer;
  #server: RunningServer | undefined;
  #port = 0;
  #guard: Tasks | undefined;

  private constructor(issuer: JobIssuer) {
    this.#issuer = issuer;
  }

  static async set(): Promise<ClientStage> {
    const stage = new ClientStage(await startJobIssuer());
    const { world } = stage;
    await world.namespaces('flux-system');
    await world.agent.start();
    world.desired.commit([
      clusterBinding('platform-admins', 'cluster-admin', group('platform-admins')),
      clusterBinding('kustomize-controller', 'cluster-admin', account('flux-system', 'kustomize-controller')),
      kustomization('production', AGENT_SPEC),
    ]);
    await world.agent.apply();
    stage.token = await stage.tokenFor(SUBJECT);
    await stage.serve();
    return stage;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}`);
  }

  tokenFor(sub: string, audience = AUDIENCE): Promise<string> {
    return this.#issuer.token(audience, { sub, repository: '', ref: '', sha: '', event_name: '' });
  }

  /** On the same port as before. */
  async serve(): Promise<void> {
    const logger = makeLogger({ write: (line) => void (this.log += line) });
    const desk = new GuardDesk({
      cluster: 'production',
      client: {
        issuer: this.#issuer.issuer,
        audience: AUDIENCE,
        subject: SUBJECT,
        algorithms: ['ES256'],
        maxAge: 3_600_000,
      },
      desired: this.world.desired,
      pauses: () => Promise.resolve(this.world.pause),
      keys: new OidcIssuerKeys(new Map([[this.#issuer.issuer, 'loopback']]), systemClock),
      ledger: this.world.ledger,
      clock: systemClock,
      logger,
      refusals: new Metrics().counter('refusals', ''),
    });
    this.#server = await startServing({
      config: { listen: { host: '127.0.0.1', port: this.#port }, log: { open: false } },
      services: fakeServices({ desks: new Map([['production', desk]]) }),
      logger,
    });
    this.#port = Number(this.#server.url.port);
  }

  async fall(): Promise<void> {
    await this.#server?.stop();
  }

  async guard(): Promise<GuardTask> {
    await this.#guard?.stop();
    const logger = makeLogger({ write: (line) => void (this.log += line) });
    const { time: clock } = this.world;
    const metrics = new Metrics();
    const http = new NodeHttpClient();
    const task = guardClient({
      server: this.url,
      cluster: 'production',
      token: () => this.token,
      http: {
        send: (request) => {
          this.onRequest(`${request.url.pathname}${request.url.search}`);
          return http.send(request);
        },
      },
      accounts: {
        observer: this.#as('observer'),
        revoker: this.#as('revoker'),
        reconciler: this.#as('reconciler'),
      },
      expiries: this.expiries,
      random: { bytes: (count) => new Uint8Array(count).fill(7) },
      clock,
      pause: clock,
      logger,
      metrics,
    });
    const ending = task.ending === undefined ? [] : [task.ending];
    this.#guard = new Tasks([task, ...ending], { logger, metrics, pause: clock });
    return task;
  }

  /** Lets time pass, in the cluster's world and on the wire, until it is so. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    for (let round = 0; round < 400; round += 1) {
      if (await check()) return;
      await this.pass();
    }
    throw new Error(`It is never so. What was logged:\n${this.log.slice(-4_000)}`);
  }

  async pass(): Promise<void> {
    await this.world.time.advance(500);
    await sleep(10);
  }

  async end(): Promise<void> {
    await this.#guard?.stop();
    await this.world.stopAll();
    await this.fall();
    await this.#issuer.stop();
  }

  #as(user: string): Cluster {
    return this.world.cluster.as({ user, groups: ['system:masters'] });
  }
}
