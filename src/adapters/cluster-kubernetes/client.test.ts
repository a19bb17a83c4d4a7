import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MainwardError } from '../../model/errors.ts';
import { CONFIG_MAPS, SECRETS } from '../../ports/cluster-kinds.ts';
import { failure, type HostileServer, startHostileServer, tell } from './fixtures/hostile-server.ts';

const KEY = { type: CONFIG_MAPS, name: 'a', namespace: 'n' };
const OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' } };

let server: HostileServer;
beforeAll(async () => {
  server = await startHostileServer();
});
afterAll(() => server.stop());

async function errorOf(work: Promise<unknown>): Promise<MainwardError> {
  const error: unknown = await work.then(
    (value) => new Error(`it answered ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof MainwardError)) throw error;
  return error;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return (await errorOf(work)).code;
}

describe('a server that does not answer', () => {
  const hasty = { requestMilliseconds: 300 };

  test('is unreachable when the time is over, and is asked no second time', async () => {
    server.answer(() => {});
    expect(await codeOf(server.client(hasty).get(KEY))).toBe('CLUSTER_UNREACHABLE');
    expect(server.seen).toHaveLength(1);
  });

  test('is unreachable when its answer stops in the middle', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"kind":');
    });
    expect(await codeOf(server.client(hasty).get(KEY))).toBe('CLUSTER_UNREACHABLE');
    expect(server.seen).toHaveLength(1);
  });

  test('is unreachable where nobody listens', async () => {
    const gone = await startHostileServer();
    const client = gone.client();
    await gone.stop();
    expect(await codeOf(client.get(KEY))).toBe('CLUSTER_UNREACHABLE');
    expect(await codeOf(client.create(CONFIG_MAPS, OBJECT))).toBe('CLUSTER_UNREACHABLE');
    expect(gone.waits.length).toBe(4);
  });
});

describe('an answer that is cut off', () => {
  test('to a read is asked for again', async () => {
    server.answer((_request, response) => {
      if (server.seen.length === 3) tell(response, OBJECT);
      else {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' }).write('{');
        setImmediate(() => response.destroy());
      }
    });
    expect(await server.client().get(KEY)).toEqual(OBJECT);
    expect(server.waits).toHaveLength(2);
    expect(server.waits[1]).toBeGreaterThan(server.waits[0] ?? 0);
  });

  test('to a write is not, for it may have happened', async () => {
    server.answer((_request, response) => response.destroy());
    const client = server.client();
    for (const work of [client.create(CONFIG_MAPS, OBJECT), client.delete(KEY)])
      expect(await codeOf(work)).toBe('CLUSTER_UNREACHABLE');
    expect(server.seen).toHaveLength(2);
  });

  test('to a write that waited for a connection is not, either', async () => {
    server.answer((_request, response) => {
      if (server.seen.length <= 390) tell(response, OBJECT);
      else response.destroy();
    });
    const client = server.client();
    const works = Array.from({ length: 400 }, () => client.create(CONFIG_MAPS, OBJECT));
    const ends = await Promise.allSettled(works);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(server.seen).toHaveLength(400);
  });
});

describe('an answer that is too large', () => {
  test('is not read to its end', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (!response.destroyed) response.write(' '.repeat(10_000), () => setImmediate(more));
      };
      more();
    });
    const client = server.client({ answerBytes: 50_000 });
    expect(await codeOf(client.get(KEY))).toBe('BUDGET_EXCEEDED');
    expect(server.seen).toHaveLength(1);
  });
});

describe('an answer that is none', () => {
  const answers: Readonly<Record<string, string>> = {
    'no JSON': '<html>welcome</html>',
    'half of one': '{"metadata":{"name":"a"',
    'a text': '"a"',
    'an object without a name': '{"metadata":{}}',
    'a list of nothing': '{"metadata":{"resourceVersion":1},"items":{}}',
  };
  test.each(Object.entries(answers))('%s', async (_what, text) => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    });
    const client = server.client();
    expect(await codeOf(client.get(KEY))).toBe('CLUSTER_UNREACHABLE');
    expect(await codeOf(client.list(CONFIG_MAPS))).toBe('CLUSTER_UNREACHABLE');
    expect(await codeOf(client.allows({ user: 'a', groups: [], verb: 'get', resource: 'x' }))).toBe(
      'CLUSTER_UNREACHABLE',
    );
    const question = { namespace: 'n', name: 'a', audiences: [], seconds: 600 };
    expect(await codeOf(client.issue(question))).toBe('CLUSTER_UNREACHABLE');
  });

  test('a list with one item that is no object is no list', async () => {
    const metadata = { resourceVersion: '5' };
    server.answer((_request, response) => tell(response, { metadata, items: [OBJECT, { metadata: {} }] }));
    expect(await codeOf(server.client().list(CONFIG_MAPS))).toBe('CLUSTER_UNREACHABLE');
  });
});

describe('a server that is busy or broken', () => {
  test('is asked again when it says so, also for a write, after at least the time that it names', async () => {
    server.answer((_request, response) => {
      if (server.seen.length < 3) tell(response, failure(429), 429, { 'retry-after': '2' });
      else tell(response, OBJECT, 201);
    });
    expect(await server.client().create(CONFIG_MAPS, OBJECT)).toEqual(OBJECT);
    expect(server.waits).toEqual([2_000, 2_000]);
  });

  test('is not waited for as long as it likes, nor without end', async () => {
    server.answer((_request, response) => tell(response, failure(429), 429, { 'retry-after': '999999' }));
    expect(await errorOf(server.client().get(KEY))).toMatchObject({
      code: 'CLUSTER_UNREACHABLE',
      fields: { status: 429 },
    });
    expect(server.waits).toEqual([10_000, 10_000]);
  });

  test('is asked again for a read when it fails, and not for a write', async () => {
    server.answer((_request, response) => tell(response, failure(500), 500));
    expect(await codeOf(server.client().get(KEY))).toBe('CLUSTER_UNREACHABLE');
    expect(server.seen).toHaveLength(3);
    expect(await codeOf(server.client().create(CONFIG_MAPS, OBJECT))).toBe('CLUSTER_UNREACHABLE');
    expect(server.seen).toHaveLength(4);
  });
});

describe('an answer that says no', () => {
  test('has one code for each meaning', async () => {
    const meanings = {
      400: 'CLUSTER_REFUSED',
      401: 'CLUSTER_FORBIDDEN',
      403: 'CLUSTER_FORBIDDEN',
      404: 'CLUSTER_REFUSED',
      405: 'CLUSTER_REFUSED',
      409: 'CLUSTER_CONFLICT',
      413: 'CLUSTER_REFUSED',
      422: 'CLUSTER_REFUSED',
      503: 'CLUSTER_UNREACHABLE',
    };
    for (const [status, code] of Object.entries(meanings)) {
      server.answer((_request, response) =>
        tell(response, failure(Number(status), { reason: 'Why' }), Number(status)),
      );
      const error = await errorOf(server.client().create(CONFIG_MAPS, OBJECT));
      expect(error).toMatchObject({ code, fields: { status: Number(status), reason: 'Why' } });
    }
  });

  test('means that an object is missing only where it names that object', async () => {
    const details = { name: 'a', kind: 'configmaps' };
    server.answer((_request, response) => tell(response, failure(404, { details }), 404));
    expect(await server.client().get(KEY)).toBeUndefined();
    expect(await server.client().delete(KEY)).toBe(false);
    server.answer((_request, response) => response.writeHead(404).end('404 page not found'));
    expect(await codeOf(server.client().get(KEY))).toBe('CLUSTER_REFUSED');
    server.answer((_request, response) => tell(response, failure(404, { details: { name: 'n' } }), 404));
    expect(await codeOf(server.client().get(KEY))).toBe('CLUSTER_REFUSED');
  });

  test('steers no terminal, tells no secret, and is short', async () => {
    const message = `\u001b[2Jno\u202e\r\n${'x'.repeat(5_000)}`;
    server.answer((_request, response) => tell(response, failure(422, { message, reason: 'Invalid' }), 422));
    const open = await errorOf(server.client().create(CONFIG_MAPS, OBJECT));
    expect(open.message).toMatch(/ \[2Jno x+…/);
    expect(open.message.length).toBeLessThan(800);
    const secret = { ...OBJECT, kind: 'Secret' };
    const kept = await errorOf(server.client().create(SECRETS, secret));
    expect(kept.message).toMatch(/HTTP 422, Invalid/);
    expect(kept.message).not.toContain('[2J');
    server.answer((_request, response) => response.destroy());
    const { message: broken, cause } = await errorOf(server.client().get(KEY));
    expect(`${broken} ${String(cause)}`).not.toContain('the-secret-token');
  });

  test('by leading elsewhere is followed nowhere', async () => {
    const other = await startHostileServer();
    server.answer((_request, response) => {
      response.writeHead(302, { location: `https://127.0.0.1:${other.connection.port}/` }).end();
    });
    expect(await codeOf(server.client().get(KEY))).toBe('CLUSTER_UNREACHABLE');
    expect(other.seen).toEqual([]);
    await other.stop();
  });
});

