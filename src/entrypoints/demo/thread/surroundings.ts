import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MainwardError } from '../../../model/errors.ts';
import type { ClusterReader } from '../../../ports/cluster.ts';
import type { ConfigFile } from '../../server/config/schema.ts';
import { Dice } from '../dice.ts';
import { opensshKeyFile } from '../git/key-file.ts';
import { signingKey } from '../git/keys.ts';
import { GUARD_FILE, guardPolicy } from '../guarding/policy.ts';
import type { Demo } from '../make.ts';
import { startGitServer } from '../serving/git-server.ts';
import { type DemoAccount, startIdentityProvider } from '../serving/identity-provider.ts';
import { startJobIssuer } from '../serving/job-issuer.ts';
import { freeAddress } from '../serving/listening.ts';
import { ACCESS_FILE, ACCESS_POLICIES, ROBOT, robotEntry } from '../temporary/policy.ts';
import { accountsOf, castOf } from './cast.ts';
import { AUDIENCE, LOG_ORIGIN, stageConfig } from './config.ts';
import { handOver } from './handover.ts';
import type { Started } from './started.ts';
import type { Workplace } from './workplace.ts';
import type { World } from './world.ts';

export interface SurroundingsRequest {
  readonly demo: Demo;
  readonly seed: number;
  /** An empty folder, absolute. */
  readonly root: string;
  readonly mainward: World['mainward'];
  /** Where the server is to listen, and one further for archives, if it can; 0 = anywhere. */
  readonly port: number;
  /** Whom the identity provider knows beside one a role. */
  readonly accounts?: readonly DemoAccount[];
  /** Makes further changes in the repository before it is handed over. */
  readonly also?: (administrator: Workplace) => void;
}

/** What stands around a server and a cluster: people, their Git server with the hook, a pipeline, an identity provider. */
export interface Surroundings {
  /** The folder of the demo's repository, for what stands in the cluster before the thread begins. */
  readonly infrastructure: string;
  /** The bare repository that people push to. */
  readonly repository: string;
  /** What the server is told; its paths count from `root`. */
  readonly config: ConfigFile;
  /** Where that names the kubeconfig; nobody has written it yet. */
  readonly kubeconfig: string;
  /** The server's data folder, in which an administrator began the ledger. */
  readonly data: string;
  /** One an account: where a browser signs in as it. */
  readonly links: readonly { readonly role: string; readonly url: URL }[];
  /** The thread's world with this cluster in it, seen as an administrator sees it. */
  worldWith(cluster: ClusterReader): World;
}

const CLIENT = 'mainward';

/** Starts them on loopback; `started` ends them. */
export async function surround(request: SurroundingsRequest, started: Started): Promise<Surroundings> {
  const { demo, root, mainward } = request;
  const [infrastructure = ''] = demo.repositories;
  const cast = castOf(request.seed);
  const accounts = [...accountsOf(cast), ...(request.accounts ?? [])];
  mkdirSync(root, { recursive: true });
  const jobs = started.keep(await startJobIssuer());
  const robot = signingKey(new Dice(request.seed).bytes('key/mainward'));
  const keyFile = join(root, 'robot.key');
  writeFileSync(keyFile, opensshKeyFile(robot, ROBOT.email), { mode: 0o600 });
  const { repository, roster, since } = await handOver(cast, {
    infrastructure,
    evidence: demo.evidence,
    root,
    issuer: jobs.issuer,
    audience: AUDIENCE,
    // Admission only looks, so that what goes round Git is there for a moment.
    also: (administrator) => {
      administrator.write(GUARD_FILE, guardPolicy('observe'));
      administrator.write(ACCESS_FILE, ACCESS_POLICIES);
      request.also?.(administrator);
    },
    robots: robotEntry(cast.people.group('platform-admins'), robot.publicLine),
  });
  const administer = administration(root, mainward);
  await administer(['hook', 'install', '--repository', repository, '--roster', roster]);
  const git = started.keep(await startGitServer('infrastructure', repository));
  const publicUrl = await freeAddress(request.port);
  const secret = randomBytes(32).toString('base64url');
  const clientSecretFile = join(root, 'client-secret');
  writeFileSync(clientSecretFile, secret, { mode: 0o600 });
  const redirectUris = [new URL('/sign-in/callback', publicUrl).href];
  const provider = started.keep(await startIdentityProvider(accounts, { id: CLIENT, secret, redirectUris }));
  const data = join(root, 'data');
  const log = join(data, 'log');
  const trust = join(root, 'trust');
  writeFileSync(trust, await administer(['log', 'init', '--log', log, '--origin', LOG_ORIGIN]));
  const kubeconfig = join(root, 'kubeconfig');
  const config = stageConfig({
    publicUrl,
    artifactsUrl: await freeAddress(request.port === 0 ? 0 : request.port + 1),
    signIn: { issuer: provider.issuer, clientId: CLIENT, clientSecretFile },
    kubeconfig,
    jobIssuer: jobs.issuer,
    repository,
    since,
    committer: { robot: ROBOT.id, name: ROBOT.name, email: ROBOT.email, keyFile },
  });
  const origin = (login: string): string => git.origin(login);
  const world = { cast, root, origin, roster, server: publicUrl, log, trust, jobs, mainward };
  return {
    infrastructure,
    repository,
    config,
    kubeconfig,
    data,
    links: accounts.map(({ role, id }) => ({ role, url: signInAs(publicUrl, id) })),
    worldWith: (cluster) => ({ ...world, cluster, audience: AUDIENCE }),
  };
}

/** Runs our own command where the servers are; what it printed. Throws DEFECT where it fails. */
function administration(
  cwd: string,
  mainward: World['mainward'],
): (argv: readonly string[]) => Promise<string> {
  return async (argv) => {
    const { code, out, err } = await mainward(argv, { cwd, env: { PATH: process.env['PATH'] ?? '' } });
    if (code === 0) return out;
    throw new MainwardError(
      'DEFECT',
      `The stage cannot be set: mainward ${argv.slice(0, 2).join(' ')}: ${err}`,
    );
  };
}

function signInAs(server: URL, account: string): URL {
  const url = new URL('/sign-in', server);
  url.searchParams.set('hint', account);
  return url;
}
