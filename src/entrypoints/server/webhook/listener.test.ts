import { Agent, type RequestOptions, request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { Writable } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PkijsCertificates } from '../../../adapters/certificates-pkijs/maker.ts';
import { WebhookPaths } from '../../../flows/admit/webhook/capability.ts';
import type { AdmissionRequest } from '../../../ports/admission.ts';
import type { KeyPair } from '../../../ports/certificates.ts';
import { makeLogger } from '../logger.ts';
import { Metrics } from '../metrics/registry.ts';
import { listenForReviews, type WebhookListener } from './listener.ts';
import { webhookMeters } from './meters.ts';

const OBJECT = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'x' } };
const REVIEW = {
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'u-1',
    kind: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole' },
    resource: { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'clusterroles' },
    operation: 'CREATE',
    userInfo: { username: 'ann' },
    object: OBJECT,
  },
};
const json = { 'content-type': 'application/json' };
const span = { from: Date.now() - 3_600_000, until: Date.now() + 86_400_000 };
const maker = new PkijsCertificates();
const asked: AdmissionRequest[] = [];
const reached: string[] = [];
let authority: KeyPair;
let paths: WebhookPaths;
let listener: WebhookListener;
let log = '';
let gate: Promise<void> | undefined;

beforeAll(async () => {
  authority = await maker.authority('test', span);
  paths = await WebhookPaths.open(
    { read: async () => undefined, write: async () => undefined },
    { bytes: (count) => new Uint8Array(count) },
  );
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      log += chunk.toString();
      done();
    },
  });
  listener = await listenForReviews({
    listen: { host: '127.0.0.1', port: 0 },
    certificate: await maker.server(['127.0.0.1'], span, authority),
    paths,
    judges: new Map([
      [
        'production',
        {
          judge: async (one: AdmissionRequest) => {
            asked.push(one);
            await gate;
            return { allowed: false, message: 'because', warnings: ['careful'] };
          },
        },
      ],
      ['broken', { judge: () => Promise.reject(new Error('a defect')) }],
    ]),
    reached: (cluster) => reached.push(cluster),
    logger: makeLogger(sink),
    seconds: webhookMeters(new Metrics()).seconds,
    limits: {
      body: 10_000,
      requestHeaders: 300,
      request: 300,
      handshake: 300,
      silence: 400,
      check: 50,
      headers: 4_096,
    },
  });
});
afterAll(() => listener.stop(0));

interface Answer {
  readonly status: number;
  readonly body: { readonly response?: unknown; readonly detail?: string };
  readonly closes: boolean;
}

function ask(path: string, body: unknown, more: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: listener.port,
      ca: authority.certificate,
      method: 'POST',
      path,
      headers: json,
    };
    const outgoing = request({ ...options, ...more }, (incoming) => {
      let text = '';
      incoming.on('data', (part: Buffer) => (text += part.toString()));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          body: text === '' ? {} : JSON.parse(text),
          closes: incoming.headers.connection === 'close',
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

/** What comes back until the other side closes. */
function raw(socket: TLSSocket, ...parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.on('secureConnect', () => {
      for (const part of parts) socket.write(part);
    });
  });
}
const tls = (): TLSSocket => connect({ host: '127.0.0.1', port: listener.port, ca: authority.certificate });

