import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { listening, stopped } from './listening.ts';

/** What a job's identity token says beside the registered claims. */
export interface JobClaims {
  readonly sub: string;
  readonly repository: string;
  readonly ref: string;
  readonly sha: string;
  readonly event_name: string;
}

/** A pipeline's issuer on loopback: discovery, keys, and tokens for jobs. */
export interface JobIssuer {
  readonly issuer: string;
  /** Good for five minutes, as a pipeline's are. */
  token(audience: string, claims: JobClaims): Promise<string>;
  stop(): Promise<void>;
}

const SECONDS = 300;

/** Starts one with a key of its own (ES256). */
export async function startJobIssuer(port = 0): Promise<JobIssuer> {
  const { SignJWT, exportJWK, generateKeyPair } = await import('jose');
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
  const answers = new Map<string, unknown>([['/jwks', { keys: [jwk] }]]);
  const server = createServer((incoming, outgoing) => {
    const answer = answers.get(incoming.url ?? '');
    outgoing.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify(answer ?? {}));
  });
  const issuer = `http://127.0.0.1:${await listening(server, port)}`;
  answers.set('/.well-known/openid-configuration', {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    id_token_signing_alg_values_supported: ['ES256'],
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
  });
  return {
    issuer,
    token: (audience, claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: jwk.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime(`${SECONDS}s`)
        .sign(privateKey),
    stop: () => stopped(server),
  };
}
