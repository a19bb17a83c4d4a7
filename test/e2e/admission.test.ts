import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { binding, kustomization, role } from '../../src/flows/admit/fixtures/world.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  CONFIG_MAPS,
  CUSTOM_RESOURCE_DEFINITIONS,
  NAMESPACES,
} from '../../src/ports/cluster-kinds.ts';
import { eventually, make } from '../../src/ports/cluster-rig.conformance.ts';
import { type AdmissionStage, CONFIGURATION, type Sends, setAdmissionStage } from './admission-stage.ts';
import { mainward } from './mainward.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const BINDINGS = `${RBAC}/clusterrolebindings`;
const FLUX = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/default/kustomizations';
const ARGO = '/apis/argoproj.io/v1alpha1/namespaces/default/applications';
const DAY = 86_400_000;
const WEBHOOKS = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/mainward';

/** As somebody writes it: without what the server gives. */
function written(object: KubernetesObject): object {
  const { uid: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
const admin = (name: string): object => written(binding(name, 'cluster-admin', ['eve']));
const agentObject = (name: string): KubernetesObject =>
  kustomization(name, { sourceRef: { kind: 'GitRepository', name: 'x' } }, { namespace: 'default' });

/** As Argo CD defines it, but for its fields: without a status of its own. */
const APPLICATIONS: KubernetesObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'applications.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { kind: 'Application', plural: 'applications', singular: 'application' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};
const APPLICATION: KubernetesObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'default' },
  spec: { project: 'shop', source: { repoURL: 'https://git.example/shop', targetRevision: 'main' } },
};

let stage: AdmissionStage;
let eve: Sends;
beforeAll(async () => {
  stage = await setAdmissionStage();
  eve = stage.as({ user: 'eve', groups: ['system:masters'] });
});
afterAll(() => stage?.stop());

/** It is recorded a moment after the answer. */
function recorded(what: object): Promise<void> {
  return eventually(async () => {
    expect(stage.ledger.entries.map(({ entry }) => entry)).toContainEqual(
      expect.objectContaining({ type: 'admission.judged', ...what }),
    );
  });
}

describe('in observe', () => {
  test('the webhook registers itself on a cluster that has none, and fails open', async () => {
    stage.git.admission = { mode: 'observe' };
    await stage.up();
    await eventually(async () => expect(await stage.policies()).toEqual(['Ignore', 'Ignore']));
  });

  test('what Git does not have is let through with a warning, and recorded with its requester', async () => {
    await eventually(async () => {
      const { status, warnings } = await eve('POST', `${BINDINGS}?dryRun=All`, admin('warm-up'));
      expect(status).toBe(201);
      expect(warnings.join(' ')).toContain('Mainward would refuse this');
    });
    const { status, warnings } = await eve('POST', BINDINGS, admin('observed'));
    expect(status).toBe(201);
    expect(warnings.join(' ')).toContain('no verified commit has ClusterRoleBinding observed');
    await recorded({ verdict: 'observed', object: expect.objectContaining({ name: 'observed' }) });
    expect(
      stage.sightings.find(({ object, void: none }) => object.name === 'observed' && none === undefined),
    ).toMatchObject({
      operation: 'CREATE',
      uid: expect.any(String),
      actor: { source: 'admission', user: 'eve', groups: expect.arrayContaining(['system:masters']) },
    });
  });
});

