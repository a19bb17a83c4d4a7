import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Authority, type Pair } from '../../src/adapters/cluster-kubernetes/fixtures/certificates.ts';
import { testInstance } from '../../src/entrypoints/server/fixtures/instance.ts';
import { fakeServices } from '../../src/entrypoints/server/fixtures/services.ts';
import { routesOf } from '../../src/entrypoints/server/routes.ts';
import { AuditIntake } from '../../src/flows/guard/audit/intake.ts';
import { meaningOfAnswer } from '../../src/flows/guard/audit/meaning.ts';
import type { Sighting } from '../../src/flows/guard/who/witness.ts';
import { MemoryWitness } from '../../src/flows/guard/who/witness-memory.ts';
import { eventually } from '../../src/ports/cluster-rig.conformance.ts';
import { ROOT } from '../support/project.ts';
import { type ApiServer, startApiServer } from './api-server.ts';

const TOKEN = 'a-token-that-only-the-api-server-has';
const clock = { now: () => Date.now() };
const witness = new MemoryWitness(clock);
const noted: Sighting[] = [];
const intake = new AuditIntake('production', createHash('sha256').update(TOKEN).digest('hex'), {
  witness: { note: (one) => (noted.push(one), witness.note(one)) },
  clock,
  meaningOf: meaningOfAnswer,
});
const { instance } = testInstance(
  routesOf({ openLog: false }),
  fakeServices({ audits: new Map([['production', intake]]) }),
);

let api: ApiServer;
let front: Server | undefined;

/** As a proxy ends TLS before the server: an API server keeps its token to itself over plain HTTP. */
function listenByTls({ certificate, key }: Pair): Promise<number> {
  const { port } = instance.server.address() as AddressInfo;
  const server = createServer({ cert: certificate, key }, (incoming, reply) => {
    const { method, url, headers } = incoming;
    const inner = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    inner.once('error', () => reply.destroy());
    incoming.pipe(inner);
  });
  front = server;
  const { promise, resolve } = Promise.withResolvers<number>();
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  return promise;
}

beforeAll(async () => {
  await instance.listen({ host: '127.0.0.1', port: 0 });
  const authority = new Authority();
  const port = await listenByTls(authority.issue({ name: 'mainward', hosts: ['127.0.0.1'] }));
  const server = `https://127.0.0.1:${port}/webhooks/audit/production`;
  const trusted = Buffer.from(authority.certificate).toString('base64');
  api = await startApiServer({
    audit: {
      policy: readFileSync(`${ROOT}/deploy/guard/audit-policy.yaml`, 'utf8'),
      kubeconfig: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'mainward',
        contexts: [{ name: 'mainward', context: { cluster: 'mainward', user: 'api-server' } }],
        clusters: [{ name: 'mainward', cluster: { server, 'certificate-authority-data': trusted } }],
        users: [{ name: 'api-server', user: { token: TOKEN } }],
      }),
    },
  });
});
afterAll(async () => {
  await api.stop();
  front?.closeAllConnections();
  front?.close();
  await instance.close();
});

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const eve = { user: 'eve@acme.example', groups: ['system:masters'] };

