import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { NO_CONFIG } from './config/config.ts';
import { FakeLedger, fakeServices, TOKENS } from './fixtures/services.ts';
import { makeLogger } from './logger.ts';
import { startServing } from './serving.ts';

const anywhere = { host: '127.0.0.1', port: 0 };
const logger = makeLogger({ write: () => undefined });
const config = { ...NO_CONFIG, listen: anywhere };
const gap = { type: 'gap', what: 'a test', from: '2026-11-27T09:00:00Z' } as const;
const bearer = { authorization: `Bearer ${TOKENS.auditor}` };

test('each listener has its own table, and what another has is not there', async () => {
  const server = await startServing({
    config: {
      ...config,
      metrics: { listen: anywhere },
      artifacts: { listen: anywhere, publicUrl: new URL('https://a') },
    },
    services: fakeServices(),
    logger,
  });
  try {
    const status = async (base: URL | undefined, path: string) => (await fetch(new URL(path, base))).status;
    expect(await status(server.url, '/healthz')).toBe(200);
    expect(await status(server.url, '/metrics')).toBe(401);
    expect(await status(server.metrics, '/metrics')).toBe(200);
    expect(await status(server.metrics, '/healthz')).toBe(401);
    expect(await status(server.artifacts, '/healthz')).toBe(401);
    const text = await (await fetch(new URL('/metrics', server.metrics))).text();
    expect(text).toContain('mainward_http_requests_total{method="GET",route="/healthz",status="2xx"} 1');
    expect(text).toContain('mainward_http_requests_total{method="unknown",route="unknown",status="4xx"}');
  } finally {
    await server.stop();
  }
});

test('an address that is taken is an error, and nothing keeps listening', async () => {
  const first = await startServing({ config, services: fakeServices(), logger });
  const taken = { host: '127.0.0.1', port: Number(first.url.port) };
  const second = startServing({
    config: { ...config, metrics: { listen: taken } },
    services: fakeServices(),
    logger,
  });
  await expect(second).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  await first.stop();
  // A program that another thread is just starting holds every socket of this process for a moment.
  const third = await vi.waitFor(
    () => startServing({ config: { ...config, listen: taken }, services: fakeServices(), logger }),
    { timeout: 20_000 },
  );
  await Promise.all([third.stop(), third.stop()]);
});

test('stopping lets a request end and ends a stream', async () => {
  const ledger = new FakeLedger();
  const entered = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const services = fakeServices({
    ledger,
    readiness: [
      {
        name: 'slow',
        ready: async () => {
          entered.resolve();
          await held.promise;
          return true;
        },
      },
    ],
  });
  const server = await startServing({ config, services, logger });
  await ledger.append(gap);
  const stream = await fetch(new URL('/api/v1/events?from=0', server.url), { headers: bearer });
  const slow = fetch(new URL('/readyz', server.url));
  await entered.promise;
  const stopped = server.stop();
  const events = await stream.text();
  held.resolve();
  expect(events).toMatch(/^retry: 3000\n\nid: 0\nevent: gap\ndata: {"index":0,"entry":{.*}}\n\n$/);
  expect((await slow).status).toBe(200);
  await stopped;
  await expect(fetch(new URL('/healthz', server.url))).rejects.toThrow('fetch failed');
});

test('stopping does not wait for a connection that says nothing', async () => {
  const server = await startServing({ config, services: fakeServices(), logger, grace: 60_000 });
  const silent = connect(Number(server.url.port), '127.0.0.1');
  const half = connect(Number(server.url.port), '127.0.0.1');
  await Promise.all([once(silent, 'connect'), once(half, 'connect')]);
  half.write('GET / HTTP/1.1\r\nhost: ');
  await fetch(new URL('/healthz', server.url));
  await server.stop();
  for (const socket of [silent, half]) socket.destroy();
});

test('stopping does not wait for ever', async () => {
  const entered = Promise.withResolvers<void>();
  const services = fakeServices({
    readiness: [
      {
        name: 'stuck',
        ready: () => {
          entered.resolve();
          return new Promise<never>(() => undefined);
        },
      },
    ],
  });
  const server = await startServing({ config, services, logger, grace: 50 });
  const lost = fetch(new URL('/readyz', server.url));
  lost.catch(() => undefined);
  await entered.promise;
  await server.stop();
  await expect(lost).rejects.toThrow('fetch failed');
});

test('a client that comes back with the last event it saw misses nothing and gets nothing twice', async () => {
  const ledger = new FakeLedger();
  const server = await startServing({ config, services: fakeServices({ ledger }), logger });
  try {
    for (let at = 0; at < 5; at += 1) await ledger.append(gap);
    const seen: string[] = [];
    while (seen.length < 5) {
      const last = seen.at(-1);
      const leave = new AbortController();
      const url = new URL(`/api/v1/events${last === undefined ? '?from=0' : ''}`, server.url);
      const headers = { ...bearer, ...(last === undefined ? {} : { 'last-event-id': last }) };
      const { body } = await fetch(url, { headers, signal: leave.signal });
      const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ''; ; ) {
        text += (await reader.read()).value ?? '';
        const id = /id: (\d+)\n[^\0]*\n\n/.exec(text)?.[1];
        if (id === undefined) continue;
        seen.push(id);
        break;
      }
      leave.abort();
      await reader.cancel().catch(() => undefined);
    }
    expect(seen).toEqual(['0', '1', '2', '3', '4']);
    const wrong = await fetch(new URL('/api/v1/events', server.url), {
      headers: { ...bearer, 'last-event-id': 'x' },
    });
    expect(wrong.status).toBe(400);
  } finally {
    await server.stop();
  }
});

test('one person cannot hold all streams', async () => {
  const server = await startServing({ config, services: fakeServices({ ledger: new FakeLedger() }), logger });
  const leave = new AbortController();
  const open = async (): Promise<Response> =>
    fetch(new URL('/api/v1/events', server.url), { headers: bearer, signal: leave.signal });
  try {
    const streams = await Promise.all(Array.from({ length: 10 }, open));
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await open()).status).toBe(429);
  } finally {
    leave.abort();
    await server.stop();
  }
});