describe('TLS', () => {
  test('of another authority, another name or another time is not accepted', async () => {
    const stranger = await startHostileServer();
    server.answer((_request, response) => tell(response, OBJECT));
    expect(await codeOf(server.client({}, { authorities: stranger.authority.certificate }).get(KEY))).toBe(
      'CLUSTER_UNREACHABLE',
    );
    expect(await codeOf(server.client({}, { serverName: 'elsewhere.example' }).get(KEY))).toBe(
      'CLUSTER_UNREACHABLE',
    );
    expect(server.seen).toEqual([]);
    const expired = await startHostileServer({ expired: true });
    expect(await codeOf(expired.client().get(KEY))).toBe('CLUSTER_UNREACHABLE');
    const named = await startHostileServer({ hosts: ['api.example'] });
    named.answer((_request, response) => tell(response, OBJECT));
    expect(await named.client({}, { serverName: 'api.example' }).get(KEY)).toEqual(OBJECT);
    for (const one of [stranger, expired, named]) await one.stop();
  });
});

describe('a request', () => {
  test('says who asks and what is wanted', async () => {
    const headers: unknown[] = [];
    server.answer((request, response, body) => {
      headers.push([request.headersDistinct, body]);
      tell(response, OBJECT);
    });
    const client = server.client({}, { as: { user: 'zoë', groups: ['one', 'two'] } });
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' } };
    await client.patch(
      KEY,
      { kind: 'apply', body, manager: 'me & you', force: true },
      { subresource: 'status' },
    );
    expect(server.seen).toEqual([
      'PATCH /api/v1/namespaces/n/configmaps/a/status?fieldManager=me+%26+you&force=true',
    ]);
    expect(headers).toMatchObject([
      [
        {
          authorization: ['Bearer the-secret-token'],
          'impersonate-user': [Buffer.from('zoë').toString('latin1')],
          'impersonate-group': ['one', 'two'],
          'content-type': ['application/apply-patch+yaml'],
        },
        JSON.stringify(body),
      ],
    ]);
  });

  test('never leaves the place that it names', async () => {
    server.answer((_request, response) => tell(response, OBJECT));
    const client = server.client();
    for (const name of ['', '.', '..', 'a/b', '%2e%2e', '\ud800'])
      expect(await codeOf(client.get({ ...KEY, name }))).toBe('CLUSTER_REFUSED');
    expect(await codeOf(client.get({ ...KEY, namespace: '../../secrets' }))).toBe('CLUSTER_REFUSED');
    expect(await codeOf(server.client({}, { token: async () => 'a\r\nb' }).get(KEY))).toBe('CLUSTER_REFUSED');
    expect(server.seen).toEqual([]);
    await client.get({ ...KEY, name: 'system:a?b#c d' });
    expect(server.seen).toEqual(['GET /api/v1/namespaces/n/configmaps/system%3Aa%3Fb%23c%20d']);
  });

  test('uses the connection of the one before it', async () => {
    const ports = new Set<number | undefined>();
    server.answer((request, response) => {
      ports.add(request.socket.remotePort);
      tell(response, OBJECT);
    });
    const client = server.client();
    for (let round = 0; round < 5; round += 1) await client.get(KEY);
    expect(ports.size).toBe(1);
  });
});

