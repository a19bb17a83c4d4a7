import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority } from '../../src/adapters/cluster-kubernetes/fixtures/certificates.ts';
import type { ClusterIdentity } from '../../src/ports/cluster.ts';
import { type Answer, type Send, sender } from './api-requests.ts';
import { etcdProgram, freePort, kubernetesProgram, type Running, ready, start } from './parts.ts';

/** What is switched on beside what every test needs. */
export interface ApiServerOptions {
  /** What is logged (`audit.k8s.io/v1`), and a kubeconfig that says to whom, within a second. */
  readonly audit?: { readonly policy: string; readonly kubeconfig: string };
}

/** A real API server of Kubernetes 1.35 without nodes, on loopback. */
export interface ApiServer {
  /** Where what belongs to it lies; gone when it stops. */
  readonly folder: string;
  /** Where it is reached. */
  readonly url: URL;
  /** What it logs of requests, where that is switched on. */
  readonly auditLog: string;
  /** The program, to be hurt. */
  readonly process: () => Running;
  /** Asks as a member of system:masters. */
  send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  /** Asks as somebody with a client certificate of their own. */
  as(identity: ClusterIdentity): Send;
  /** Writes a kubeconfig with a client certificate for an identity, and names its path. */
  kubeconfig(identity: ClusterIdentity): string;
  /** Writes a kubeconfig with a bearer token, and names its path. */
  kubeconfigWithToken(token: string): string;
  /** Starts it again on the same port, with the same data, after it was killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const ADMIN: ClusterIdentity = { user: 'e2e', groups: ['system:masters'] };

/** Starts one; builds it into the cache of the user where it is not there yet. Throws where a part is missing. */
export async function startApiServer({ audit }: ApiServerOptions = {}): Promise<ApiServer> {
  const programs = { etcd: await etcdProgram(), apiServer: await kubernetesProgram('kube-apiserver') };
  const folder = mkdtempSync(join(tmpdir(), 'mainward-kubernetes-'));
  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const authority = new Authority();
  const place = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const accounts = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const own = authority.issue({ name: 'kube-apiserver', hosts: ['127.0.0.1', 'localhost'] });
  const argv = [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--tls-cert-file=${place('server.crt', own.certificate)}`,
    `--tls-private-key-file=${place('server.key', own.key)}`,
    `--client-ca-file=${place('authority.crt', authority.certificate)}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--service-account-key-file=${place('accounts.pub', accounts.publicKey)}`,
    `--service-account-signing-key-file=${place('accounts.key', accounts.privateKey)}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
    ...(audit === undefined
      ? []
      : [
          `--audit-policy-file=${place('audit-policy', audit.policy)}`,
          `--audit-webhook-config-file=${place('audit-kubeconfig', audit.kubeconfig)}`,
          `--audit-log-path=${join(folder, 'audit.log')}`,
          '--audit-webhook-batch-max-wait=1s',
          '--audit-webhook-batch-max-size=100',
          '--audit-webhook-truncate-enabled',
          '--audit-webhook-truncate-max-batch-size=4000000',
        ]),
  ];
  const etcd = start(
    programs.etcd,
    [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
      `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
    ],
    folder,
  );
  let server = start(programs.apiServer, argv, folder);
  const as = ({ user, groups }: ClusterIdentity): Send =>
    sender(port, authority.certificate, authority.issue({ name: user, groups }));
  const send = as(ADMIN);
  const stop = async (): Promise<void> => {
    await server.end();
    await etcd.end();
    rmSync(folder, { recursive: true, force: true });
  };
  const isReady = async (): Promise<void> => {
    await ready('The API server', async () => (await send('GET', '/readyz')).status === 200, [etcd, server]);
  };
  let kubeconfigs = 0;
  const kubeconfig = (user: Readonly<Record<string, string>>): string => {
    kubeconfigs += 1;
    return place(`kubeconfig-${kubeconfigs}`, kubeconfigOf(port, authority.certificate, user));
  };
  try {
    await isReady();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    url: new URL(`https://127.0.0.1:${port}`),
    auditLog: join(folder, 'audit.log'),
    process: () => server,
    send,
    as,
    kubeconfig: ({ user, groups }) => {
      const { certificate, key } = authority.issue({ name: user, groups });
      return kubeconfig({ 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) });
    },
    kubeconfigWithToken: (token) => kubeconfig({ token }),
    restart: async () => {
      await server.end();
      server = start(programs.apiServer, argv, folder);
      await isReady();
    },
    stop,
  };
}

function kubeconfigOf(port: number, authority: string, user: Readonly<Record<string, string>>): string {
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': base64(authority),
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'e2e',
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    clusters: [{ name: 'e2e', cluster }],
    users: [{ name: 'e2e', user }],
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
