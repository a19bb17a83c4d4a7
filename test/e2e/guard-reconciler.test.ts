import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import { KUSTOMIZATIONS } from '../../src/ports/cluster-kinds.ts';
import type { Answer } from './api-requests.ts';
import { succeeding, UNSEEN, WRITES } from './guard-attempts.ts';
import { type GuardStage, kustomization, SPACES, setGuardStage } from './guard-stage.ts';

let stage: GuardStage;
beforeAll(async () => {
  stage = await setGuardStage('reconciler');
  await stage.admin.create(KUSTOMIZATIONS, kustomization('apps'));
});
beforeEach(() => stage.targets());
afterAll(async () => stage?.plane.stop());

type Change = readonly [what: string, type: string, body: unknown];

const MERGE = 'application/merge-patch+json';
const JSON_PATCH = 'application/json-patch+json';
const APPLY = 'application/apply-patch+yaml';
const APPS = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/apps';
const REQUEST = 'reconcile.fluxcd.io/requestedAt';
const NOW = '2026-11-27T09:00:00Z';

function asking(more: object = {}): object {
  return { annotations: { [REQUEST]: NOW }, ...more };
}

function applied(metadata: object, spec?: object): object {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system', ...metadata },
    ...(spec === undefined ? {} : { spec }),
  };
}

/** Each asks for a reconciliation, too, so that this alone can be no reason to refuse it. */
const FORBIDDEN: readonly Change[] = [
  ...[
    { path: './evil' },
    { serviceAccountName: 'cluster-admin' },
    { serviceAccountName: null },
    { suspend: true },
    { prune: false },
    { force: true },
    { interval: '24h' },
    { sourceRef: { kind: 'GitRepository', name: 'evil' } },
    { targetNamespace: 'kube-system' },
    { postBuild: { substitute: { admin: 'eve' } } },
    { patches: [{ patch: '[]' }] },
    { kubeConfig: { secretRef: { name: 'x' } } },
    { images: [{ name: 'a', newName: 'b' }] },
    { components: ['../evil'] },
  ].map((spec): Change => [`spec ${JSON.stringify(spec)}`, MERGE, { metadata: asking(), spec }]),
  ['no spec', MERGE, { metadata: asking(), spec: null }],
  ['a label', MERGE, { metadata: asking({ labels: { team: 'eve' } }) }],
  ['one more label', MERGE, { metadata: asking({ labels: { more: 'x' } }) }],
  ['no labels', MERGE, { metadata: asking({ labels: null }) }],
  ['no finalizers', MERGE, { metadata: asking({ finalizers: null }) }],
  ['one more finalizer', MERGE, { metadata: asking({ finalizers: ['finalizers.fluxcd.io', 'x/y'] }) }],
  [
    'an owner',
    MERGE,
    {
      metadata: asking({
        ownerReferences: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: '00000000-0000-0000-0000-000000000000' },
        ],
      }),
    },
  ],
  [
    'another annotation',
    MERGE,
    { metadata: { annotations: { [REQUEST]: NOW, 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } } },
  ],
  ['an annotation that is there', MERGE, { metadata: { annotations: { [REQUEST]: NOW, note: 'changed' } } }],
  ['an annotation less', MERGE, { metadata: { annotations: { [REQUEST]: NOW, note: null } } }],
  ['only another annotation', MERGE, { metadata: { annotations: { 'reconcile.fluxcd.io/forceAt': NOW } } }],
  [
    'a request that is a text without end',
    MERGE,
    { metadata: { annotations: { [REQUEST]: 'x'.repeat(65) } } },
  ],
  ['nothing at all', MERGE, {}],
  [
    'the path, by JSON patch',
    JSON_PATCH,
    [
      { op: 'add', path: '/metadata/annotations/reconcile.fluxcd.io~1requestedAt', value: NOW },
      { op: 'replace', path: '/spec/path', value: './evil' },
    ],
  ],
  [
    'all annotations, by JSON patch',
    JSON_PATCH,
    [{ op: 'replace', path: '/metadata/annotations', value: { [REQUEST]: NOW } }],
  ],
  ['a finalizer less, by JSON patch', JSON_PATCH, [{ op: 'remove', path: '/metadata/finalizers/0' }]],
  ['the path, applied', APPLY, applied(asking(), { path: './evil' })],
  ['a label, applied', APPLY, applied(asking({ labels: { team: 'eve' } }))],
  ['another annotation, applied', APPLY, applied({ annotations: { [REQUEST]: NOW, note: 'changed' } })],
];