describe('a list', () => {
  const page = (names: readonly string[], next?: string): unknown => ({
    metadata: { resourceVersion: '7', ...(next === undefined ? {} : { continue: next }) },
    items: names.map((name) => ({ metadata: { name, namespace: 'n' } })),
  });
  const names = async (client = server.client()): Promise<readonly string[]> =>
    (await client.list(CONFIG_MAPS, { pageSize: 2 })).items.map(({ metadata }) => metadata.name);

  test('begins anew where the server has forgotten its next page', async () => {
    let forgotten = false;
    server.answer((request, response) => {
      if (request.url?.includes('continue') !== true) tell(response, page(['a', 'b'], 'next'));
      else if (forgotten) tell(response, page(['c']));
      else {
        forgotten = true;
        tell(response, failure(410, { reason: 'Expired' }), 410);
      }
    });
    expect(await names()).toEqual(['a', 'b', 'c']);
    expect(server.seen).toHaveLength(4);
  });

  test('is asked for at once where the server always forgets', async () => {
    server.answer((request, response) => {
      if (request.url?.includes('continue') === true) tell(response, failure(410), 410);
      else
        tell(
          response,
          request.url?.includes('limit') === true ? page(['a', 'b'], 'next') : page(['a', 'b', 'c']),
        );
    });
    expect(await names()).toEqual(['a', 'b', 'c']);
  });

  test('without end is not read without end', async () => {
    server.answer((_request, response) => tell(response, page(['a'], 'next')));
    expect(await codeOf(names(server.client({ listPages: 20 })))).toBe('BUDGET_EXCEEDED');
    expect(server.seen).toHaveLength(20);
    expect(await codeOf(names(server.client({ listBytes: 1_000 })))).toBe('BUDGET_EXCEEDED');
  });
});