describe('in enforce', () => {
  test('the webhook fails closed once an API server got through', async () => {
    stage.git.admission = { mode: 'enforce' };
    await eventually(async () => expect(await stage.policies()).toEqual(['Fail', 'Ignore']));
  });

  test('what Git does not have is refused in words, also from whoever may do everything', async () => {
    const { status, message } = await eve('POST', BINDINGS, admin('refused'));
    expect(status).toBe(403);
    expect(message).toContain(
      'admission webhook "writes.admission.mainward.dev" denied the request: no verified commit has ClusterRoleBinding refused.',
    );
    expect(message).toContain('user eve could do everything in the whole cluster');
    expect(message).toContain('propose a change of infrastructure');
    expect(await stage.admin.get({ type: CLUSTER_ROLE_BINDINGS, name: 'refused' })).toBeUndefined();
  });

  test('a dry run is refused the same, and remembered as one', async () => {
    const { status, message } = await eve('POST', `${BINDINGS}?dryRun=All`, admin('dry'));
    expect(status).toBe(403);
    expect(message).toContain('[unexplained]');
    await recorded({ dryRun: true, object: expect.objectContaining({ name: 'dry' }) });
    expect(stage.sightings.filter(({ object }) => object.name === 'dry').map((one) => one.void)).toEqual([
      'dry-run',
    ]);
  });

  test('what Git has is let through, as the API server fills it in', async () => {
    const [own, agent] = [binding('explained', 'view', ['sam']), agentObject('explained')];
    stage.git.objects.push(own, agent, role('looks', ['get', 'list']));
    for (const [path, object] of [
      [BINDINGS, own],
      [FLUX, agent],
      [`${RBAC}/clusterroles`, role('looks', ['list', 'get'])],
    ] as const) {
      const { status, message } = await eve('POST', path, written(object));
      expect([status, message]).toEqual([201, '']);
    }
    const noted = await eve('PATCH', `${FLUX}/explained`, {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } },
    });
    expect(noted.status).toBe(200);
  });

  test('what changes it is refused, and what takes access away is not', async () => {
    const more = {
      subjects: [
        { kind: 'User', name: 'sam' },
        { kind: 'User', name: 'eve' },
      ],
    };
    expect((await eve('PATCH', `${BINDINGS}/explained`, more)).message).toContain('[differs]');
    expect((await eve('PATCH', `${FLUX}/explained`, { spec: { path: './evil' } })).message).toContain(
      '(spec.path)',
    );
    const off = { metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } } };
    expect((await eve('PATCH', `${BINDINGS}/explained`, off)).message).toContain('[opts-out]');
    expect((await eve('PATCH', `${BINDINGS}/explained`, { subjects: null })).status).toBe(200);
    expect((await eve('DELETE', `${BINDINGS}/explained`)).status).toBe(200);
    expect((await eve('DELETE', `${BINDINGS}/observed`)).status).toBe(200);
  });

  test('roles are aggregated, also by what Git has just brought', async () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { 'acme.example/to-metrics': 'yes' } }] };
    const whole = role('metrics', [], {}, { aggregationRule });
    const part = role('metrics-pods', ['get'], { labels: { 'acme.example/to-metrics': 'yes' } });
    stage.git.objects.push(whole, part);
    for (const one of [whole, part]) {
      const { status, message } = await eve('POST', `${RBAC}/clusterroles`, written(one));
      expect([status, message]).toEqual([201, '']);
    }
    await eventually(async () => {
      expect((await stage.admin.get({ type: CLUSTER_ROLES, name: 'metrics' }))?.['rules']).toEqual(
        part['rules'],
      );
    });
  });

  test('a sync of Argo CD is refused where it leads elsewhere, and goes on otherwise', async () => {
    await stage.admin.create(CUSTOM_RESOURCE_DEFINITIONS, APPLICATIONS);
    stage.git.objects.push(APPLICATION);
    await eventually(async () => expect((await eve('POST', ARGO, APPLICATION)).status).toBe(201));
    const sync = (fields: object): object => ({ operation: { sync: fields } });
    expect((await eve('PATCH', `${ARGO}/shop`, sync({ revision: 'evil' }))).message).toContain('[differs]');
    expect((await eve('PATCH', `${ARGO}/shop`, sync({ prune: true }))).status).toBe(200);
    expect((await eve('PATCH', `${ARGO}/shop`, { status: { sync: { status: 'Synced' } } })).status).toBe(200);
    expect((await eve('PATCH', `${ARGO}/shop`, { spec: { project: 'admin' } })).message).toContain(
      '(spec.project)',
    );
  });

  test('what cannot be judged is refused', async () => {
    stage.git.failing = new Error('the repository is gone');
    stage.clock.ahead += 2_000;
    await eventually(async () =>
      expect((await eve('POST', BINDINGS, admin('unjudged'))).message).toContain('[cannot-judge]'),
    );
    stage.git.failing = undefined;
  });

  test.each<readonly [string, (webhook: object) => object]>([
    ['fails open', (one) => ({ ...one, failurePolicy: 'Ignore' })],
    ['leaves namespaces out', (one) => ({ ...one, namespaceSelector: { matchLabels: { never: 'there' } } })],
    [
      'has a condition more',
      (one) => ({ ...one, matchConditions: [{ name: 'never', expression: 'false' }] }),
    ],
  ])('a registration that %s by somebody’s hand is put back, and the gap is recorded', async (_, change) => {
    const webhooks = ((await stage.admin.get(CONFIGURATION))?.['webhooks'] ?? []) as readonly object[];
    const before = stage.ledger.entries.length;
    expect((await eve('PATCH', WEBHOOKS, { webhooks: webhooks.map(change) })).status).toBe(200);
    await eventually(async () => {
      expect((await stage.admin.get(CONFIGURATION))?.['webhooks']).toEqual(webhooks);
      expect(stage.ledger.entries.slice(before).map(({ entry }) => entry.type)).toContain('gap');
    });
  });

  test('a registration that somebody deleted is made again, as closed as it was', async () => {
    expect((await eve('DELETE', WEBHOOKS)).status).toBe(200);
    await eventually(async () => expect(await stage.policies()).toEqual(['Fail', 'Ignore']));
  });
});