function change(path: string, [, type, body]: Change, manager = 'mainward'): Promise<Answer> {
  const query = type === APPLY ? `?fieldManager=${manager}&force=true` : `?fieldManager=${manager}`;
  return stage.as('PATCH', `${path}${query}`, { type, body });
}

/** All that is to stay as it is. */
async function kept(): Promise<unknown> {
  const { metadata, ...rest } = (await stage.plane.api.send('GET', APPS)).body as KubernetesObject;
  const { resourceVersion: _, managedFields: _fields, annotations, ...others } = metadata;
  const { [REQUEST]: _request, ...notes } = annotations ?? {};
  return { ...rest, metadata: { ...others, annotations: notes } };
}

describe('the reconciler', () => {
  test('may patch Kustomizations, and nothing else, as the API server lists it', async () => {
    const expected = ['patch kustomizations.kustomize.toolkit.fluxcd.io'];
    expect(await stage.powers()).toEqual(
      Object.fromEntries(SPACES.map((namespace) => [namespace, expected])),
    );
  });

  test('gets nothing by any other request', async () => {
    expect(await succeeding(stage.as, [...WRITES, ...UNSEEN])).toEqual([]);
  });

  test('writes nothing else even where a binding lets it do everything', async () => {
    await stage.widened(async () => {
      expect(await succeeding(stage.as, WRITES)).toEqual([]);
    });
  });

  test.each([
    ['by merge patch', MERGE, { metadata: asking() }],
    [
      'by JSON patch',
      JSON_PATCH,
      [{ op: 'add', path: '/metadata/annotations/reconcile.fluxcd.io~1requestedAt', value: NOW }],
    ],
    ['applied', APPLY, applied(asking())],
  ] as readonly Change[])('asks for a reconciliation %s', async (...asked) => {
    const before = await kept();
    expect((await change(APPS, asked)).status).toBe(200);
    const { body } = await stage.plane.api.send('GET', APPS);
    expect((body as KubernetesObject).metadata.annotations).toEqual({ note: 'kept', [REQUEST]: NOW });
    expect(await kept()).toEqual(before);
    await stage.admin.patch(
      { type: KUSTOMIZATIONS, name: 'apps', namespace: 'flux-system' },
      { kind: 'merge', body: { metadata: { annotations: { [REQUEST]: null } } } },
    );
  });

  test.each(FORBIDDEN)('cannot change %s', async (...asked) => {
    const before = await kept();
    const { status, body } = await change(APPS, asked);
    expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining('mainward-reconciler')]);
    expect(await kept()).toEqual(before);
  });

  test('cannot take away what another one applied by using the name of its manager', async () => {
    const object = kustomization('owned');
    const path = APPS.replace('apps', 'owned');
    const type = KUSTOMIZATIONS;
    const key = { type, name: 'owned', namespace: 'flux-system' };
    await stage.admin.patch(key, { kind: 'apply', body: object, manager: 'flux', force: true });
    const { status } = await change(
      path,
      [
        '',
        APPLY,
        { ...applied(asking()), metadata: { ...asking(), name: 'owned', namespace: 'flux-system' } },
      ],
      'flux',
    );
    expect(status).toBe(422);
    expect(await stage.admin.get(key)).toMatchObject({ spec: object['spec'] });
  });

  test('touches no status, no other subresource, and creates and deletes nothing', async () => {
    const before = await kept();
    const status = { metadata: asking(), status: { lastAppliedRevision: 'evil' } };
    expect((await change(`${APPS}/status`, ['', MERGE, status])).status).toBe(403);
    // The API server itself passes over a status here.
    expect((await change(APPS, ['', MERGE, status])).status).toBe(200);
    expect((await change(APPS.replace('apps', 'new'), ['', APPLY, applied(asking())])).status).toBe(400);
    const fresh = { ...applied(asking()), metadata: { ...asking(), name: 'new', namespace: 'flux-system' } };
    expect((await change(APPS.replace('apps', 'new'), ['', APPLY, fresh])).status).toBe(403);
    expect((await stage.as('DELETE', APPS)).status).toBe(403);
    expect((await stage.as('PUT', APPS, { body: kustomization('apps') })).status).toBe(403);
    expect((await stage.as('GET', APPS)).status).toBe(403);
    expect(await kept()).toEqual(before);
  });
});
