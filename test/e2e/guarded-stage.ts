import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { Started } from '../../src/entrypoints/demo/thread/started.ts';
import type { ConfigFile } from '../../src/entrypoints/server/config/schema.ts';
import { CONFIGURATION_NAME } from '../../src/flows/admit/webhook/configuration.ts';
import { WEBHOOK_NAME } from '../../src/ports/admission.ts';
import { VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../src/ports/cluster-kinds.ts';
import { eventually } from '../../src/ports/cluster-rig.conformance.ts';
import { FOLDER, filesOf, GROUND } from '../guard/ground.ts';
import { CLUSTER, type GuardWish, policyFiles } from '../guard/policy.ts';
import { ROOT } from '../support/project.ts';
import { NAME, REF } from '../thread/scene.ts';
import type { ApiServerOptions } from './api-server.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Gate, startGate } from './gate.ts';
import { createAll, shipped } from './guard-accounts.ts';
import { layGround } from './guard-ground.ts';
import { GuardRecord } from './guard-record.ts';
import { GuardedRepository } from './guard-repository.ts';
import { freePort, type Running } from './parts.ts';
import { ServeProcess } from './serve-process.ts';
import { accountKubeconfig } from './thread-accounts.ts';
import { arrivesAt } from './thread-landing.ts';
import { startTlsFront, type TlsFront } from './tls-front.ts';

/** A real control plane with Flux's own controller, whose desired state lies in a real repository, and `mainward serve`. */
export interface GuardedStage {
  readonly plane: ControlPlane;
  readonly admin: KubernetesCluster;
  readonly repository: GuardedRepository;
  readonly server: ServeProcess;
  /** Flux's own controller. */
  readonly agent: Running;
  /** By which the server reaches the API server where it takes something away. */
  readonly gate: Gate;
  /** Starts another one, which guards the same cluster with a ledger of its own, and hands nothing over. */
  another(): Promise<{ readonly server: ServeProcess; readonly record: GuardRecord }>;
  /** Lands a change, and waits until the agent says that it applied it. */
  land(files: Readonly<Record<string, string | null>>): Promise<string>;
  /** What the server's guard keeps of what ends. */
  kept(): string;
  /** What the server's ledger says. */
  readonly record: GuardRecord;
  /** The API server's audit log, as a file. */
  readonly auditLog: string;
  /** Waits until the API server asks the webhook, and refuses what that cannot be asked about. */
  enforcing(): Promise<void>;
  /** Where it fails, the error says what the parts said. */
  telling<Result>(work: () => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
}

const POWERS = ['publisher', 'observer', 'revoker', 'reconciler', 'registrar'] as const;
/** What the API server shows when it sends its audit log. */
const AUDIT_TOKEN = 'the-token-of-the-audit-log';
const TOLD_BYTES = 8_000;

/** What is there beside, or in place of, the ground. */
export interface StageExtras {
  readonly ground?: typeof GROUND;
  readonly files?: Readonly<Record<string, string>>;
  /** The port at which the webhook is reached, by the one at which it listens. */
  readonly webhookBy?: (port: number) => Promise<number>;
  /** What is done in the cluster before the agent and the server begin. */
  readonly before?: (admin: KubernetesCluster) => Promise<void>;
}

export async function setGuardedStage(wish: GuardWish, extras: StageExtras = {}): Promise<GuardedStage> {
  const { ground = GROUND, files = {}, webhookBy = async (port) => port, before } = extras;
  const folder = mkdtempSync(join(tmpdir(), 'mainward-guard-'));
  const started = new Started();
  started.keep({ stop: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) });
  try {
    const repository = new GuardedRepository({ ...policyFiles(wish), ...filesOf(ground), ...files });
    started.keep({ stop: async () => repository.remove() });
    const ports = {
      server: await freePort(),
      artifacts: await freePort(),
      admission: await freePort(),
    };
    const webhook = await webhookBy(ports.admission);
    const url = new URL(`http://127.0.0.1:${ports.server}`);
    const front = started.keep(await startTlsFront(ports.server));
    const plane = started.keep(await startControlPlane({ audit: auditTo(front) }));
    const admin = await plane.as(ADMIN);
    await layGround(admin, ground);
    await before?.(admin);
    await createAll(plane.api, shipped('guard/policy.yaml'));
    const agent = await plane.startKustomizeController();
    const kubeconfig = join(folder, 'kubeconfig');
    const gate = started.keep(await startGate(plane.api.url));
    const reached = { revoker: gate.url };
    writeFileSync(kubeconfig, await accountKubeconfig(plane, admin, POWERS, reached), { mode: 0o600 });
    const config = join(folder, 'mainward.yaml');
    writeFileSync(config, stringify(configOf({ kubeconfig, repository, ports: { ...ports, webhook } })));
    const data = join(folder, 'data');
    mkdirSync(data);
    const server = started.keep(new ServeProcess({ config, data, url, folder }));
    const telling = tellerOf(() => [server.log, agent.log, plane.api.process().log]);
    await telling(() => server.start());
    const stage: GuardedStage = {
      plane,
      admin,
      repository,
      server,
      agent,
      gate,
      another: () => telling(() => another({ folder, kubeconfig, repository }, started)),
      land: async (files) => {
        const commit = repository.land(files);
        await telling(() => arrivesAt(admin, 'production', commit));
        return commit;
      },
      kept: () => textOf(join(data, 'expiries', `${CLUSTER}.json`)),
      record: new GuardRecord(join(data, 'log')),
      auditLog: plane.api.auditLog,
      enforcing: () => telling(() => registered(admin, 'Fail')),
      telling,
      stop: () => started.stop(),
    };
    await telling(async () => {
      await arrivesAt(admin, 'production', repository.since);
      await registered(admin, wish.admission === 'enforce' ? 'Fail' : 'Ignore');
      await eventually(async () => {
        if ((await stage.record.of('guard.began', 0)).length === 0)
          throw new Error('The guard has not begun.');
      });
    });
    return stage;
  } catch (error) {
    await started.stop();
    throw error;
  }
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

async function another(
  {
    folder,
    kubeconfig,
    repository,
  }: Pick<Parameters<typeof configOf>[0], 'kubeconfig' | 'repository'> & {
    readonly folder: string;
  },
  started: Started,
): ReturnType<GuardedStage['another']> {
  const root = join(folder, 'another');
  const data = join(root, 'data');
  mkdirSync(data, { recursive: true });
  const admission = await freePort();
  const ports = {
    server: await freePort(),
    artifacts: await freePort(),
    admission,
    webhook: admission,
  };
  const { admission: _asked, guards, clusters, ...whole } = configOf({ kubeconfig, repository, ports });
  const written = {
    ...whole,
    clusters: clusters.map((one) => ({ ...one, contexts: { ...one.contexts, publisher: 'observer' } })),
    guards: guards.map(({ admission: _url, audit: _audit, ...one }) => one),
  };
  const config = join(root, 'mainward.yaml');
  writeFileSync(config, stringify(written));
  const url = new URL(`http://127.0.0.1:${ports.server}`);
  const server = started.keep(new ServeProcess({ config, data, url, folder: root }));
  await server.start();
  const record = new GuardRecord(join(data, 'log'));
  await begun(record);
  return { server, record };
}

async function begun(record: GuardRecord): Promise<void> {
  await eventually(async () => {
    if ((await record.of('guard.began', 0)).length === 0) throw new Error('The guard has not begun.');
  });
}

/** Waits until admission is registered with this policy for what cannot be asked. */
async function registered(admin: KubernetesCluster, policy: 'Fail' | 'Ignore'): Promise<void> {
  await eventually(async () => {
    const found = await admin.get({ type: VALIDATING_WEBHOOK_CONFIGURATIONS, name: CONFIGURATION_NAME });
    const webhooks = (found?.['webhooks'] ?? []) as readonly { name: string; failurePolicy: string }[];
    const writes = webhooks.find(({ name }) => name === WEBHOOK_NAME);
    if (writes?.failurePolicy !== policy) throw new Error(`Admission is not registered with ${policy}.`);
  });
}

/** Every write of what is guarded is told, within a second. */
function auditTo({ url, authority }: TlsFront): NonNullable<ApiServerOptions['audit']> {
  const server = new URL(`/webhooks/audit/${CLUSTER}`, url).href;
  const cluster = { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'mainward', cluster }],
    users: [{ name: 'api-server', user: { token: AUDIT_TOKEN } }],
    contexts: [{ name: 'mainward', context: { cluster: 'mainward', user: 'api-server' } }],
    'current-context': 'mainward',
  };
  return {
    policy: readFileSync(join(ROOT, 'deploy/guard/audit-policy.yaml'), 'utf8'),
    kubeconfig: JSON.stringify(kubeconfig),
  };
}