function binding(name: string, ...users: readonly string[]) {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    subjects: users.map((user) => ({ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' })),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  };
}

const DELETION = { kind: 'DeleteOptions', apiVersion: 'v1' };

interface Live {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string };
}

/** Whoever made the object what it is now, or made it go. */
async function whoDid(name: string, live: Live, removed = false) {
  const { uid, resourceVersion } = live.metadata;
  const meaning = removed ? undefined : meaningOfAnswer(live);
  const { apiVersion, kind } = binding(name);
  const question = {
    cluster: 'production',
    object: { apiVersion, kind, name },
    removed,
    uid,
    ...(removed ? {} : { resourceVersion }),
    ...(meaning === undefined ? {} : { meaning }),
    at: Date.now(),
  };
  await eventually(async () => expect(witness.whoDid(question)).not.toEqual([]));
  return witness.whoDid(question);
}

describe('the audit log of a real API server names whoever', () => {
  test('made an object, and the binding by which they were allowed', async () => {
    const admin = binding('eng');
    await api.send('POST', `${RBAC}/clusterrolebindings`, {
      ...admin,
      subjects: [{ kind: 'User', name: 'bo', apiGroup: 'rbac.authorization.k8s.io' }],
      roleRef: { ...admin.roleRef, name: 'cluster-admin' },
    });
    const bo = api.as({ user: 'bo', groups: [] });
    await eventually(async () => expect((await bo('GET', `${RBAC}/clusterroles`)).status).toBe(200));
    const { status, body } = await bo('POST', `${RBAC}/clusterrolebindings`, binding('by-bo', 'bo'), {
      'user-agent': 'kubectl/v1.35.0',
    });
    expect(status).toBe(201);
    const [actor, ...others] = await whoDid('by-bo', body as Live);
    expect(others).toEqual([]);
    expect(actor).toMatchObject({ source: 'audit', user: 'bo', tool: 'kubectl/v1.35.0' });
    expect(actor?.allowedBy).toContain(
      'ClusterRoleBinding "eng" of ClusterRole "cluster-admin" to User "bo"',
    );
    const [one] = noted.filter(({ object }) => object.name === 'by-bo');
    expect(one?.meaning).toBe(meaningOfAnswer(body));
    expect(JSON.stringify(noted)).not.toContain('127.0.0.1');
  });

  test('acted as somebody else', async () => {
    const { body } = await api.as(eve)('POST', `${RBAC}/clusterrolebindings`, binding('as-admin', 'x'), {
      'impersonate-user': 'admin',
      'impersonate-group': 'system:masters',
    });
    expect(await whoDid('as-admin', body as Live)).toMatchObject([
      { user: 'admin', impersonator: 'eve@acme.example' },
    ]);
  });

  test('wrote a version by a patch, applied from the server’s side or not', async () => {
    const path = `${RBAC}/clusterrolebindings/patched`;
    const made = await api.as(eve)('PATCH', `${path}?fieldManager=eve`, binding('patched', 'a'), {
      'content-type': 'application/apply-patch+yaml',
    });
    expect(made.status).toBe(201);
    expect(await whoDid('patched', made.body as Live)).toMatchObject([{ user: 'eve@acme.example' }]);
    const { subjects } = binding('patched', 'a', 'b');
    const bo = api.as({ user: 'bo', groups: ['system:masters'] });
    const patched = await bo('PATCH', path, { subjects }, { 'content-type': 'application/merge-patch+json' });
    expect(patched.status).toBe(200);
    expect(await whoDid('patched', patched.body as Live)).toMatchObject([{ user: 'bo' }]);
  });

  test('deleted an object, one by one or all together, and not who only tried', async () => {
    for (const name of ['gone-1', 'gone-2', 'gone-3'])
      await api.send('POST', `${RBAC}/clusterrolebindings`, {
        ...binding(name, 'x'),
        metadata: { name, labels: { going: name === 'gone-1' ? 'alone' : 'together' } },
      });
    const lives = await Promise.all(
      ['gone-1', 'gone-2', 'gone-3'].map(
        async (name) => (await api.send('GET', `${RBAC}/clusterrolebindings/${name}`)).body as Live,
      ),
    );
    const bo = api.as({ user: 'bo', groups: ['system:masters'] });
    expect(
      (await bo('DELETE', `${RBAC}/clusterrolebindings/gone-1`, { ...DELETION, dryRun: ['All'] })).status,
    ).toBe(200);
    const tried = await bo('DELETE', `${RBAC}/clusterrolebindings/gone-1?dryRun=All`);
    expect(tried.status, JSON.stringify(tried.body)).toBe(200);
    const nobody = api.as({ user: 'nobody', groups: [] });
    expect((await nobody('DELETE', `${RBAC}/clusterrolebindings/gone-1`, DELETION)).status).toBe(403);
    expect((await api.as(eve)('DELETE', `${RBAC}/clusterrolebindings/gone-1`, DELETION)).status).toBe(200);
    expect(
      (await api.as(eve)('DELETE', `${RBAC}/clusterrolebindings?labelSelector=going%3Dtogether`, DELETION))
        .status,
    ).toBe(200);
    for (const [index, live] of lives.entries())
      expect(await whoDid(`gone-${index + 1}`, live, true), `gone-${index + 1}`).toMatchObject([
        { user: 'eve@acme.example' },
      ]);
    expect(noted.flatMap((one) => one.void ?? [])).toEqual(['dry-run', 'dry-run', 'refused']);
  });

  test('hides behind the audit id of another request', async () => {
    const id = { 'audit-id': '11111111-1111-1111-1111-111111111111' };
    await api.as({ user: 'decoy', groups: ['system:masters'] })(
      'POST',
      `${RBAC}/clusterrolebindings`,
      binding('decoy', 'x'),
      id,
    );
    const { body } = await api.as(eve)('POST', `${RBAC}/clusterrolebindings`, binding('hidden', 'x'), id);
    expect(await whoDid('hidden', body as Live)).toMatchObject([
      { user: 'eve@acme.example', event: id['audit-id'] },
    ]);
  });
});

test('nothing else is sent: no read, no Secret, no token', async () => {
  await api.send('POST', '/api/v1/namespaces/default/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'password' },
    stringData: { password: 'do-not-tell' },
  });
  const before = noted.length;
  const { body } = await api.as(eve)('POST', `${RBAC}/clusterrolebindings`, binding('last', 'x'));
  await whoDid('last', body as Live);
  expect(noted.slice(before).map(({ object }) => object.name)).toEqual(['last']);
  expect(new Set(noted.map(({ object }) => object.kind))).toEqual(
    new Set(['ClusterRoleBinding', 'ClusterRole', 'Role', 'RoleBinding']),
  );
});
