import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FileArtifactStore } from '../../src/adapters/artifacts-files/store.ts';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { judgeLedger } from '../../src/chain/ledger/invariant.ts';
import { ClusterObserver } from '../../src/flows/observe/cluster-observer.ts';
import type { RepositoryObserver } from '../../src/flows/observe/observer.ts';
import { SourcePublisher } from '../../src/flows/publish/publisher.ts';
import { readTraceQuestion } from '../../src/flows/trace/question.ts';
import { trace } from '../../src/flows/trace/trace.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  KUSTOMIZATIONS,
  NAMESPACES,
  ROLE_BINDINGS,
  SERVICE_ACCOUNTS,
} from '../../src/ports/cluster-kinds.ts';
import { eventually, make } from '../../src/ports/cluster-rig.conformance.ts';
import { apply, SOURCE, shippedAccounts } from '../thread/flux.ts';
import { NAME, REF, ROLE_BINDING, Scene } from '../thread/scene.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';

const random = { bytes: (count: number): Uint8Array => randomBytes(count) };
const RBAC = 'rbac.authorization.k8s.io';

let plane: ControlPlane;
let admin: KubernetesCluster;
let scene: Scene;
let folder: string;
let server: Server;
let observer: RepositoryObserver;
let publisher: SourcePublisher;
const watching = new AbortController();
let watched: Promise<void>;