describe('certificates', () => {
  test('are renewed under a new authority while requests flow, and none fails', async () => {
    // Its first authority is two months old, and what it certified then is long over.
    const [other] = (await registered()).authorities;
    await stage.down();
    stage.clock.ahead = -60 * DAY;
    await stage.up('rotated');
    await eventually(async () => expect((await registered()).authorities[0]).not.toBe(other));
    const [first] = (await registered()).authorities;
    await stage.down();
    stage.clock.ahead = 0;
    await stage.up('rotated');
    await eventually(async () => expect((await registered()).authorities).toHaveLength(2));
    const [second] = (await registered()).authorities;
    expect(await shownBy(first)).toBe(true);
    const object = written(binding('explained', 'view', ['sam']));
    const failures: string[] = [];
    const over = new AbortController();
    let answered = 0;
    const flow = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const { status, message } = await eve('POST', `${BINDINGS}?dryRun=All`, object);
        if (status === 201) answered += 1;
        else failures.push(message);
      }
    };
    const flowing = Array.from({ length: 4 }, flow);
    stage.clock.ahead = 61_000;
    // The server looks once a minute.
    while (!(await shownBy(second)) && failures.length === 0) await sleep(500);
    const before = answered;
    const wider = Array.from({ length: 12 }, flow);
    await eventually(async () => expect(answered - before).toBeGreaterThan(200));
    over.abort();
    await Promise.all([...flowing, ...wider]);
    expect(failures).toEqual([]);
    expect(before).toBeGreaterThan(200);
  });
});

