import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  ROLES,
  SERVICE_ACCOUNTS,
} from '../../src/ports/cluster-kinds.ts';
import { eventually, make } from '../../src/ports/cluster-rig.conformance.ts';
import { asToken, type Sender } from './as-token.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { createAll, shipped } from './guard-accounts.ts';
import { rulesOf, tokenOf } from './thread-accounts.ts';

/** Namespaces in which it is asked what somebody may. */
export const SPACES: readonly string[] = ['mainward', 'flux-system', 'payments', 'default', 'kube-system'];

/** A control plane with what is shipped for a guard, and one of its accounts. */
export interface GuardStage {
  readonly plane: ControlPlane;
  readonly admin: KubernetesCluster;
  /** Sends as the account. */
  readonly as: Sender;
  /** What the account may that not everybody may, by namespace, as the API server itself lists it. */
  powers(): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Of each kind that grants one object that is called `there`. */
  targets(): Promise<void>;
  /** Does something while a second binding lets the account do everything, as drift could. */
  widened(work: () => Promise<void>): Promise<void>;
}

export async function setGuardStage(power: string): Promise<GuardStage> {
  const plane = await startControlPlane();
  try {
    return await stageOn(plane, power);
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

async function stageOn(plane: ControlPlane, power: string): Promise<GuardStage> {
  const admin = await plane.as(ADMIN);
  for (const name of ['flux-system', 'payments', 'pipelines'])
    await admin.create(NAMESPACES, make(NAMESPACES, { name }));
  const files = ['flux/accounts.yaml', 'guard/policy.yaml', 'guard/accounts.yaml', 'guard/registrar.yaml'];
  await createAll(plane.api, files.flatMap(shipped));
  await admin.create(SERVICE_ACCOUNTS, make(SERVICE_ACCOUNTS, { name: 'anybody', namespace: 'default' }));
  const token = await tokenOf(admin, 'mainward', `mainward-${power}`);
  const anybody = await rulesOf(plane, await tokenOf(admin, 'default', 'anybody'), 'default');
  const mayAll = async (): Promise<boolean> =>
    admin.allows({
      user: `system:serviceaccount:mainward:mainward-${power}`,
      groups: [],
      verb: 'create',
      resource: 'secrets',
    });
  const as = asToken(plane.api, token);
  const widened: GuardStage['widened'] = async (work) => {
    const key = { type: CLUSTER_ROLE_BINDINGS, name: 'widened' };
    const subjects = [{ kind: 'ServiceAccount', name: `mainward-${power}`, namespace: 'mainward' }];
    await admin.create(key.type, make(key.type, { name: key.name }, { roleRef: EVERYTHING, subjects }));
    await until(mayAll, true);
    try {
      await work();
    } finally {
      await admin.delete(key);
      await until(mayAll, false);
    }
  };
  // A policy takes effect some time after it was created; nothing else would refuse this.
  if (CONFINED.includes(power)) await widened(() => until(() => isConfined(as), true));
  return {
    plane,
    admin,
    as,
    powers: async () => {
      const found = await Promise.all(
        SPACES.map(async (namespace) => {
          const all = await rulesOf(plane, token, namespace);
          return [namespace, [...all].filter((one) => !anybody.has(one)).sort()] as const;
        }),
      );
      return Object.fromEntries(found);
    },
    targets: () => targets(admin),
    widened,
  };
}

const EVERYTHING = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };

/** Powers that deploy/guard/policy.yaml confines. */
const CONFINED: readonly string[] = ['revoker', 'reconciler'];

async function isConfined(as: Sender): Promise<boolean> {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
  const { status } = await as('POST', '/api/v1/namespaces/payments/configmaps?dryRun=All', { body });
  return status === 422;
}

async function until(check: () => Promise<boolean>, wanted: boolean): Promise<void> {
  await eventually(async () => {
    if ((await check()) !== wanted) throw new Error('The API server does not know of it yet.');
  });
}

async function targets(admin: KubernetesCluster): Promise<void> {
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
  for (const [type, fields] of [
    [ROLES, { rules }],
    [CLUSTER_ROLES, { rules }],
    [ROLE_BINDINGS, { roleRef: EVERYTHING, subjects: [] }],
    [CLUSTER_ROLE_BINDINGS, { roleRef: EVERYTHING, subjects: [] }],
  ] as const) {
    const place = type.namespaced ? { name: 'there', namespace: 'payments' } : { name: 'there' };
    if ((await admin.get({ type, ...place })) === undefined)
      await admin.create(type, make(type, place, fields));
  }
}

/** One that an agent would follow. */
export function kustomization(name: string): KubernetesObject {
  return make(
    KUSTOMIZATIONS,
    {
      name,
      namespace: 'flux-system',
      labels: { team: 'platform' },
      annotations: { note: 'kept' },
      finalizers: ['finalizers.fluxcd.io'],
    },
    {
      spec: {
        interval: '10m',
        path: './apps',
        prune: true,
        serviceAccountName: 'apps',
        sourceRef: { kind: 'GitRepository', name: 'infrastructure' },
      },
    },
  );
}
