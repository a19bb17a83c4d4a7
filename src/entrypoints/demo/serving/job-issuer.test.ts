import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { startJobIssuer } from './job-issuer.ts';

test('a job gets a token that verifies against the keys its issuer publishes', async () => {
  const issuer = await startJobIssuer();
  try {
    const document = (await (await fetch(`${issuer.issuer}/.well-known/openid-configuration`)).json()) as {
      readonly issuer: string;
      readonly jwks_uri: string;
    };
    expect(document.issuer).toBe(issuer.issuer);
    const claims = {
      sub: 'repo:acme/infrastructure:ref:refs/heads/main',
      repository: 'acme/infrastructure',
      ref: 'refs/heads/main',
      sha: 'a'.repeat(40),
      event_name: 'push',
    };
    const token = await issuer.token('https://mainward.example', claims);
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(document.jwks_uri)), {
      issuer: issuer.issuer,
      audience: 'https://mainward.example',
    });
    expect(payload).toMatchObject(claims);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  } finally {
    await issuer.stop();
  }
});