describe('the listener of the webhook', () => {
  test('answers a review at its path, whatever the API server appends to it', async () => {
    const { status, body } = await ask(`${paths.pathOf('production')}?timeout=2s`, REVIEW);
    expect(status).toBe(200);
    expect(body).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: {
        uid: 'u-1',
        allowed: false,
        status: { code: 403, reason: 'Forbidden', message: 'because' },
        warnings: ['careful'],
      },
    });
    expect(asked.at(-1)).toMatchObject({ uid: 'u-1', who: { user: 'ann' }, key: { name: 'x' } });
    expect(reached).toContain('production');
  });

  test.each([
    ['/', 'POST'],
    ['/admit/production', 'POST'],
    ['/admit/production/wrong', 'POST'],
    ['/admit/production/wrong', 'GET'],
    ['/healthz', 'GET'],
  ])('has nothing at %s', async (path, method) => {
    const before = asked.length;
    const answer = await ask(path, REVIEW, { method });
    expect(answer).toMatchObject({ status: 404, closes: true });
    expect(asked).toHaveLength(before);
  });

  test('takes nothing but a posted review in JSON', async () => {
    const path = paths.pathOf('production');
    expect((await ask(path, '', { method: 'GET' })).status).toBe(405);
    expect((await ask(path, REVIEW, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect(await ask(path, '{')).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('no JSON') },
    });
    expect(await ask(path, { ...REVIEW, apiVersion: 'admission.k8s.io/v1beta1' })).toMatchObject({
      status: 400,
    });
  });

  test('reads no more than it may, whether the length is announced or not', async () => {
    const path = paths.pathOf('production');
    const long = ' '.repeat(10_001);
    expect((await ask(path, long)).status).toBe(413);
    const chunked = { ...json, 'transfer-encoding': 'chunked' };
    expect((await ask(path, long, { headers: chunked })).status).toBe(413);
  });

  test('says of a defect only that there is one', async () => {
    const { status, body } = await ask(paths.pathOf('broken'), REVIEW);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('defect');
  });

  test('never writes the secret of a path into its log', async () => {
    await ask(paths.pathOf('production'), '{');
    await ask(`${paths.pathOf('production')}/more`, REVIEW);
    const [, , , token = 'no token'] = paths.pathOf('production').split('/');
    expect(log).toContain('review refused');
    expect(log).not.toContain(token);
  });

  test('speaks TLS and nothing else', async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connectPlain(listener.port, '127.0.0.1', () =>
        socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'),
      );
      socket.on('data', (bytes) => (text += bytes.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });
    expect(answer).not.toContain('HTTP');
  });

  test('ends connections that say nothing, that drip, and that never finish their body', async () => {
    const [, , , token] = paths.pathOf('production').split('/');
    const head = `POST /admit/production/${token} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`;
    const before = asked.length;
    await Promise.all([
      raw(tls()),
      raw(tls(), 'POST / HT'),
      raw(tls(), head),
      raw(tls(), `${head}content-length: 500\r\n\r\n{`),
    ]);
    expect(asked).toHaveLength(before);
  });

  test('answers what is sent at once in its order, and nothing behind what was wrong', async () => {
    const body = JSON.stringify(REVIEW);
    const post = (path: string, more = ''): string =>
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`;
    const right = paths.pathOf('production');
    const both = await raw(tls(), post(right) + post(right, 'connection: close\r\n'));
    expect([...both.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '200']);
    const wrong = await raw(tls(), post('/wrong') + post(right));
    expect([...wrong.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['404']);
  });
});

describe('another certificate', () => {
  test('is shown from the next connection on, while those that are open go on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: authority.certificate });
    const path = paths.pathOf('production');
    expect((await ask(path, REVIEW, { agent })).status).toBe(200);
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const inFlight = ask(path, REVIEW, { agent });
    const other = await maker.authority('other', span);
    listener.renew(await maker.server(['127.0.0.1'], span, other));
    open();
    gate = undefined;
    expect((await inFlight).status).toBe(200);
    expect((await ask(path, REVIEW, { agent })).status).toBe(200);
    await expect(ask(path, REVIEW)).rejects.toMatchObject({
      code: expect.stringMatching(/SIGNATURE|UNABLE_TO/),
    });
    expect((await ask(path, REVIEW, { ca: other.certificate })).status).toBe(200);
    agent.destroy();
  });
});

test('an address that is taken is said', async () => {
  await expect(
    listenForReviews({
      listen: { host: '127.0.0.1', port: listener.port },
      certificate: await maker.server(['127.0.0.1'], span, authority),
      paths,
      judges: new Map(),
      reached: () => undefined,
      logger: makeLogger(new Writable({ write: (_, __, done) => done() })),
      seconds: webhookMeters(new Metrics()).seconds,
    }),
  ).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
});
