import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { systemPause } from '../../src/adapters/system/pause.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import { Metrics } from '../../src/entrypoints/server/metrics/registry.ts';
import { Tasks } from '../../src/entrypoints/server/tasks.ts';
import { composeAdmission } from '../../src/entrypoints/server/webhook/admission.ts';
import { webhookMeters } from '../../src/entrypoints/server/webhook/meters.ts';
import { startWebhook } from '../../src/entrypoints/server/webhook/start.ts';
import { Git } from '../../src/flows/admit/fixtures/world.ts';
import type { Sighting } from '../../src/flows/guard/who/witness.ts';
import { liveObject } from '../../src/formats/kubernetes/live.ts';
import type { ClusterIdentity, KubernetesObject } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  ROLE_BINDINGS,
  ROLES,
  VALIDATING_WEBHOOK_CONFIGURATIONS,
} from '../../src/ports/cluster-kinds.ts';
import { FakeLedger } from '../../src/ports/ledger.fake.ts';
import { type LiveKind, LiveRbac } from '../../src/stages/5-cluster/drift/live-rbac.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { createAll, shipped } from './guard-accounts.ts';
import { freePort } from './parts.ts';
import { tokenOf } from './thread-accounts.ts';

/** What a person's client gets to see. */
export interface Seen {
  readonly status: number;
  readonly message: string;
  readonly warnings: readonly string[];
}

/** A real control plane whose API server asks a webhook, as `serve` makes it of the same parts. */
export interface AdmissionStage {
  readonly plane: ControlPlane;
  readonly admin: KubernetesCluster;
  /** What the verified commit says. */
  readonly git: Git;
  readonly live: LiveRbac;
  readonly ledger: FakeLedger;
  readonly sightings: Sighting[];
  /** Milliseconds by which the server's clock is ahead. */
  readonly clock: { ahead: number; now(): number };
  /** As it is printed. */
  metrics(): string;
  /** Starts the server's part, with what it keeps in a folder: the same again after `down`, or another one. */
  up(folder?: string): Promise<void>;
  down(): Promise<void>;
  /** The failure policies that are registered, of writes and of removals; empty where nothing is. */
  policies(): Promise<readonly string[]>;
  /** As a person's client sends it. */
  as(identity: ClusterIdentity): Sends;
  stop(): Promise<void>;
}

export type Sends = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<Seen>;

export const CONFIGURATION = { type: VALIDATING_WEBHOOK_CONFIGURATIONS, name: 'mainward' };

export async function setAdmissionStage(): Promise<AdmissionStage> {
  const plane = await startControlPlane();
  try {
    return await stageOn(plane);
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

async function stageOn(plane: ControlPlane): Promise<AdmissionStage> {
  const admin = await plane.as(ADMIN);
  await createAll(plane.api, [
    ...shipped('flux/accounts.yaml').slice(0, 1),
    ...shipped('guard/registrar.yaml'),
  ]);
  const registrar = await plane.withToken(await tokenOf(admin, 'mainward', 'mainward-registrar'));
  const clock = { ahead: 0, now: (): number => Date.now() + clock.ahead };
  const [git, live, ledger] = [new Git(), new LiveRbac(), new FakeLedger(clock)];
  let metrics = new Metrics();
  const sightings: Sighting[] = [];
  const logger = makeLogger(new Writable({ write: (_, __, done) => done() }));
  await look(admin, live);
  const port = await freePort();
  let running: { readonly stop: () => Promise<void> } | undefined;
  const up = async (folder = 'admission'): Promise<void> => {
    metrics = new Metrics();
    const meters = webhookMeters(metrics);
    const admission = await composeAdmission({
      cluster: 'production',
      desired: git,
      live: () => live,
      witness: { note: (one) => sightings.push(one), whoDid: () => [], follow: async function* () {} },
      ledger,
      publishers: new Set(['system:serviceaccount:mainward:mainward-publisher']),
      logger,
      meters,
    });
    const webhook = await startWebhook({
      listen: { host: '127.0.0.1', port },
      folder: join(plane.api.folder, folder),
      clusters: [
        { name: 'production', address: { url: new URL(`https://127.0.0.1:${port}`) }, admission, registrar },
      ],
      ledger,
      clock,
      logger,
      meters,
    });
    const tasks = new Tasks(webhook.tasks, { logger, metrics, pause: systemPause });
    running = {
      stop: async () => {
        await tasks.stop();
        await webhook.stop();
      },
    };
  };
  const down = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  return {
    plane,
    admin,
    git,
    live,
    ledger,
    sightings,
    clock,
    metrics: () => metrics.print(),
    up,
    down,
    policies: async () => {
      const webhooks = (await admin.get(CONFIGURATION))?.['webhooks'] ?? [];
      return (webhooks as readonly { failurePolicy: string }[]).map(({ failurePolicy }) => failurePolicy);
    },
    as: (identity) => sendsAs(plane, identity),
    stop: async () => {
      await down();
      await plane.stop();
    },
  };
}

async function look(admin: KubernetesCluster, live: LiveRbac): Promise<void> {
  for (const type of [ROLES, ROLE_BINDINGS, CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS]) {
    const { items } = await admin.list(type);
    live.replace(
      type.kind as LiveKind,
      items.flatMap((one: KubernetesObject) => liveObject(one, 'live') ?? []),
    );
  }
}

interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
  readonly users: readonly [
    { readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } },
  ];
}

function sendsAs(plane: ControlPlane, identity: ClusterIdentity): Sends {
  const { clusters, users } = JSON.parse(readFileSync(plane.api.kubeconfig(identity), 'utf8')) as Kubeconfig;
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  const { 'client-certificate-data': cert, 'client-key-data': key } = users[0].user;
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const outgoing = request(
        new URL(path, server),
        { method, ca: bytes(ca), cert: bytes(cert), key: bytes(key), headers: { 'content-type': type } },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8').on('data', (part: string) => void (text += part));
          incoming.once('error', reject);
          incoming.once('end', () => {
            const warnings = incoming.headersDistinct['warning'] ?? [];
            resolve({ status: incoming.statusCode ?? 0, message: messageIn(text), warnings });
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** What is not served yet is answered in plain text. */
function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: string };
    return message ?? '';
  } catch {
    return text;
  }
}
