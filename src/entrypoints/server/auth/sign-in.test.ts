import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeOnceStore } from '../../../ports/once.fake.ts';
import { Browser, type Page } from '../fixtures/browser.ts';
import { type SigningIn, startSigningIn } from '../fixtures/signing-in.ts';
import { beginSignIn, finishSignIn } from './sign-in.ts';

let server: SigningIn;
beforeAll(async () => {
  server = await startSigningIn();
});
afterAll(() => server.stop());

const at = (path: string): URL => new URL(path, server.url);
const isCallback = ({ pathname }: URL): boolean => pathname === '/sign-in/callback';

async function signedIn(account: string, path = '/'): Promise<{ browser: Browser; page: Page }> {
  const browser = new Browser();
  const page = await browser.open(at(`/sign-in?hint=${account}&to=${encodeURIComponent(path)}`));
  return { browser, page };
}

async function whoIs(browser: Browser): Promise<{ status: number; [field: string]: unknown }> {
  const { status, body } = await browser.ask(at('/api/v1/session'));
  return { ...JSON.parse(body), status };
}

describe('signing in', () => {
  test('gives a session with the roles that the groups have, and leads back', async () => {
    const { browser, page } = await signedIn('ada', '/changes/7?x=1');
    expect(page.url.href).toBe(at('/changes/7?x=1').href);
    expect(await whoIs(browser)).toMatchObject({
      status: 200,
      issuer: server.provider.issuer,
      subject: 'ada',
      name: 'Ada <L>',
      person: 'ada',
      roles: ['developer'],
    });
  });

  test('compares groups as they are written', async () => {
    const { browser } = await signedIn('cy');
    expect(await whoIs(browser)).toMatchObject({ status: 200, roles: [] });
  });

  test('keeps the session from scripts, from other sites and from other hosts', async () => {
    const browser = new Browser();
    const back = await browser.open(at('/sign-in?hint=bo'), isCallback);
    const { headers } = await browser.ask(back.url);
    const session = headers.getSetCookie().find((line) => line.startsWith('mainward-session='));
    expect(session).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    expect(session).not.toMatch(/Domain/i);
  });

  test('sends the person to the provider with PKCE, state and nonce, and nothing of them is the same twice', async () => {
    const questions = await Promise.all(
      [1, 2].map(async () => {
        const { headers } = await new Browser().ask(at('/sign-in'));
        return new URL(headers.get('location') ?? '').searchParams;
      }),
    );
    const [one, other] = questions;
    expect(one?.get('code_challenge_method')).toBe('S256');
    expect(one?.get('response_type')).toBe('code');
    for (const name of ['code_challenge', 'state', 'nonce']) {
      expect(one?.get(name)?.length, name).toBeGreaterThan(40);
      expect(one?.get(name), name).not.toBe(other?.get(name));
    }
  });

  test('leads to no other site', async () => {
    for (const to of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '\\\\evil.example',
      'javascript:alert(1)',
      '/%0d%0aset-cookie:x=1/../..//evil.example\r\n',
      'evil.example',
      '',
    ]) {
      const { page } = await signedIn('bo', to);
      expect(page.url.href, to).toBe(at('/').href);
    }
  });
});

describe('how fresh a sign-in is', () => {
  test('is asked of the provider, and told by it', async () => {
    const { headers } = await new Browser().ask(at('/sign-in'));
    expect(new URL(headers.get('location') ?? '').searchParams.get('max_age')).toBe('900');
    server.clock.at += 60_000;
    const { browser } = await signedIn('ada');
    const token = browser.cookies(server.url).get('mainward-session') ?? '';
    const found = await server.services.sessions.find(token, 'cookie');
    server.clock.at -= 60_000;
    // By the provider's clock, which is a minute behind.
    expect(Date.parse(found?.signedInAt ?? '')).toBeLessThan(server.clock.at + 30_000);
  });

  test.each<[string, (now: number) => unknown, number]>([
    ['an hour ago', (now) => Math.floor(now / 1_000) - 3_600, 3_600_000],
    ['in the future', (now) => Math.floor(now / 1_000) + 3_600, 0],
    ['at no time', () => undefined, 0],
    ['in words', () => 'just now', 0],
  ])('counts from when the provider says that it asked: %s', async (_, said, age) => {
    const { signIn } = server.services;
    if (signIn === undefined) throw new Error('Nobody can sign in.');
    const now = server.clock.at;
    const provider = {
      ask: () => Promise.resolve({ url: at('/'), challenge: { state: 's', nonce: 'n', verifier: 'v' } }),
      redeem: () =>
        Promise.resolve({
          iss: 'x',
          sub: 'ada',
          amr: ['mfa'],
          auth_time: said(now),
        }),
    };
    const asked = { ...signIn, provider, once: new FakeOnceStore({ now: () => now }) };
    const { sealed } = await beginSignIn({}, at('/sign-in/callback').href, asked);
    const address = at('/sign-in/callback?state=s');
    const { token } = await finishSignIn({ address, sealed, session: undefined }, asked);
    const found = await signIn.sessions.find(token, 'cookie');
    const since = Date.parse(found?.signedInAt ?? '');
    expect(Math.floor((now - since) / 1_000)).toBe(age / 1_000);
  });
});

