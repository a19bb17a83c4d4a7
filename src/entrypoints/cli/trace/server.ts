import { readProof } from '../../../ledger/read-proof.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { PassportDocument } from '../../../model/passport.ts';
import { boundedFetch } from '../../server/auth/bounded-fetch.ts';
import type { Tracer } from '../commands/trace.ts';
import type { Invocation } from '../invocation.ts';
import { serverUrl } from '../login/server-url.ts';
import { keptSession } from '../login/session-file.ts';

const PATIENCE = 30_000;
/** As many as a proof may have. */
const MOST_BYTES = 64_000_000;

/** Asks a server, as whoever signed in with `mainward login`. */
export function serverTracer(what: string, { options, env }: Invocation): Tracer {
  const server = serverUrl(options.server);
  const query = new URLSearchParams({ of: what });
  if (options.namespace !== undefined) query.set('namespace', options.namespace);
  if (options.cluster !== undefined) query.set('cluster', options.cluster);
  const get = async (path: string): Promise<unknown> => {
    const session = keptSession(server, env, Date.now());
    if (session === undefined) throw signInFirst(server);
    const answer = await boundedFetch(
      new URL(`${path}?${query.toString()}`, server).href,
      {
        headers: { authorization: `Bearer ${session.token}` },
        signal: AbortSignal.timeout(PATIENCE),
      },
      MOST_BYTES,
    ).catch((cause: unknown) => {
      throw unreachable(server, cause);
    });
    const body: unknown = await answer.json().catch(() => undefined);
    if (answer.status === 401) throw signInFirst(server);
    if (answer.status === 403 || answer.status === 404) throw refused(answer.status, what);
    if (!answer.ok) throw unreachable(server, undefined);
    return body;
  };
  return {
    passport: async () => {
      const body = await get('/api/v1/passport');
      if (isPassport(body)) return body;
      throw unreachable(server, undefined);
    },
    proof: async () => {
      const proof = readProof(await get('/api/v1/passport/proof'));
      if (proof.ok) return proof.value;
      throw unreachable(server, proof.error);
    },
  };
}

function isPassport(body: unknown): body is PassportDocument {
  return body instanceof Object && 'schema' in body && body.schema === 'mainward.dev/passport/v1';
}

function refused(status: number, what: string): MainwardError {
  if (status === 404) {
    return new MainwardError('NOT_RECORDED', `The server shows nothing of ${what}.`, {
      remedy: 'Name something that landed or was applied, and that your roles let you see.',
    });
  }
  return new MainwardError('SIGN_IN_FAILED', 'Your roles do not let you see this.', {
    remedy: 'Ask whoever gives roles, or somebody who has the role of auditor.',
  });
}

function signInFirst({ origin }: URL): MainwardError {
  return new MainwardError('SIGN_IN_FAILED', `Nobody is signed in at ${origin} here.`, {
    remedy: `Run \`mainward login --server ${origin}\`.`,
  });
}

function unreachable({ origin }: URL, cause: unknown): MainwardError {
  return new MainwardError('SERVER_UNREACHABLE', `No Mainward server answers at ${origin}.`, {
    remedy: 'Check the address, and that it runs.',
    cause,
  });
}
