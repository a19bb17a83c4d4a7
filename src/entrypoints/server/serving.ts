import type { Server } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { MainwardError } from '../../model/errors.ts';
import type { ListenAddress, ServerConfig } from './config/config.ts';
import { Connections } from './connections.ts';
import { makeInstance } from './instance.ts';
import { LIMITS } from './limits.ts';
import { requestMeters } from './meters.ts';
import type { Route } from './route.ts';
import { ARTIFACT_ROUTES, METRICS_ROUTES, routesOf } from './routes.ts';
import type { Services } from './services.ts';

/** Milliseconds that requests in flight have to end, when the server stops. */
const GRACE = 10_000;
const IDLE_CHECK = 20;

export interface ServingSetup {
  readonly config: Pick<ServerConfig, 'listen' | 'metrics' | 'artifacts' | 'log'>;
  readonly services: Services;
  readonly logger: FastifyBaseLogger;
  readonly grace?: number;
}

export interface RunningServer {
  /** Where it listens; where people reach it is the configuration's to say. */
  readonly url: URL;
  readonly metrics?: URL;
  readonly artifacts?: URL;
  /** Takes no more connections, lets requests end within their grace, ends streams. Never rejects; twice is once. */
  stop(): Promise<void>;
}

interface Listener {
  readonly name: 'main' | 'metrics' | 'artifacts';
  readonly routes: readonly Route[];
  readonly address: ListenAddress;
}

/** Opens every listener of the configuration, each with a table of its own; all, or none. Throws LISTEN_FAILED. */
export async function startServing(setup: ServingSetup): Promise<RunningServer> {
  const stopping = new AbortController();
  const meters = requestMeters(setup.services.metrics);
  const urls = new Map<string, URL>();
  const open: Open[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping.abort();
    stopped ??= Promise.all(open.map((one) => closed(one, setup.grace ?? GRACE))).then(() => undefined);
    return stopped;
  };
  for (const { name, routes, address } of listenersOf(setup.config)) {
    const instance = makeInstance(routes, setup.services, {
      logger: setup.logger,
      meters,
      limits: LIMITS,
      stopping: stopping.signal,
    });
    open.push({ instance, connections: new Connections(instance.server) });
    try {
      await instance.listen({ host: address.host, port: address.port });
    } catch (cause) {
      await stop();
      throw listenFailed(address, cause);
    }
    urls.set(name, urlOf(instance.server));
  }
  const [url, metrics, artifacts] = ['main', 'metrics', 'artifacts'].map((name) => urls.get(name));
  if (url === undefined) throw new TypeError('Nothing listens.');
  return { url, stop, ...(metrics && { metrics }), ...(artifacts && { artifacts }) };
}

function listenersOf({ listen, metrics, artifacts, log }: ServingSetup['config']): readonly Listener[] {
  return [
    { name: 'main', routes: routesOf({ openLog: log.open }), address: listen },
    ...(metrics === undefined
      ? []
      : [{ name: 'metrics' as const, routes: METRICS_ROUTES, address: metrics.listen }]),
    ...(artifacts === undefined
      ? []
      : [{ name: 'artifacts' as const, routes: ARTIFACT_ROUTES, address: artifacts.listen }]),
  ];
}

interface Open {
  readonly instance: FastifyInstance;
  readonly connections: Connections;
}

async function closed({ instance, connections }: Open, grace: number): Promise<void> {
  const timer = setTimeout(() => instance.server.closeAllConnections(), grace);
  // A connection that is kept for the next request must not wait for it.
  const idle = setInterval(() => connections.endQuiet(), IDLE_CHECK);
  try {
    await instance.close();
  } finally {
    clearTimeout(timer);
    clearInterval(idle);
  }
}

function urlOf(server: Server): URL {
  const at = server.address();
  if (at === null || typeof at === 'string') throw new TypeError('The server listens on no port.');
  const host = at.address === '::' || at.address === '0.0.0.0' ? '127.0.0.1' : at.address;
  return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${at.port}`);
}

function listenFailed({ host, port }: ListenAddress, cause: unknown): MainwardError {
  const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new MainwardError('LISTEN_FAILED', `The server cannot listen on ${host}, port ${port}${why}.`, {
    fields: { host, port },
    remedy: 'Stop what listens there, or choose another address with --listen.',
    cause,
  });
}