beforeAll(async () => {
  scene = new Scene(2);
  folder = mkdtempSync(join(tmpdir(), 'mainward-publish-'));
  plane = await startControlPlane();
  admin = await plane.as(ADMIN);
  for (const name of ['flux-system', 'shop']) await admin.create(NAMESPACES, make(NAMESPACES, { name }));
  await apply(admin, shippedAccounts());
  await admin.create(
    SERVICE_ACCOUNTS,
    make(SERVICE_ACCOUNTS, { name: 'deployer', namespace: 'flux-system' }),
  );
  const subjects = [{ kind: 'ServiceAccount', name: 'deployer', namespace: 'flux-system' }];
  const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: 'admin' };
  await admin.create(
    CLUSTER_ROLE_BINDINGS,
    make(CLUSTER_ROLE_BINDINGS, { name: 'deployer' }, { roleRef, subjects }),
  );
  const artifacts = await FileArtifactStore.open(join(folder, 'artifacts'), random, systemClock);
  server = createServer((request, answer) => {
    archive(artifacts, request.url?.split('/').at(-1) ?? '').then(
      (bytes) => {
        answer.statusCode = bytes === undefined ? 404 : 200;
        return answer.end(bytes);
      },
      () => answer.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  observer = scene.observer();
  publisher = new SourcePublisher(
    { repository: NAME, path: scene.shop.folder, ref: REF, cluster: 'production', ...SOURCE },
    {
      git: new GitCliOpener(),
      ledger: scene.ledger,
      artifacts,
      cluster: await account('mainward-publisher'),
      clock: systemClock,
      urlOf: ({ token }) => `${base}/artifacts/${token}`,
    },
  );
  watched = new ClusterObserver(
    { cluster: 'production', sources: [{ ...SOURCE, repository: NAME, path: scene.shop.folder, ref: REF }] },
    {
      git: new GitCliOpener(),
      ledger: scene.ledger,
      cluster: await account('mainward-observer'),
      clock: systemClock,
      random,
    },
  ).follow(watching.signal);
  await plane.startKustomizeController();
  const spec = {
    interval: '1h',
    retryInterval: '1s',
    prune: true,
    path: './apps',
    serviceAccountName: 'deployer',
    sourceRef: { kind: 'ExternalArtifact', name: SOURCE.name },
  };
  await admin.create(
    KUSTOMIZATIONS,
    make(KUSTOMIZATIONS, { name: 'apps', namespace: 'flux-system' }, { spec }),
  );
});
afterAll(async () => {
  watching.abort();
  await watched;
  await plane?.stop();
  server?.close();
  scene?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** With nothing but a token of a shipped account. */
async function account(name: string): Promise<KubernetesCluster> {
  const { token } = await admin.issue({ namespace: 'mainward', name, audiences: [], seconds: 3_600 });
  return plane.withToken(token);
}

async function archive(artifacts: FileArtifactStore, token: string): Promise<Buffer | undefined> {
  const found = await artifacts.open(token);
  if (found === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of found.content) parts.push(part);
  return Buffer.concat(parts);
}

async function land(
  number: number,
  files: Readonly<Record<string, string>>,
  ...who: readonly string[]
): Promise<string> {
  const head = scene.shop.offer(number, scene.tip(), files);
  await observer.observe();
  for (const one of who) scene.approve(one, head);
  await observer.observe();
  const commit = scene.shop.merge(number, head);
  await publisher.publish((await observer.observe()).standing);
  return commit;
}

async function subjectsOf(name: string): Promise<readonly string[] | undefined> {
  const live = await admin.get({ type: ROLE_BINDINGS, namespace: 'shop', name });
  const subjects = live?.['subjects'] as readonly { readonly name: string }[] | undefined;
  return subjects?.map((one) => one.name);
}

describe('the verified source, with the real kustomize-controller', () => {
  test('leads it from a landing that passes to a live object, which is traced back to it', async () => {
    const commit = await land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') }, 'ben', 'dee');
    await eventually(async () => expect(await subjectsOf('view')).toEqual(['bob']));
    await eventually(() => {
      expect(scene.ledger.of('object.live').map((entry) => entry.commit)).toEqual([commit]);
      return Promise.resolve();
    });
    const { passport } = await trace(readTraceQuestion('RoleBinding/view', {}), scene.ledger);
    expect(passport).toMatchObject({
      commit,
      approvals: [{ state: 'counted' }, { state: 'counted' }],
      deployedBy: [{ agent: { kind: 'Kustomization', name: 'apps' }, commit }],
      links: { approved: { verdict: 'holds' }, checked: { verdict: 'holds' }, applied: { verdict: 'holds' } },
    });
  });

  test('gives it nothing of a landing that half of the approvals were given to, until it is taken back', async () => {
    await land(8, { 'apps/view.yaml': ROLE_BINDING('view', 'mallory') }, 'ben');
    await land(9, { 'apps/kustomization.yaml': 'resources: [view.yaml] # still\n' }, 'ben', 'dee');
    const held = await publisher.publish((await observer.observe()).standing);
    expect(held.held?.reason).toBe('VerifyFailed');
    expect(await subjectsOf('view')).toEqual(['bob']);
    const mended = await land(10, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') }, 'ben', 'dee');
    await eventually(() => {
      expect(scene.ledger.of('agent.applied').at(-1)?.commit).toBe(mended);
      return Promise.resolve();
    });
    expect(await subjectsOf('view')).toEqual(['bob']);
    expect(scene.ledger.of('source.published').map((entry) => entry.commit)).toEqual([
      scene.ledger.of('object.live')[0]?.commit,
      mended,
    ]);
    const { changes, strays } = judgeLedger(scene.ledger.entries, { whole: true });
    expect(strays).toEqual([]);
    expect(changes.slice(1).map(({ applied }) => applied.verdict)).toEqual([
      'holds',
      'not-applicable',
      'not-applicable',
      'holds',
    ]);
  });
});

describe('the accounts that are shipped, before the real API server', () => {
  const EXTERNAL = {
    group: 'source.toolkit.fluxcd.io',
    resource: 'externalartifacts',
    namespace: 'flux-system',
  };
  const VERBS = [
    'get',
    'list',
    'watch',
    'create',
    'update',
    'patch',
    'delete',
    'deletecollection',
    'impersonate',
    'bind',
    'escalate',
  ];
  const RESOURCES: readonly (readonly [group: string, resource: string, subresource?: string])[] = [
    ['source.toolkit.fluxcd.io', 'externalartifacts'],
    ['source.toolkit.fluxcd.io', 'externalartifacts', 'status'],
    ['source.toolkit.fluxcd.io', 'gitrepositories'],
    ['kustomize.toolkit.fluxcd.io', 'kustomizations'],
    ['kustomize.toolkit.fluxcd.io', 'kustomizations', 'status'],
    [RBAC, 'roles'],
    [RBAC, 'rolebindings'],
    [RBAC, 'clusterroles'],
    [RBAC, 'clusterrolebindings'],
    ['', 'secrets'],
    ['', 'configmaps'],
    ['', 'pods'],
    ['', 'pods', 'exec'],
    ['', 'serviceaccounts'],
    ['', 'serviceaccounts', 'token'],
    ['', 'users'],
    ['', 'nodes'],
    ['', 'namespaces'],
    ['apps', 'deployments'],
    ['admissionregistration.k8s.io', 'validatingwebhookconfigurations'],
    ['apiextensions.k8s.io', 'customresourcedefinitions'],
    ['certificates.k8s.io', 'certificatesigningrequests', 'approval'],
  ];

  /** Everything that was asked and is allowed, as `verb resource namespace/name`. */
  async function allowed(name: string): Promise<readonly string[]> {
    const user = `system:serviceaccount:mainward:${name}`;
    const groups = ['system:serviceaccounts', 'system:serviceaccounts:mainward', 'system:authenticated'];
    const found: string[] = [];
    for (const verb of VERBS)
      for (const [group, resource, subresource] of RESOURCES)
        for (const namespace of ['flux-system', 'mainward', 'shop', ''])
          for (const object of ['infrastructure', 'other', '']) {
            const question = {
              user,
              groups,
              verb,
              group,
              resource,
              ...(subresource === undefined ? {} : { subresource }),
              ...(namespace === '' ? {} : { namespace }),
              ...(object === '' ? {} : { name: object }),
            };
            if (await admin.allows(question))
              found.push(
                `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`} ${namespace}/${object}`,
              );
          }
    return found;
  }

  test('let the publisher tell one source what to say, and nothing else of all that was asked', async () => {
    expect((await allowed('mainward-publisher')).toSorted()).toEqual([
      'create externalartifacts flux-system/',
      'create externalartifacts flux-system/infrastructure',
      'create externalartifacts flux-system/other',
      'get externalartifacts flux-system/infrastructure',
      'patch externalartifacts/status flux-system/infrastructure',
    ]);
    expect(await admin.allows({ user: 'x', groups: [], verb: 'get', ...EXTERNAL })).toBe(false);
  });

  test('let the observer read, and nothing else of all that was asked', async () => {
    const found = await allowed('mainward-observer');
    expect(new Set(found.map((one) => one.split(' ')[0]))).toEqual(new Set(['get', 'list', 'watch']));
    expect(new Set(found.map((one) => one.split(' ')[1]))).toEqual(
      new Set(['kustomizations', 'roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']),
    );
  });
});
