import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { startJobIssuer } from '../../src/entrypoints/demo/serving/job-issuer.ts';
import { Started } from '../../src/entrypoints/demo/thread/started.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import { CLUSTER_ROLE_BINDINGS, NAMESPACES } from '../../src/ports/cluster-kinds.ts';
import { make } from '../../src/ports/cluster-rig.conformance.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { createAll, shipped } from './guard-accounts.ts';
import { MAINWARD } from './mainward.ts';
import { freePort, ownMemory, type Running, residentMemory, start } from './parts.ts';
import { ServeProcess } from './serve-process.ts';
import { tokenOf } from './thread-accounts.ts';

const AUDIENCE = 'https://mainward.example/guards';
const SUBJECT = 'system:serviceaccount:mainward:mainward-guard';
const POWERS = ['publisher', 'observer', 'revoker', 'reconciler'];

/** A real API server with a guard beside it, and the server that this one is the client of. */
export interface ClientStage {
  readonly plane: ControlPlane;
  readonly admin: KubernetesCluster;
  readonly server: ServeProcess;
  /** What the guard keeps of what ends. */
  kept(): string;
  /** Kills the guard, and starts it again with what it kept. */
  restartGuard(): Promise<void>;
  /** What the server's ledger holds, as `log export` writes it. */
  recorded(): string;
  /** What of the guard's memory is resident now, in MB. */
  memory(): { readonly resident: number; readonly own: number };
  stop(): Promise<void>;
}

export interface ClientExtras {
  /** Files of the repository, below its root. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of the guard's writes; absent = what is usual. */
  readonly limits?: { readonly perMinute: number; readonly perHour: number };
  /** What is done in the cluster before the guard begins. */
  readonly before?: (admin: KubernetesCluster) => Promise<void>;
}

export async function setClientStage({
  files = {},
  limits,
  before,
}: ClientExtras = {}): Promise<ClientStage> {
  const started = new Started();
  const folder = mkdtempSync(join(tmpdir(), 'mainward-client-'));
  started.keep({ stop: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) });
  try {
    const plane = started.keep(await startControlPlane());
    const admin = await plane.as(ADMIN);
    for (const name of ['flux-system', 'pipelines'])
      await admin.create(NAMESPACES, make(NAMESPACES, { name }));
    const accounts = ['flux/accounts.yaml', 'guard/policy.yaml', 'guard/accounts.yaml'];
    await createAll(plane.api, accounts.flatMap(shipped));
    await admin.create(CLUSTER_ROLE_BINDINGS, binding('granted', 'view'));
    await before?.(admin);
    const issuer = started.keep(await startJobIssuer());
    const url = new URL(`http://127.0.0.1:${await freePort()}`);
    await configure(folder, {
      plane,
      admin,
      url,
      issuer: issuer.issuer,
      repository: repository(folder, files, limits),
    });
    const place = { config: join(folder, 'mainward.yaml'), data: join(folder, 'data'), url, folder };
    const server = started.keep(new ServeProcess(place));
    await server.start();
    const claims = { sub: SUBJECT, repository: '', ref: '', sha: '', event_name: '' };
    prepareGuard(folder, await issuer.token(AUDIENCE, claims));
    let guard = startGuard(folder, url);
    started.keep({ stop: () => guard.end() });
    return {
      plane,
      admin,
      server,
      kept: () => keptIn(folder),
      restartGuard: async () => {
        await guard.end();
        guard = startGuard(folder, url);
      },
      recorded: () => recorded(folder),
      memory: () => ({ resident: residentMemory(guard), own: ownMemory(guard) }),
      stop: () => started.stop(),
    };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

function prepareGuard(folder: string, token: string): void {
  const beside = join(folder, 'beside');
  mkdirSync(join(beside, 'state'), { recursive: true });
  writeFileSync(join(beside, 'token'), token);
  execFileSync('cp', [join(folder, 'kubeconfig'), beside]);
}

function startGuard(folder: string, url: URL): Running {
  const argv = ['--server', url.origin, '--cluster', 'production', '--token-file', 'token'];
  const contexts = 'observer=observer,revoker=revoker,reconciler=reconciler';
  return start(
    process.execPath,
    [MAINWARD, 'guard', ...argv, '--kubeconfig', 'kubeconfig', '--contexts', contexts, '--state', 'state'],
    join(folder, 'beside'),
  );
}

function keptIn(folder: string): string {
  const file = join(folder, 'beside/state/expiries-production.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Whoever is called mallory has a role everywhere. */
export function binding(name: string, role: string): KubernetesObject {
  return make(
    CLUSTER_ROLE_BINDINGS,
    { name },
    {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'mallory' }],
    },
  );
}

async function configure(
  folder: string,
  {
    plane,
    admin,
    url,
    issuer,
    repository: path,
  }: Pick<ClientStage, 'plane' | 'admin'> & {
    readonly url: URL;
    readonly issuer: string;
    readonly repository: string;
  },
): Promise<void> {
  const tokens = await Promise.all(POWERS.map((power) => tokenOf(admin, 'mainward', `mainward-${power}`)));
  const { clusters } = JSON.parse(readFileSync(plane.api.kubeconfig(ADMIN), 'utf8')) as {
    readonly clusters: readonly unknown[];
  };
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'observer',
    clusters,
    contexts: POWERS.map((name) => ({ name, context: { cluster: 'e2e', user: name } })),
    users: POWERS.map((name, index) => ({ name, user: { token: tokens[index] } })),
  };
  writeFileSync(join(folder, 'kubeconfig'), stringify(kubeconfig), { mode: 0o600 });
  const at = { namespace: 'flux-system', name: 'infrastructure' };
  const config = {
    schema: 'mainward.dev/config/v1',
    listen: url.host,
    artifacts: { listen: `127.0.0.1:${await freePort()}`, publicUrl: 'http://127.0.0.1:1' },
    repositories: [{ name: 'infrastructure', path, ref: 'refs/heads/main' }],
    clusters: [
      {
        name: 'production',
        environment: 'production',
        kubeconfig: 'kubeconfig',
        contexts: { publisher: 'publisher', observer: 'observer' },
      },
    ],
    sources: [{ repository: 'infrastructure', cluster: 'production', ...at }],
    guards: [
      {
        cluster: 'production',
        repository: 'infrastructure',
        roots: [{ namespace: 'flux-system', name: 'live', path: './live' }],
        client: {
          issuer,
          audience: AUDIENCE,
          subject: SUBJECT,
          algorithms: ['ES256'],
          loopback: true,
        },
      },
    ],
  };
  writeFileSync(join(folder, 'mainward.yaml'), stringify(config));
}

function repository(
  folder: string,
  files: Readonly<Record<string, string>>,
  limits: ClientExtras['limits'],
): string {
  const path = join(folder, 'infrastructure');
  const guarded = {
    apiVersion: 'mainward.dev/v1alpha1',
    kind: 'Guard',
    metadata: { name: 'production' },
    spec: { cluster: 'production', tier: 'revoke', ...(limits === undefined ? {} : { limits }) },
  };
  const all = {
    ...files,
    'live/access.yaml': stringify(binding('granted', 'view')),
    '.mainward/guard.yaml': stringify(guarded),
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  const git = (...argv: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@acme.example', ...argv], { cwd: path });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Begin');
  return join(path, '.git');
}

function recorded(folder: string): string {
  const argv = [MAINWARD, 'log', 'export', '--log', join(folder, 'data/log'), '-o', 'json'];
  return execFileSync(process.execPath, argv, { encoding: 'utf8' });
}
