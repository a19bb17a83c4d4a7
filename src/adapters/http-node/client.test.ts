import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { NodeHttpClient } from './client.ts';

const servers: Server[] = [];

async function serving(listener: RequestListener): Promise<{ readonly url: URL; readonly server: Server }> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/asked?secret=yes`),
    server,
  };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const get = (url: URL) => ({ method: 'GET', url, headers: {} }) as const;

describe('NodeHttpClient', () => {
  it('sends what it is given, and answers with status and body', async () => {
    const { url } = await serving((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => void parts.push(part));
      request.on('end', () => {
        response.statusCode = 418;
        const { 'x-kind': kind, 'content-length': length } = request.headers;
        response.end(
          JSON.stringify([request.method, request.url, kind, length, Buffer.concat(parts).toString()]),
        );
      });
    });
    const client = new NodeHttpClient();
    const reply = await client.send({ method: 'POST', url, headers: { 'x-kind': 'tea' }, body: 'grün' });
    expect(reply.status).toBe(418);
    expect(JSON.parse(Buffer.from(reply.body).toString())).toEqual([
      'POST',
      '/asked?secret=yes',
      'tea',
      '5',
      'grün',
    ]);
  });

  it('follows no redirect', async () => {
    const { url } = await serving((_, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await new NodeHttpClient().send(get(url))).status).toBe(302);
  });

  it('uses a connection again', async () => {
    const { url, server } = await serving((_, response) => void response.end('yes'));
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const client = new NodeHttpClient();
    for (let round = 0; round < 5; round += 1) await client.send(get(url));
    expect(connections).toBe(1);
  });

  it('asks once more where a connection that was there from before ends, but sends nothing twice that may do something', async () => {
    const asked: string[] = [];
    const { url, server } = await serving(({ method = '', socket }, response) => {
      asked.push(method);
      if (seen.has(socket)) socket.destroy();
      else response.end('yes');
      seen.add(socket);
    });
    const seen = new Set<Socket>();
    server.keepAliveTimeout = 60_000;
    const client = new NodeHttpClient();
    await client.send(get(url));
    expect((await client.send(get(url))).status).toBe(200);
    await expect(client.send({ method: 'POST', url, headers: {}, body: '' })).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
    expect(asked).toEqual(['GET', 'GET', 'GET', 'POST']);
  });

  it.each([
    ['a larger answer than it reads', (_, response) => void response.end('x'.repeat(2_000))],
    [
      'an answer that ends early',
      (_, response) => {
        response.writeHead(200, { 'content-length': 10 });
        response.write('x');
        response.socket?.destroySoon();
      },
    ],
    ['no answer in time', () => undefined],
    [
      'an answer whose end does not come in time',
      async (_, response) => {
        response.write('x');
        await sleep(10);
        response.write('y');
      },
    ],
    ['no HTTP', ({ socket }) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ] satisfies readonly (readonly [string, RequestListener])[])('takes %s for none', async (_, listener) => {
    const { url } = await serving(listener);
    const failed = await new NodeHttpClient(300, 1_000).send(get(url)).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'SERVER_UNREACHABLE', fields: { server: url.origin } });
    expect(String(failed)).not.toContain('secret');
  });

  it('says that nobody listens', async () => {
    const { url, server } = await serving(() => undefined);
    server.close();
    await once(server, 'close');
    await expect(new NodeHttpClient().send(get(url))).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  });
});
