import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { seed } from '../../src/entrypoints/demo/cluster/seed.ts';
import { makeDemo } from '../../src/entrypoints/demo/make.ts';
import { startGitServer } from '../../src/entrypoints/demo/serving/git-server.ts';
import { startIdentityProvider } from '../../src/entrypoints/demo/serving/identity-provider.ts';
import { startJobIssuer } from '../../src/entrypoints/demo/serving/job-issuer.ts';
import { freeAddress } from '../../src/entrypoints/demo/serving/listening.ts';
import { accountsOf, castOf } from '../../src/entrypoints/demo/thread/cast.ts';
import { AUDIENCE } from '../../src/entrypoints/demo/thread/config.ts';
import { groundOf } from '../../src/entrypoints/demo/thread/ground.ts';
import { handOver } from '../../src/entrypoints/demo/thread/handover.ts';
import type { World } from '../../src/entrypoints/demo/thread/world.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { mainward, succeed } from './mainward.ts';
import { ServeProcess } from './serve-process.ts';
import { accountKubeconfig } from './thread-accounts.ts';

/** The thread's world in which every part is a real server, and `mainward` a process of its own. */
export interface RealStage {
  readonly world: World;
  readonly plane: ControlPlane;
  readonly admin: KubernetesCluster;
  readonly server: ServeProcess;
  /** The bare repository that people push to. */
  readonly repository: string;
  /** The server's data folder. */
  readonly data: string;
  /** One a role: where somebody signs in who has it. */
  readonly signIns: ReadonlyMap<string, URL>;
  /** What the parts said last, for a test that fails. */
  logs(): string;
  stop(): Promise<void>;
}

const CLIENT = 'mainward';
const SEED = 1;
const LOG_ORIGIN = 'mainward.acme.example/log';

export async function setRealStage(): Promise<RealStage> {
  const root = mkdtempSync(join(tmpdir(), 'mainward-thread-'));
  const started: (() => Promise<unknown>)[] = [
    async () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end();
  };
  const keep = <Part extends { stop(): Promise<unknown> }>(part: Part): Part => {
    started.push(() => part.stop());
    return part;
  };
  try {
    const cast = castOf(SEED);
    const accounts = accountsOf(cast);
    const demo = makeDemo({ out: join(root, 'acme'), seed: SEED });
    const [infrastructure = ''] = demo.repositories;
    const jobs = keep(await startJobIssuer());
    const { repository, roster, since } = await handOver(cast, {
      infrastructure,
      evidence: demo.evidence,
      root,
      issuer: jobs.issuer,
      audience: AUDIENCE,
    });
    const at = { cwd: root, env: { PATH: process.env['PATH'] ?? '' } };
    await succeed(['hook', 'install', '--repository', repository, '--roster', roster], at);
    const git = keep(await startGitServer('infrastructure', repository));

    const plane = keep(await startControlPlane());
    const admin = await plane.as(ADMIN);
    await seed(admin, groundOf(infrastructure));
    const controller = await plane.startKustomizeController();

    const server = await freeAddress();
    const artifacts = await freeAddress();
    const secret = randomBytes(32).toString('base64url');
    const provider = keep(
      await startIdentityProvider(accounts, {
        id: CLIENT,
        secret,
        redirectUris: [new URL('/sign-in/callback', server).href],
      }),
    );
    const config = join(root, 'etc', 'mainward.yaml');
    mkdirSync(join(root, 'etc', 'secrets'), { recursive: true });
    writeFileSync(join(root, 'etc', 'secrets', 'client'), secret, { mode: 0o600 });
    writeFileSync(join(root, 'etc', 'kube'), await accountKubeconfig(plane, admin), { mode: 0o600 });
    writeFileSync(
      config,
      stringify({
        schema: 'mainward.dev/config/v1',
        publicUrl: server.origin,
        listen: server.host,
        artifacts: { listen: artifacts.host, publicUrl: artifacts.origin },
        signIn: {
          issuer: provider.issuer,
          clientId: CLIENT,
          clientSecretFile: 'secrets/client',
          scopes: ['openid', 'profile', 'email', 'groups'],
          groupsClaim: 'groups',
          mfa: { amr: ['mfa'], acr: [] },
        },
        roles: {
          developer: ['team-payments'],
          security: ['platform-security'],
          manager: ['team-leads'],
          auditor: ['auditors'],
          administrator: ['platform-admins'],
        },
        log: { origin: LOG_ORIGIN },
        repositories: [{ name: 'infrastructure', path: repository, ref: 'refs/heads/main', since }],
        clusters: [
          {
            name: 'production',
            environment: 'production',
            kubeconfig: 'kube',
            contexts: { broker: 'broker', publisher: 'publisher', observer: 'observer' },
          },
        ],
        issuers: [{ issuer: jobs.issuer, audience: AUDIENCE, algorithms: ['ES256'], loopback: true }],
        broker: { policy: 'infrastructure' },
        sources: [
          {
            repository: 'infrastructure',
            cluster: 'production',
            namespace: 'flux-system',
            name: 'infrastructure',
          },
        ],
      }),
    );
    const data = join(root, 'data');
    const log = join(data, 'log');
    const trust = join(root, 'trust');
    writeFileSync(trust, await succeed(['log', 'init', '--log', log, '--origin', LOG_ORIGIN], at));
    const serve = keep(new ServeProcess({ config, data, url: server, folder: root }));
    await serve.start();
    const world: World = {
      cast,
      root,
      origin: (login) => git.origin(login),
      roster,
      server,
      log,
      trust,
      cluster: admin,
      jobs,
      audience: AUDIENCE,
      mainward,
    };
    return {
      world,
      plane,
      admin,
      server: serve,
      repository,
      data,
      signIns: new Map(
        accounts.map(({ role, id }) => [
          role,
          new URL(`/sign-in?login_hint=${encodeURIComponent(id)}`, server),
        ]),
      ),
      logs: () =>
        [serve.log, controller.log, plane.api.process().log]
          .map((file) => `--- ${file}\n${readFileSync(file, 'utf8').slice(-8_000)}`)
          .join('\n'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
