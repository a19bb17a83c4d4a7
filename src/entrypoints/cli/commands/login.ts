import { createHash, randomBytes } from 'node:crypto';
import { MainwardError } from '../../../model/errors.ts';
import { boundedFetch } from '../../server/auth/bounded-fetch.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';
import { waitOnLoopback } from '../login/loopback.ts';
import { serverUrl } from '../login/server-url.ts';
import { keepSession } from '../login/session-file.ts';

/** Milliseconds that somebody has to agree in their browser. */
const PATIENCE = 300_000;

/** `mainward login`: lets the command line act as whoever agrees in the browser (docs/decisions/0010). */
export async function run(invocation: Invocation): Promise<number> {
  const server = serverUrl(invocation.options.server);
  const state = secret();
  const verifier = secret();
  const loopback = await waitOnLoopback(state, PATIENCE);
  try {
    invocation.stderr.write(
      `Open this address in a browser on this machine, and agree:\n\n  ${question(server, loopback.port, state, verifier).href}\n\n`,
    );
    const { token, seconds } = await redeem(server, await loopback.code, verifier);
    const now = Date.now();
    const expires = new Date(now + seconds * 1_000).toISOString();
    const { name, roles } = await whoAmI(server, token);
    keepSession(server, { token, expires }, invocation.env, now);
    const has = roles.length === 0 ? 'no role' : roles.join(', ');
    invocation.stdout.write(`Signed in at ${server.origin} as ${name} (${has}) until ${expires}.\n`);
    return EXIT.judged;
  } finally {
    loopback.close();
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function question(server: URL, port: number, state: string, verifier: string): URL {
  const url = new URL('/login', server);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  url.search = new URLSearchParams({ port: String(port), challenge, state }).toString();
  return url;
}

async function redeem(
  server: URL,
  code: string,
  verifier: string,
): Promise<{ token: string; seconds: number }> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier: verifier });
  const answer = await ask(new URL('/login/token', server), { method: 'POST', body });
  const { access_token: token, expires_in: seconds } = answer;
  if (typeof token !== 'string' || typeof seconds !== 'number') throw unreachable(server);
  return { token, seconds };
}

async function whoAmI(server: URL, token: string): Promise<{ name: string; roles: readonly string[] }> {
  const { name, roles } = await ask(new URL('/api/v1/session', server), {
    headers: { authorization: `Bearer ${token}` },
  });
  if (typeof name !== 'string' || !Array.isArray(roles)) throw unreachable(server);
  return { name: printable(name), roles: roles.map(String).map(printable) };
}

async function ask(url: URL, init: RequestInit): Promise<Readonly<Record<string, unknown>>> {
  const answer = await boundedFetch(url.href, { ...init, signal: AbortSignal.timeout(15_000) }).catch(
    (cause: unknown) => {
      throw unreachable(url, cause);
    },
  );
  if (answer.status >= 400 && answer.status < 500)
    throw new MainwardError(
      'SIGN_IN_FAILED',
      `The server at ${url.origin} does not take the code (${answer.status}).`,
      {
        remedy: 'Run it again, and agree within a minute.',
      },
    );
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok || !(body instanceof Object)) throw unreachable(url);
  return body as Readonly<Record<string, unknown>>;
}

function unreachable({ origin }: URL, cause?: unknown): MainwardError {
  return new MainwardError('SERVER_UNREACHABLE', `No Mainward server answers at ${origin}.`, {
    remedy: 'Check the address, and that it runs.',
    cause,
  });
}

/** A name comes from elsewhere, and must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
