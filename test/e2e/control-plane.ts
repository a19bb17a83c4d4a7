import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { readKubeconfig } from '../../src/adapters/cluster-kubernetes/kubeconfig.ts';
import type { Limits } from '../../src/adapters/cluster-kubernetes/limits.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemPause } from '../../src/adapters/system/pause.ts';
import { systemRandom } from '../../src/adapters/system/random.ts';
import type { ClusterIdentity, KubernetesObject } from '../../src/ports/cluster.ts';
import {
  CUSTOM_RESOURCE_DEFINITIONS,
  EXTERNAL_ARTIFACTS,
  KUSTOMIZATIONS,
  SERVICE_ACCOUNTS,
} from '../../src/ports/cluster-kinds.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from './api-server.ts';
import { kubernetesProgram, kustomizeController, type Running, ready, start } from './parts.ts';

export const ADMIN: ClusterIdentity = { user: 'admin', groups: ['system:masters'] };

/** A real control plane without nodes: API server, its controllers, and the kinds of Flux. */
export interface ControlPlane {
  readonly api: ApiServer;
  /** Our own client, with a kubeconfig for an identity. */
  as(identity: ClusterIdentity, limits?: Partial<Limits>): Promise<KubernetesCluster>;
  /** Our own client, with a kubeconfig for a token. */
  withToken(token: string): Promise<KubernetesCluster>;
  /** Flux's own controller, until the control plane stops. */
  startKustomizeController(): Promise<Running>;
  stop(): Promise<void>;
}

const CONTROLLERS = [
  'clusterrole-aggregation-controller',
  'garbage-collector-controller',
  'namespace-controller',
  'serviceaccount-controller',
];

export async function startControlPlane(options: ApiServerOptions = {}): Promise<ControlPlane> {
  const program = await kubernetesProgram('kube-controller-manager');
  const { program: kustomize, definitions } = await kustomizeController();
  const api = await startApiServer(options);
  const running: Running[] = [];
  const stop = async (): Promise<void> => {
    for (const one of running) await one.end();
    await api.stop();
  };
  const client = async (kubeconfig: string, limits: Partial<Limits> = {}): Promise<KubernetesCluster> =>
    new KubernetesCluster(
      await readKubeconfig(kubeconfig, systemClock),
      { clock: systemClock, random: systemRandom, pause: systemPause },
      limits,
    );
  try {
    const admin = await client(api.kubeconfig(ADMIN));
    await define(admin, definitions);
    const argv = [
      `--kubeconfig=${api.kubeconfig({ user: 'system:kube-controller-manager', groups: ['system:masters'] })}`,
      `--controllers=${CONTROLLERS.join(',')}`,
      '--leader-elect=false',
      '--secure-port=0',
    ];
    const manager = start(program, argv, api.folder);
    running.push(manager);
    const key = { type: SERVICE_ACCOUNTS, name: 'default', namespace: 'default' };
    await ready('The controller manager', async () => (await admin.get(key)) !== undefined, [manager]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    api,
    as: (identity, limits) => client(api.kubeconfig(identity), limits),
    withToken: (token) => client(api.kubeconfigWithToken(token)),
    startKustomizeController: async () => {
      const controller = startKustomizeController(kustomize, api);
      running.push(controller);
      return controller;
    },
    stop,
  };
}

function startKustomizeController(program: string, api: ApiServer): Running {
  return start(
    program,
    [
      '--enable-leader-election=false',
      '--metrics-addr=127.0.0.1:0',
      '--health-addr=127.0.0.1:0',
      '--events-addr=',
      '--feature-gates=ExternalArtifact=true',
    ],
    api.folder,
    {
      KUBECONFIG: api.kubeconfig({ user: 'kustomize-controller', groups: ['system:masters'] }),
      RUNTIME_NAMESPACE: 'flux-system',
    },
  );
}

/** Makes the kinds known, and waits until they are served. */
async function define(admin: KubernetesCluster, folder: string): Promise<void> {
  for (const file of readdirSync(folder)) {
    const definition = parse(readFileSync(join(folder, file), 'utf8')) as KubernetesObject;
    await admin.create(CUSTOM_RESOURCE_DEFINITIONS, definition);
  }
  for (const type of [EXTERNAL_ARTIFACTS, KUSTOMIZATIONS])
    await ready(`The kind ${type.kind}`, async () => (await admin.list(type)).items.length === 0, []);
}
