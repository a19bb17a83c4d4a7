import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../support/project.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A real API server of Kubernetes 1.35 without nodes, asked as a member of system:masters. */
export interface ApiServer {
  send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

const VERSION = '1.35.0';
const READY_WITHIN_MS = 120_000;

/** Starts one on loopback; builds it into the cache of the user where it is not there yet. Throws where a part is missing. */
export async function startApiServer(): Promise<ApiServer> {
  const assets = findAssets();
  const folder = mkdtempSync(join(tmpdir(), 'mainward-kubernetes-'));
  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(join(folder, 'accounts.key'), keys.privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'accounts.pub'), keys.publicKey);
  writeFileSync(join(folder, 'tokens.csv'), 'e2e,admin,admin,"system:masters"\n', { mode: 0o600 });
  const etcd = run(assets.etcd, folder, [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
    `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
  ]);
  const server = run(assets.apiServer, folder, [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--service-account-key-file=${join(folder, 'accounts.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--authorization-mode=RBAC',
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
  ]);
  const send = sender(port, join(folder, 'certificates', 'apiserver.crt'));
  const stop = async (): Promise<void> => {
    await ended(server);
    await ended(etcd);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(send, [etcd, server], folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { send, stop };
}

function findAssets(): { readonly etcd: string; readonly apiServer: string } {
  const given = process.env['KUBEBUILDER_ASSETS'];
  if (given !== undefined && given !== '')
    return { etcd: join(given, 'etcd'), apiServer: join(given, 'kube-apiserver') };
  const which = spawnSync('which', ['etcd'], { encoding: 'utf8' }).stdout.trim();
  if (which === '') throw new Error('etcd is missing: install etcd-server, or set KUBEBUILDER_ASSETS.');
  const go = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (go.status !== 0) throw new Error('Go 1.25 or later is missing: install it, or set KUBEBUILDER_ASSETS.');
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'mainward-e2e', `kubernetes-${VERSION}-${go.stdout.trim()}`);
  const apiServer = join(folder, 'kube-apiserver');
  if (!existsSync(apiServer)) {
    const script = join(ROOT, 'test/e2e/build-kubernetes.sh');
    const built = spawnSync('nice', ['bash', script, folder], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`kube-apiserver cannot be built:\n${built.stderr.slice(-4000)}`);
  }
  return { etcd: which, apiServer };
}

function run(program: string, folder: string, argv: readonly string[]): ChildProcess {
  const log = openSync(join(folder, 'log'), 'a');
  return spawn(program, argv, { cwd: folder, stdio: ['ignore', log, log] });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function ready(
  send: ApiServer['send'],
  children: readonly ChildProcess[],
  folder: string,
): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const answer = await send('GET', '/readyz').catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > until || children.some((child) => child.exitCode !== null)) {
      const log = readFileSync(join(folder, 'log'), 'utf8').slice(-4000);
      throw new Error(`The API server does not become ready:\n${log}`);
    }
    await sleep(250);
  }
}

/** Trusts the certificate that the server made for itself, and nothing else. */
function sender(port: number, certificate: string): ApiServer['send'] {
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          ca: readFileSync(certificate),
          checkServerIdentity: () => undefined,
          headers: { authorization: 'Bearer e2e', 'content-type': 'application/json' },
        },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.once('error', reject);
          incoming.once('end', () => {
            const answer = Buffer.concat(parts).toString('utf8');
            const json = incoming.headers['content-type']?.includes('json') === true;
            resolve({ status: incoming.statusCode ?? 0, body: json ? JSON.parse(answer) : answer });
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(text);
    });
}