function configOf({
  kubeconfig,
  repository,
  ports,
}: {
  readonly kubeconfig: string;
  readonly repository: GuardedRepository;
  readonly ports: Readonly<Record<'server' | 'artifacts' | 'admission' | 'webhook', number>>;
}): ConfigFile {
  const at = (port: number): string => `127.0.0.1:${port}`;
  return {
    schema: 'mainward.dev/config/v1',
    listen: at(ports.server),
    artifacts: { listen: at(ports.artifacts), publicUrl: `http://${at(ports.artifacts)}` },
    admission: { listen: at(ports.admission) },
    roles: {},
    log: { open: false },
    repositories: [
      { name: NAME, path: repository.bare, ref: REF, policy: '.mainward', since: repository.since },
    ],
    evidence: [],
    clusters: [
      {
        name: CLUSTER,
        environment: CLUSTER,
        kubeconfig,
        // Nobody trades tokens here.
        contexts: { ...Object.fromEntries(POWERS.map((power) => [power, power])), broker: 'observer' },
      },
    ],
    issuers: [],
    sources: [{ repository: NAME, cluster: CLUSTER, namespace: 'flux-system', name: 'infrastructure' }],
    guards: [
      {
        cluster: CLUSTER,
        repository: NAME,
        roots: [{ namespace: 'flux-system', name: 'production', file: `${FOLDER}/agent.yaml` }],
        follows: [],
        atMost: 'revoke',
        admission: { url: `https://${at(ports.webhook)}` },
        audit: { tokenSha256: createHash('sha256').update(AUDIT_TOKEN).digest('hex') },
      },
    ],
  };
}

function tellerOf(logs: () => readonly string[]): GuardedStage['telling'] {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      const said = logs().map((file) => `--- ${file}\n${readFileSync(file, 'utf8').slice(-TOLD_BYTES)}`);
      throw new Error(`${String(error)}\n${said.join('\n')}`, { cause: error });
    }
  };
}
