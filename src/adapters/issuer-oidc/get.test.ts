import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { bounded } from './get.ts';
import { mayReach } from './reach.ts';

const LIMITS = { bytes: 1_000, milliseconds: 10_000 };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serving(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
}

describe('getting a document', () => {
  test('gives its bytes, and how long they may be kept', async () => {
    const url = await serving((_, answer) => {
      answer.setHeader('cache-control', 'public, max-age=120');
      answer.end('{}');
    });
    const { bytes, maxAge } = await bounded('loopback')(url, LIMITS);
    expect([Buffer.from(bytes).toString(), maxAge]).toEqual(['{}', 120]);
  });

  test.each<[string, RequestListener]>([
    [
      'a redirect, also to itself',
      (request, answer) => {
        if (request.url === '/there') answer.end('{}');
        else answer.writeHead(302, { location: '/there' }).end();
      },
    ],
    ['an error', (_, answer) => answer.writeHead(500).end('{}')],
    ['nothing new', (_, answer) => answer.writeHead(304).end()],
    ['something compressed', (_, answer) => answer.setHeader('content-encoding', 'gzip').end(gzipSync('{}'))],
    ['more bytes than it may', (_, answer) => answer.end('x'.repeat(1_001))],
    [
      'bytes without end',
      (_, answer) => {
        const more = (): void => {
          if (!answer.destroyed) answer.write('x'.repeat(400), () => setImmediate(more));
        };
        more();
      },
    ],
    ['headers without end', (_, answer) => answer.setHeader('x', 'y'.repeat(20_000)).end('{}')],
    [
      'half an answer',
      (_, answer) => answer.writeHead(200, { 'content-length': '10' }).write('{', () => answer.destroy()),
    ],
    ['no HTTP', (request) => request.socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('refuses %s', async (_, listener) => {
    const url = await serving(listener);
    await expect(bounded('loopback')(url, LIMITS)).rejects.toBeInstanceOf(Error);
  });

  test.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    ['never ends', (_, answer) => void answer.write('{')],
  ])('does not wait for one that %s', async (_, listener) => {
    const url = await serving(listener);
    await expect(bounded('loopback')(url, { bytes: 1_000, milliseconds: 50 })).rejects.toThrow(
      /aborted|timeout/i,
    );
  });

  test('never connects to an address that it may not reach, by whatever name', async () => {
    let asked = 0;
    const url = await serving((_, answer) => {
      asked += 1;
      answer.end('{}');
    });
    const port = url.port;
    const addresses = [{ address: '127.0.0.1', family: 4 }];
    const named = (address: string): URL => new URL(`https://${address}:${port}/`);
    for (const reach of ['public', 'private'] as const) {
      const get = bounded(reach, (_, done) => done(null, addresses));
      for (const host of [
        '127.0.0.1',
        'localhost',
        'ci.example.org',
        '[::1]',
        '0x7f.1',
        '2130706433',
        '[::ffff:127.0.0.1]',
      ])
        await expect(get(named(host), LIMITS), host).rejects.toThrow('may not be reached');
      await expect(get(url, LIMITS)).rejects.toThrow('not https');
    }
    const mixed = bounded('public', (_, done) =>
      done(null, [{ address: '93.184.216.34', family: 4 }, ...addresses]),
    );
    await expect(mixed(named('ci.example.org'), LIMITS)).rejects.toThrow('may not be reached');
    await expect(bounded('loopback')(new URL('http://user@127.0.0.1/'), LIMITS)).rejects.toThrow('user info');
    await expect(bounded('loopback')(new URL('file:///etc/passwd'), LIMITS)).rejects.toThrow('not https');
    await expect(bounded('public', (_, done) => done(null, []))(named('a.example'), LIMITS)).rejects.toThrow(
      'reached',
    );
    expect(asked).toBe(0);
  });
});

describe('addresses', () => {
  test.each([
    ['93.184.216.34', true, true, false],
    ['2606:2800:220:1::1', true, true, false],
    ['10.1.2.3', false, true, false],
    ['172.31.255.255', false, true, false],
    ['172.32.0.0', true, true, false],
    ['192.168.0.1', false, true, false],
    ['100.64.0.1', false, true, false],
    ['fd00::1', false, true, false],
    ['127.0.0.1', false, false, true],
    ['127.255.255.255', false, false, true],
    ['::1', false, false, true],
    ['0.0.0.0', false, false, false],
    ['::', false, false, false],
    ['169.254.169.254', false, false, false],
    ['fe80::1', false, false, false],
    ['fd00:ec2::254', false, true, false],
    ['::ffff:93.184.216.34', false, false, false],
    ['64:ff9b::7f00:1', false, false, false],
    ['2002:7f00:1::', false, false, false],
    ['2001:0:7f00:1::', false, false, false],
    ['2001:db8::1', false, false, false],
    ['224.0.0.1', false, false, false],
    ['255.255.255.255', false, false, false],
    ['ff02::1', false, false, false],
    ['93.184.216', false, false, false],
    ['localhost', false, false, false],
    ['', false, false, false],
  ])('%s: public %s, private %s, loopback %s', (address, asPublic, asPrivate, asLoopback) => {
    expect([
      mayReach(address, 'public'),
      mayReach(address, 'private'),
      mayReach(address, 'loopback'),
    ]).toEqual([asPublic, asPrivate, asLoopback]);
  });
});
