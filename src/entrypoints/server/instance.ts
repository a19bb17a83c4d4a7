import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { SignedIn } from './access.ts';
import { demandAdmission, demandOwnOrigin, type Ticket, ticketOf } from './admission.ts';
import { addBodyReaders } from './bodies.ts';
import { readCookie } from './cookies.ts';
import { problemOf } from './failure.ts';
import { SECURITY_HEADERS, STRICT_TRANSPORT } from './headers.ts';
import type { Limits } from './limits.ts';
import type { Counter, Histogram } from './metrics/registry.ts';
import { Problem } from './problem.ts';
import type { Caller, Reply, Route, RouteRequest } from './route.ts';
import { aroundOf, routeOf, sendProblem, sendReply } from './send.ts';
import type { Services } from './services.ts';
import { makeTransport } from './transport.ts';
import { validParts } from './validate.ts';

export interface InstanceSettings {
  readonly logger: FastifyBaseLogger;
  readonly meters: RequestMeters;
  readonly limits: Limits;
  /** Ends streams when the server stops. */
  readonly stopping: AbortSignal;
}

export interface RequestMeters {
  readonly requests: Counter;
  readonly seconds: Histogram;
}

interface Asking {
  readonly who: SignedIn | undefined;
  readonly ticket: Ticket | undefined;
}

/** One listener with its table of routes. What is not in the table is not there, and nobody learns what is. */
export function makeInstance(
  routes: readonly Route[],
  services: Services,
  settings: InstanceSettings,
): FastifyInstance {
  const isSecure = (): boolean => services.publicUrl().protocol === 'https:';
  const asking = new WeakMap<FastifyRequest, Asking>();
  const instance = makeTransport(settings.logger, settings.limits);
  addBodyReaders(instance);
  instance.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const { protocol, origin } = services.publicUrl();
    const secure = protocol === 'https:';
    if (secure) reply.header('strict-transport-security', STRICT_TRANSPORT);
    const route = routeOf(request);
    const ticket = ticketOf(request, secure);
    const who = ticket && (await services.sessions.find(ticket.token, ticket.by));
    asking.set(request, { who, ticket });
    demandAdmission(route?.access ?? 'signed-in', who);
    if ((await route?.knows?.(callerOf(request), services)) === false) throw new Problem('SIGN_IN_NEEDED');
    demandOwnOrigin(request, who, origin);
  });
  instance.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    const { status, code } = problem;
    if (status >= 500) request.log.error({ err: error, code }, 'failed');
    else if (status === 403)
      request.log.warn(
        { code, route: routeOf(request)?.path, subject: asking.get(request)?.who?.subject },
        'refused',
      );
    return sendProblem(reply, problem, aroundOf(request));
  });
  instance.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new Problem('NOT_FOUND'), aroundOf(request)),
  );
  instance.addHook('onResponse', async (request, reply) => {
    const labels = {
      route: routeOf(request)?.path ?? 'unknown',
      method: routeOf(request)?.method ?? 'unknown',
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    };
    settings.meters.requests.add(labels);
    settings.meters.seconds.observe(reply.elapsedTime / 1_000, { route: labels.route });
    request.log.info({ ...labels, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
  for (const route of routes) {
    demandAccess(route);
    instance.route({
      method: route.method,
      url: route.path,
      bodyLimit: route.body?.maxBytes ?? settings.limits.body,
      config: { route },
      handler: async (request, reply) => {
        const left = leftWith(reply.raw, settings.stopping);
        const parts = validParts(route, request);
        const { who, ticket } = asking.get(request) ?? {};
        const asked = {
          ...routeRequest(request, parts, left.signal, isSecure()),
          who,
          stillIn: () => ticket !== undefined && services.sessions.isLive(ticket.token, ticket.by),
        };
        const answer = await inTime(route.handle(asked, services), left, settings.limits.handler);
        return sendReply(reply, route, answer, isSecure());
      },
    });
  }
  return instance;
}

function demandAccess(route: Route): void {
  const { access } = route;
  const stated =
    access === 'public' || access === 'signed-in' || (Array.isArray(access) && access.length > 0);
  if (!stated) throw new TypeError(`${route.method} ${route.path} does not say who may ask.`);
}

function routeRequest(
  request: FastifyRequest,
  parts: Pick<RouteRequest, 'params' | 'query' | 'body'>,
  signal: AbortSignal,
  secure: boolean,
): Omit<RouteRequest, 'who' | 'stillIn'> {
  return {
    ...parts,
    signal,
    header: (name) => headerOf(request, name),
    cookie: (name) => readCookie(request.headers.cookie, name, secure),
  };
}

function callerOf(request: FastifyRequest): Caller {
  return {
    params: Object.fromEntries(
      Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    header: (name) => headerOf(request, name),
  };
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Aborts when the client is gone, the reply is out, or the server stops. */
function leftWith(reply: NodeJS.EventEmitter, stopping: AbortSignal): AbortController {
  const left = new AbortController();
  const leave = (): void => {
    stopping.removeEventListener('abort', leave);
    left.abort();
  };
  reply.once('close', leave);
  stopping.addEventListener('abort', leave);
  return left;
}

async function inTime(
  answer: Reply | Promise<Reply>,
  left: AbortController,
  milliseconds: number,
): Promise<Reply> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Problem('UNAVAILABLE'));
    left.abort();
  }, milliseconds);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