describe('the way back from the provider', () => {
  async function begun(): Promise<{ browser: Browser; back: URL }> {
    const browser = new Browser();
    const { url } = await browser.open(at('/sign-in?hint=bo'), isCallback);
    return { browser, back: url };
  }

  test('is taken once', async () => {
    const { browser, back } = await begun();
    const kept = browser.cookies(back).get('mainward-sign-in') ?? '';
    expect((await browser.ask(back)).status).toBe(303);
    browser.cookies(back).set('mainward-sign-in', kept);
    const again = await browser.ask(back);
    expect([again.status, again.body.includes('SIGN_IN_STALE')]).toEqual([400, true]);
  });

  test('is taken of the browser that began it only', async () => {
    const { back } = await begun();
    const { browser: other } = await begun();
    expect((await other.ask(back)).status).toBe(400);
    expect((await new Browser().ask(back)).status).toBe(400);
  });

  test('is taken for ten minutes', async () => {
    const { browser, back } = await begun();
    server.clock.at += 600_000;
    expect((await browser.ask(back)).status).toBe(400);
  });

  test.each(['state', 'code', 'iss'])('is not taken with another %s', async (name) => {
    const { browser, back } = await begun();
    const url = new URL(back);
    url.searchParams.set(name, 'https://evil.example/0123456789012345678901234567890123456789');
    const { status, body, headers } = await browser.ask(url);
    expect([400, 503]).toContain(status);
    expect(body).not.toContain('evil');
    expect(headers.getSetCookie().join()).not.toContain('mainward-session');
  });

  test('repeats nothing of what the provider says is wrong', async () => {
    const { browser, back } = await begun();
    const url = new URL(back);
    url.searchParams.delete('code');
    url.searchParams.set('error', 'access_denied');
    url.searchParams.set('error_description', '<script>canary</script>');
    const { status, body } = await browser.ask(url);
    expect(status).toBe(403);
    expect(body).toContain('SIGN_IN_REFUSED');
    expect(body).not.toMatch(/canary|access_denied/);
  });

  test('gives a new secret and ends the old session', async () => {
    const { browser } = await signedIn('ada');
    const before = browser.cookies(server.url).get('mainward-session') ?? '';
    for (const name of ['_session', '_session.sig']) browser.cookies(server.url).delete(name);
    await browser.open(at('/sign-in?hint=bo'));
    const after = browser.cookies(server.url).get('mainward-session');
    expect(after).not.toBe(before);
    expect(await whoIs(browser)).toMatchObject({ subject: 'bo' });
    browser.cookies(server.url).set('mainward-session', before);
    expect((await whoIs(browser)).status).toBe(401);
  });

  test('takes no session that somebody planted', async () => {
    const browser = new Browser();
    const planted = 'A'.repeat(43);
    browser.cookies(server.url).set('mainward-session', planted);
    await browser.open(at('/sign-in?hint=bo'));
    expect(browser.cookies(server.url).get('mainward-session')).not.toBe(planted);
    expect(
      (await fetch(at('/api/v1/session'), { headers: { cookie: `mainward-session=${planted}` } })).status,
    ).toBe(401);
  });
});

describe('a session', () => {
  test('ends after half an hour without a request, and after ten hours in any case', async () => {
    const { browser } = await signedIn('ada');
    server.clock.at += 29 * 60_000;
    expect((await whoIs(browser)).status).toBe(200);
    server.clock.at += 29 * 60_000;
    expect((await whoIs(browser)).status).toBe(200);
    server.clock.at += 30 * 60_000;
    expect((await whoIs(browser)).status).toBe(401);
    const second = await signedIn('ada');
    for (let at = 0; at < 20; at += 1) {
      server.clock.at += 29 * 60_000;
      await whoIs(second.browser);
    }
    expect((await whoIs(second.browser)).status).toBe(200);
    server.clock.at += 20 * 60_000;
    expect((await whoIs(second.browser)).status).toBe(401);
  });

  test('ends when its person signs out, and not because another site says so', async () => {
    const { browser } = await signedIn('ada');
    const foreign = await browser.submit(at('/sign-out'), {}, 'https://evil.example');
    expect([foreign.status, (await whoIs(browser)).status]).toEqual([403, 200]);
    const token = browser.cookies(server.url).get('mainward-session') ?? '';
    expect((await browser.submit(at('/sign-out'), {})).status).toBe(303);
    browser.cookies(server.url).set('mainward-session', token);
    expect((await whoIs(browser)).status).toBe(401);
  });

  test('is not a bearer token', async () => {
    const { browser } = await signedIn('ada');
    const token = browser.cookies(server.url).get('mainward-session') ?? '';
    const reply = await fetch(at('/api/v1/session'), { headers: { authorization: `Bearer ${token}` } });
    expect(reply.status).toBe(401);
  });
});