describe('while the server is away', () => {
  test('nobody writes what grants or leads an agent, and everything else goes on', async () => {
    stage.git.objects.push(binding('away', 'view', ['sam']));
    expect((await eve('POST', BINDINGS, written(binding('away', 'view', ['sam'])))).status).toBe(201);
    await stage.down();
    const { status, message } = await eve('POST', BINDINGS, admin('away-admin'));
    expect(status).toBe(500);
    expect(message).toContain('failed calling webhook "writes.admission.mainward.dev"');
    expect((await eve('PATCH', `${FLUX}/explained`, { spec: { path: './evil' } })).status).toBe(500);
    const map = make(CONFIG_MAPS, { name: 'goes-on', namespace: 'default' });
    expect((await eve('POST', '/api/v1/namespaces/default/configmaps', map)).status).toBe(201);
  });

  test('access can be taken away', async () => {
    expect((await eve('DELETE', `${BINDINGS}/away`)).status).toBe(200);
  });

  test('roles go on being aggregated', async () => {
    expect((await eve('DELETE', `${RBAC}/clusterroles/metrics-pods`)).status).toBe(200);
    await eventually(async () =>
      expect((await stage.admin.get({ type: CLUSTER_ROLES, name: 'metrics' }))?.['rules'] ?? []).toEqual([]),
    );
  });

  test('agents note what they do on their own objects', async () => {
    const finalizers = { metadata: { finalizers: ['finalizers.fluxcd.io'] } };
    expect((await eve('PATCH', `${FLUX}/explained`, finalizers)).status).toBe(200);
    expect(
      (await eve('PATCH', `${FLUX}/explained/status`, { status: { observedGeneration: 1 } })).status,
    ).toBe(200);
    expect((await eve('PATCH', `${FLUX}/explained`, { metadata: { finalizers: null } })).status).toBe(200);
    expect((await eve('PATCH', `${ARGO}/shop`, { status: { sync: { status: 'Unknown' } } })).status).toBe(
      200,
    );
    expect((await eve('PATCH', `${ARGO}/shop`, { operation: { sync: { revision: 'evil' } } })).status).toBe(
      500,
    );
    const controller = stage.as({
      user: 'system:serviceaccount:argocd:argocd-application-controller',
      groups: ['system:masters'],
    });
    expect(
      (await controller('PATCH', `${ARGO}/shop`, { operation: { sync: { revision: 'new' } } })).status,
    ).toBe(200);
    expect((await controller('PATCH', `${ARGO}/shop`, { spec: { project: 'admin' } })).status).toBe(500);
  });

  test('namespaces are deleted with what is in them', async () => {
    const name = 'goes-away';
    await stage.admin.create(NAMESPACES, make(NAMESPACES, { name }));
    await stage.admin.delete({ type: NAMESPACES, name });
    await eventually(async () => expect(await stage.admin.get({ type: NAMESPACES, name })).toBeUndefined());
  });

  test('an API server that starts makes its defaults again', async () => {
    expect((await eve('DELETE', `${RBAC}/clusterroles/system:discovery`)).status).toBe(200);
    await stage.plane.api.restart();
    await eventually(async () =>
      expect(await stage.admin.get({ type: CLUSTER_ROLES, name: 'system:discovery' })).toBeDefined(),
    );
  });
});

describe('removal', () => {
  test('is one command, also while the webhook blocks, and a server that comes back does not register it again', async () => {
    const kubeconfig = stage.plane.api.kubeconfig({ user: 'eve', groups: ['system:masters'] });
    const { code, out, err } = await mainward(['guard', 'remove', '--kubeconfig', kubeconfig], {
      cwd: stage.plane.api.folder,
      env: { PATH: process.env['PATH'] ?? '' },
    });
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('ValidatingWebhookConfiguration mainward: deleted');
    await eventually(async () => expect((await eve('POST', BINDINGS, admin('afterwards'))).status).toBe(201));
    await stage.up();
    await eventually(async () =>
      expect(stage.metrics()).toContain('mainward_admission_registered{cluster="production"} 0'),
    );
    expect(await stage.policies()).toEqual([]);
  });
});

interface Registered {
  readonly port: number;
  /** PEM, as they are registered. */
  readonly authorities: readonly string[];
}

async function registered(): Promise<Registered> {
  const webhooks = ((await stage.admin.get(CONFIGURATION))?.['webhooks'] ?? []) as readonly {
    readonly clientConfig: { readonly url: string; readonly caBundle: string };
  }[];
  const config = webhooks[0]?.clientConfig;
  const bundle = Buffer.from(config?.caBundle ?? '', 'base64').toString();
  return {
    port: Number(URL.parse(config?.url ?? '')?.port),
    authorities: bundle.match(/-----BEGIN[^]+?END CERTIFICATE-----/g) ?? [],
  };
}

/** Did this authority certify what is shown to whoever connects now? */
async function shownBy(authority: string | undefined): Promise<boolean> {
  const { port } = await registered();
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      resolve(new X509Certificate(raw).verify(new X509Certificate(authority ?? '').publicKey));
    });
    socket.once('error', reject);
  });
}
