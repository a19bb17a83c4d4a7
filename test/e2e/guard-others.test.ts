import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { succeeding, UNSEEN, WRITES } from './guard-attempts.ts';
import { type GuardStage, SPACES, setGuardStage } from './guard-stage.ts';
import { allowedBy } from './thread-accounts.ts';

const WEBHOOKS = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

function everywhere(powers: ReadonlySet<string>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(SPACES.map((namespace) => [namespace, [...powers].sort()]));
}

function registration(name: string, url = 'https://127.0.0.1:9443/x'): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name: 'a.mainward.dev',
        clientConfig: { url },
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Ignore',
        rules: [
          { apiGroups: ['x.mainward.dev'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['*'] },
        ],
      },
    ],
  };
}

describe('the observer', () => {
  let stage: GuardStage;
  beforeAll(async () => {
    stage = await setGuardStage('observer');
    await stage.targets();
  });
  afterAll(async () => stage?.plane.stop());

  test('reads what grants and what agents say, and nothing else, as the API server lists it', async () => {
    const verbs = ['get', 'list', 'watch'];
    const resources = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];
    const expected = allowedBy([
      { apiGroups: [''], resources: ['namespaces', 'serviceaccounts'], verbs },
      { apiGroups: ['rbac.authorization.k8s.io'], resources, verbs },
      { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs },
    ]);
    expect(await stage.powers()).toEqual(everywhere(expected));
  });

  test('writes nothing, and reads no Secret', async () => {
    expect(await succeeding(stage.as, WRITES)).toEqual([]);
    const reads = /^(list|get) (cluster)?role(binding)?s$/;
    expect(
      await succeeding(
        stage.as,
        UNSEEN.filter(({ what }) => !reads.test(what)),
      ),
    ).toEqual([]);
  });
});

describe('the registrar', () => {
  let stage: GuardStage;
  beforeAll(async () => {
    stage = await setGuardStage('registrar');
    await stage.targets();
  });
  afterAll(async () => stage?.plane.stop());

  test('registers validating webhooks, and does nothing else, as the API server lists it', async () => {
    const group = {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['validatingwebhookconfigurations'],
    };
    const expected = allowedBy([
      { ...group, verbs: ['get', 'patch'], resourceNames: ['mainward'] },
      { ...group, verbs: ['list', 'watch', 'create'] },
    ]);
    expect(await stage.powers()).toEqual(everywhere(expected));
  });

  test('gets nothing by any other request', async () => {
    expect(await succeeding(stage.as, [...WRITES, ...UNSEEN])).toEqual([]);
  });

  test('changes the one registration that is ours, also whom it asks, and no other one', async () => {
    for (const name of ['mainward', 'others'])
      expect((await stage.plane.api.send('POST', WEBHOOKS, registration(name))).status).toBe(201);
    const patch = (name: string): Promise<{ readonly status: number }> =>
      stage.as('PATCH', `${WEBHOOKS}/${name}?fieldManager=mainward`, {
        type: 'application/merge-patch+json',
        body: { webhooks: (registration(name, 'https://evil.example/') as { webhooks: unknown }).webhooks },
      });
    expect((await patch('others')).status).toBe(403);
    expect((await stage.as('DELETE', `${WEBHOOKS}/others`)).status).toBe(403);
    expect((await stage.as('DELETE', `${WEBHOOKS}/mainward`)).status).toBe(403);
    // What the documents say of it: it is a power of its own.
    expect((await patch('mainward')).status).toBe(200);
  });
});