describe('the command line', () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const fields = { port: '45678', challenge, state: 'x'.repeat(32) };
  const question = (): URL => at(`/login?${new URLSearchParams(fields)}`);

  const redeem = async (
    code: string,
    code_verifier: string,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const reply = await fetch(at('/login/token'), {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier }),
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  };
  const agreed = async (browser: Browser): Promise<string> => {
    const { headers } = await browser.submit(at('/login'), fields);
    return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  };

  test('gets a token when its person agrees in the browser', async () => {
    const { browser, page } = await signedIn('ada', `${question().pathname}${question().search}`);
    expect(page.body).toContain('Let the command line act as you?');
    expect(page.headers.get('content-security-policy')).toContain(
      "form-action 'self' http://127.0.0.1:45678;",
    );
    const { status, headers } = await browser.submit(at('/login'), fields);
    const back = new URL(headers.get('location') ?? '');
    expect([status, back.origin, back.searchParams.get('state')]).toEqual([
      303,
      'http://127.0.0.1:45678',
      fields.state,
    ]);
    const { body } = await redeem(back.searchParams.get('code') ?? '', verifier);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3_600 });
    const authorization = `Bearer ${String(body['access_token'])}`;
    const reply = await fetch(at('/api/v1/session'), { headers: { authorization } });
    expect(await reply.json()).toMatchObject({ subject: 'ada', roles: ['developer'] });
    await browser.submit(at('/sign-out'), {});
    expect((await fetch(at('/api/v1/session'), { headers: { authorization } })).status).toBe(401);
  });

  test('gets none without the verifier, and none after a wrong one', async () => {
    const { browser } = await signedIn('ada');
    const code = await agreed(browser);
    const wrong = await redeem(code, 'y'.repeat(43));
    expect([wrong.status, wrong.body]).toEqual([400, { error: 'invalid_grant' }]);
    expect((await redeem(code, verifier)).status).toBe(400);
  });

  test('gets one for a code once, and within a minute', async () => {
    const { browser } = await signedIn('ada');
    const code = await agreed(browser);
    expect((await redeem(code, verifier)).status).toBe(200);
    expect((await redeem(code, verifier)).status).toBe(400);
    const late = await agreed(browser);
    server.clock.at += 60_000;
    expect((await redeem(late, verifier)).status).toBe(400);
  });

  test('is not let in by another site, or by nobody', async () => {
    const { browser } = await signedIn('ada');
    expect((await browser.submit(at('/login'), fields, 'https://evil.example')).status).toBe(403);
    const nobody = await new Browser().ask(question());
    expect(nobody.status).toBe(401);
    expect(nobody.body).toContain('/sign-in?to=%2Flogin');
  });

  test('hands its code to loopback only', async () => {
    const { browser } = await signedIn('ada');
    for (const port of ['80', '0', '65536', '1e4', '443@evil.example', ''])
      expect((await browser.submit(at('/login'), { ...fields, port })).status, port).toBe(400);
  });
});

describe('without what sign-in needs', () => {
  test('a second factor that the provider does not name lets nobody in', async () => {
    const strict = await startSigningIn({ mfa: { amr: ['hwk'], acr: ['phr'] } });
    try {
      const browser = new Browser();
      const page = await browser.open(new URL('/sign-in?hint=ada', strict.url));
      expect(page.status).toBe(403);
      expect(page.body).toContain('MFA_NEEDED');
      expect(browser.cookies(strict.url).has('mainward-session')).toBe(false);
    } finally {
      await strict.stop();
    }
  });

  test('a provider that is down is said so, and is not hammered', async () => {
    const down = await startSigningIn({ issuer: 'http://127.0.0.1:9' });
    try {
      for (const _ of [1, 2, 3]) {
        const { status, body, headers } = await new Browser().ask(new URL('/sign-in', down.url));
        expect([status, headers.get('retry-after')]).toEqual([503, '5']);
        expect(body).toContain('IDENTITY_PROVIDER_FAILED');
        expect(body).not.toContain('127.0.0.1:9');
      }
      expect((await fetch(new URL('/healthz', down.url))).status).toBe(200);
    } finally {
      await down.stop();
    }
  });

  test('nothing of a secret is in the log', async () => {
    const browser = new Browser();
    const { url } = await browser.open(at('/sign-in?hint=ada'), isCallback);
    const secrets = [...url.searchParams.values(), ...browser.cookies(server.url).values()];
    await browser.ask(url);
    secrets.push(...browser.cookies(server.url).values());
    expect(server.log()).toContain('/sign-in/callback');
    expect(secrets.length).toBeGreaterThan(5);
    for (const secret of secrets.filter((text) => text.length > 12 && !text.startsWith('http')))
      expect(server.log()).not.toContain(secret);
    expect(server.log()).not.toMatch(/secret-of-the-client|code=|state=|mainward-session/);
  });
});
