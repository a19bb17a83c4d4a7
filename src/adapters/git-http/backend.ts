import { type ChildProcess, spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import { type CgiHead, readCgiHead } from './cgi.ts';
import { type GitRoute, type GitService, readGitRoute } from './route.ts';

/** Who asks; Git's hooks see the login as REMOTE_USER. */
export interface GitUser {
  readonly login: string;
}

export interface GitHttpOptions {
  /** What comes before `/NAME.git/…`; '' unless said. */
  readonly prefix?: string;
  /** Who asks; nobody is let in who is not told. It answers no request by itself. */
  readonly authenticate: (request: IncomingMessage) => Promise<GitUser | undefined>;
  /** The bare repository of this name, if this user may use this service of it. `undefined` reads as: there is none. */
  readonly repository: (name: string, user: GitUser, service: GitService) => Promise<string | undefined>;
  readonly limits?: Partial<GitHttpLimits>;
  /** What Git wrote to its standard error; for logs. */
  readonly report?: (text: string) => void;
}

export interface GitHttpLimits {
  /** Of one request's body. */
  readonly bytes: number;
  /** For one request, from its first to its last byte. */
  readonly milliseconds: number;
  /** Requests that run side by side. */
  readonly atOnce: number;
}

const LIMITS: GitHttpLimits = { bytes: 512 << 20, milliseconds: 300_000, atOnce: 16 };
/** It stands in the environment of Git and of its hooks. */
const LOGIN = /^[\x21-\x7e]{1,256}$/;
/** More of what Git says goes nowhere. */
const REPORT_BYTES = 4_096;

/** Answers one request; it never rejects. */
export type GitHttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Git over HTTP (`gitprotocol-http(5)`), through Git's own backend. Only the smart protocol: no file of a repository is
 * served. Every request must come from somebody.
 */
export function gitHttp(options: GitHttpOptions): GitHttpHandler {
  const limits = { ...LIMITS, ...options.limits };
  let running = 0;
  return async (request, response) => {
    const route = readGitRoute(request.method ?? '', request.url ?? '', options.prefix);
    if (route === undefined) return refuse(response, 404, 'There is nothing here.');
    if (route === 'wrong-method') return refuse(response, 405, 'Git asks for this in another way.');
    if (running >= limits.atOnce) {
      response.setHeader('Retry-After', '5');
      return refuse(response, 503, 'Too many requests at once.');
    }
    running += 1;
    try {
      const user = await options.authenticate(request);
      if (user === undefined || !LOGIN.test(user.login)) {
        response.setHeader('WWW-Authenticate', 'Basic realm="mainward", charset="UTF-8"');
        return refuse(response, 401, 'Say who you are.');
      }
      const folder = await options.repository(route.repository, user, route.service);
      if (folder === undefined) return refuse(response, 404, 'There is no such repository, or not for you.');
      await serve({ request, response, route, user, folder, limits, report: options.report });
    } catch (error) {
      options.report?.(error instanceof Error ? error.message : String(error));
      refuse(response, 500, 'It could not be answered.');
    } finally {
      running -= 1;
    }
    return undefined;
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: GitRoute;
  readonly user: GitUser;
  readonly folder: string;
  readonly limits: GitHttpLimits;
  readonly report: ((text: string) => void) | undefined;
}

/** Resolves when Git has ended and its answer is written. */
function serve(exchange: Exchange): Promise<void> {
  const { request, response, route, limits, report } = exchange;
  const child = spawn('git', ['http-backend'], {
    env: environment(exchange),
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Git's children, hooks among them, end with it.
    detached: true,
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(child), limits.milliseconds);
    let received = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received <= limits.bytes) return;
      end(child);
      refuse(response, 413, 'That is more than is taken at once.');
    });
    request.pipe(child.stdin);
    child.stdin.on('error', () => undefined);
    response.once('close', () => {
      // What came in whole is judged and kept or not, whether or not anybody waits for the answer.
      if (!request.complete || route.service === 'git-upload-pack') end(child);
      child.stdout.resume();
    });
    let said = 0;
    child.stderr.on('data', (chunk: Buffer) => {
      if (said < REPORT_BYTES) report?.(chunk.toString('utf8').slice(0, REPORT_BYTES - said));
      said += chunk.length;
    });
    answer(child, response);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', () => {
      clearTimeout(timer);
      if (!response.headersSent) refuse(response, 502, 'Git ended before it answered.');
      response.end();
      resolve();
    });
  });
}

/** Sends on what Git answers, head first. */
function answer({ stdout }: ChildProcess, response: ServerResponse): void {
  let head: CgiHead | string | undefined;
  let waiting: Buffer = Buffer.alloc(0);
  stdout?.on('data', (chunk: Buffer) => {
    let body = chunk;
    if (head === undefined) {
      waiting = Buffer.concat([waiting, chunk]);
      head = readCgiHead(waiting);
      if (head === undefined) return;
      if (typeof head === 'string')
        return refuse(response, 502, `What Git answered cannot be read: ${head}.`);
      if (response.headersSent) return undefined;
      response.statusCode = head.status;
      for (const [name, value] of head.headers) response.appendHeader(name, value);
      body = head.rest;
    }
    if (typeof head === 'string' || response.writableEnded || response.destroyed) return undefined;
    if (!response.write(body)) {
      stdout.pause();
      response.once('drain', () => stdout.resume());
    }
    return undefined;
  });
}

/** Only what CGI and Git need; nothing of the server's own environment, and no configuration but this. */
function environment({ request, route, user, folder, limits }: Exchange): NodeJS.ProcessEnv {
  const { headers } = request;
  const settings = [
    ['receive.maxInputSize', String(limits.bytes)],
    ['receive.fsckObjects', 'true'],
  ] as const;
  return {
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    GIT_PROJECT_ROOT: dirname(folder),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(folder)}/${route.path}`,
    QUERY_STRING: route.query,
    REQUEST_METHOD: request.method ?? '',
    REMOTE_USER: user.login,
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
    ...(headers['content-type'] === undefined ? {} : { CONTENT_TYPE: headers['content-type'] }),
    ...(headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: headers['content-length'] }),
    ...(headers['content-encoding'] === undefined
      ? {}
      : { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
    ...(typeof headers['git-protocol'] === 'string' && /^version=[0-9]$/.test(headers['git-protocol'])
      ? { GIT_PROTOCOL: headers['git-protocol'] }
      : {}),
  };
}

function end(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent || response.destroyed) return;
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  // What is left of a refused body is not waited for.
  if (status === 413) response.setHeader('Connection', 'close');
  response.end(`${text}\n`);
}
