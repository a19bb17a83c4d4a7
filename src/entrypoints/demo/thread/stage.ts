import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import { installHook } from '../../hook/install.ts';
import type { ClusterAccounts } from '../../server/clusters.ts';
import { compose } from '../../server/compose.ts';
import type { LatestAnswer } from '../../server/services.ts';
import { startServing } from '../../server/serving.ts';
import { startAgent } from '../agent/agent.ts';
import { inProcessCluster } from '../cluster/in-process.ts';
import { seed } from '../cluster/seed.ts';
import type { Demo } from '../make.ts';
import { startGitServer } from '../serving/git-server.ts';
import { startIdentityProvider } from '../serving/identity-provider.ts';
import { startJobIssuer } from '../serving/job-issuer.ts';
import { freeAddress } from '../serving/listening.ts';
import { accountsOf, castOf } from './cast.ts';
import { AUDIENCE, stageConfig } from './config.ts';
import { groundOf } from './ground.ts';
import { handOver } from './handover.ts';
import type { World } from './world.ts';

export interface StageRequest {
  readonly demo: Demo;
  readonly seed: number;
  /** An empty folder, absolute. */
  readonly root: string;
  readonly version: string;
  readonly logger: FastifyBaseLogger;
  readonly mainward: World['mainward'];
  /** How this program is started, for Git's hooks. */
  readonly self: readonly string[];
  /** Where the server listens, if it can; 0 = anywhere. */
  readonly port: number;
  readonly answer?: LatestAnswer;
}

export interface Stage {
  readonly world: World;
  /** One a role: where a browser signs in as somebody who has it. */
  readonly links: readonly { readonly role: string; readonly url: URL }[];
  stop(): Promise<void>;
}

const CLIENT = 'mainward';

/** Everything that the thread needs, in this process, on loopback; what was started ends with `stop`, the last first. */
export async function setStage(request: StageRequest): Promise<Stage> {
  const { demo, root, logger } = request;
  const [infrastructure = ''] = demo.repositories;
  const cast = castOf(request.seed);
  const accounts = accountsOf(cast);
  const started: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end();
  };
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.push(() => part.stop());
    return part;
  };
  try {
    mkdirSync(root, { recursive: true });
    const jobs = keep(await startJobIssuer());
    const { repository, roster, since } = await handOver(cast, {
      infrastructure,
      evidence: demo.evidence,
      root,
      issuer: jobs.issuer,
      audience: AUDIENCE,
    });
    await installHook({
      folder: repository,
      roster,
      self: request.self,
      now: new Date(systemClock.now()).toISOString(),
    });
    const git = keep(await startGitServer('infrastructure', repository));
    const cluster = inProcessCluster({ clock: systemClock, random: systemRandom });
    const administrator = cluster.as({ user: 'kubernetes-admin', groups: ['system:masters'] });
    await seed(administrator, groundOf(infrastructure));
    const publicUrl = await freeAddress(request.port);
    const clientSecretFile = join(root, 'client-secret');
    const secret = randomBytes(32).toString('base64url');
    writeFileSync(clientSecretFile, secret, { mode: 0o600 });
    const provider = keep(
      await startIdentityProvider(accounts, {
        id: CLIENT,
        secret,
        redirectUris: [new URL('/sign-in/callback', publicUrl).href],
      }),
    );
    const config = stageConfig({
      publicUrl,
      artifactsUrl: await freeAddress(),
      identityProvider: provider.issuer,
      clientId: CLIENT,
      clientSecretFile,
      jobIssuer: jobs.issuer,
      repository,
      since,
    });
    const as = (name: string): ReturnType<typeof cluster.as> =>
      cluster.as({ user: `system:serviceaccount:mainward:mainward-${name}`, groups: [] });
    const production: ClusterAccounts = {
      broker: as('broker'),
      publisher: as('publisher'),
      observer: as('observer'),
    };
    const data = join(root, 'data');
    const composed = await compose({
      config,
      data,
      version: request.version,
      logger,
      env: {},
      clusters: new Map([['production', production]]),
      ...(request.answer === undefined ? {} : { answer: request.answer }),
    });
    started.push(() => composed.close());
    const server = keep(await startServing({ config, services: composed.services, logger }));
    composed.begin(server);
    keep(startAgent(cluster));
    const trust = join(root, 'trust');
    writeFileSync(trust, `${composed.verifierKey}\n`);
    const world: World = {
      cast,
      root,
      origin: (login) => git.origin(login),
      roster,
      server: publicUrl,
      log: join(data, 'log'),
      trust,
      cluster: administrator,
      jobs,
      audience: AUDIENCE,
      mainward: request.mainward,
    };
    return { world, links: accounts.map(({ role, id }) => ({ role, url: signInAs(publicUrl, id) })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function signInAs(server: URL, account: string): URL {
  const url = new URL('/sign-in', server);
  url.searchParams.set('hint', account);
  return url;
}
