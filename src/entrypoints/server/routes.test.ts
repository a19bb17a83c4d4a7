import { describe, expect, test } from 'vitest';
import { ROLES } from '../../model/session.ts';
import { type Access, admit } from './access.ts';
import { testInstance } from './fixtures/instance.ts';
import { FakeSessions, TOKENS } from './fixtures/services.ts';
import { openApi } from './openapi.ts';
import type { Route } from './route.ts';
import { ARTIFACT_ROUTES, METRICS_ROUTES, routesOf } from './routes.ts';

const closed = routesOf({ openLog: false });
const all = [...closed, ...METRICS_ROUTES, ...ARTIFACT_ROUTES];
const { instance } = testInstance(closed);
const askers = ['nobody', 'none', ...ROLES] as const;
type Asker = (typeof askers)[number];

/** An address of the route, as a well-meaning client would write it. */
function addressOf({ path }: Route): string {
  return path.replace(/:\w+/g, '0').replace('*', '0/000');
}

async function ask(route: Pick<Route, 'method' | 'path'>, url: string, who: Asker) {
  return instance.inject({
    method: route.method,
    url,
    headers: who === 'nobody' ? {} : { authorization: `Bearer ${TOKENS[who]}` },
  });
}

async function expected(access: Access, who: Asker): Promise<string> {
  const signedIn = who === 'nobody' ? undefined : await new FakeSessions().find(TOKENS[who], 'bearer');
  return admit(access, signedIn);
}

const REFUSALS: Readonly<Record<string, string>> = {
  SIGN_IN_NEEDED: 'sign-in-needed',
  ROLE_NEEDED: 'role-needed',
};

/** Routes of machines that show a secret of their own. */
const ownSecret = closed.filter((one) => one.knows !== undefined);
const bySession = closed.filter((one) => one.knows === undefined);

describe.each(bySession)('$method $path', (route) => {
  test.each(askers)('admits, or refuses, %s as its table says', async (who) => {
    const url = addressOf(route);
    const reply = await (url === '/api/v1/events' && (await expected(route.access, who)) === 'admitted'
      ? ask(route, '/api/v1/events?from=wrong', who)
      : ask(route, url, who));
    const said = reply.headers['content-type']?.includes('problem') === true ? reply.json().code : '';
    expect(REFUSALS[said] ?? 'admitted').toBe(await expected(route.access, who));
    if (said in REFUSALS) expect(reply.statusCode).toBe(said === 'SIGN_IN_NEEDED' ? 401 : 403);
    else expect(reply.statusCode).not.toBe(401);
  });

  test('answers nobody the same as an address that does not exist, unless it is public', async () => {
    if (route.access === 'public') return;
    const here = await ask(route, addressOf(route), 'nobody');
    const nowhere = await ask(route, '/api/v1/there-is-no-such-thing', 'nobody');
    expect([here.statusCode, here.body]).toEqual([nowhere.statusCode, nowhere.body]);
  });
});

test.each(ownSecret)(
  '$method $path answers whoever lacks its secret like an address that is not there',
  async (route) => {
    for (const who of askers) {
      const here = await ask(route, addressOf(route), who);
      const nowhere = await ask(route, '/api/v1/there-is-no-such-thing', 'nobody');
      expect([here.statusCode, here.body]).toEqual([nowhere.statusCode, nowhere.body]);
    }
  },
);

describe('the table of routes', () => {
  test('is open to nobody but where it must be', () => {
    expect(
      closed.filter(({ access }) => access === 'public').map(({ method, path }) => `${method} ${path}`),
    ).toEqual(
      expect.arrayContaining(['GET /', 'GET /healthz', 'GET /readyz', 'GET /openapi.json', 'GET /sign-in']),
    );
    const guarded = /^\/(api|log)\b/;
    // Those that know by themselves who may ask are open to nobody else.
    const open = closed.filter((one) => one.access === 'public' && !('knows' in one));
    expect(open.filter(({ path }) => guarded.test(path))).toEqual([]);
  });

  test('opens the log, and nothing else, where the configuration says so', () => {
    const opened = routesOf({ openLog: true }).filter(
      ({ path, access }) =>
        access === 'public' && closed.some((one) => one.path === path && one.access !== 'public'),
    );
    expect(opened.map(({ path }) => path)).toEqual(['/log/checkpoint', '/log/tile/*']);
  });

  test('gives no reply a field for a credential, but where tokens are issued', () => {
    const document = openApi(
      all.filter(({ errors }) => errors !== 'oauth'),
      '0',
    );
    const names = [...JSON.stringify(document['paths']).matchAll(/"([\w-]+)":\{"(?:type|anyOf|\$ref)"/g)].map(
      (one) => one[1] ?? '',
    );
    expect(names).toContain('subject');
    expect(
      names.filter((name) => /secret|password|token|credential|cookie|private|kubeconfig/i.test(name)),
    ).toEqual([]);
  });

  test('has no address twice', () => {
    const names = closed.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

test.each(['HEAD', 'OPTIONS', 'TRACE', 'PATCH'] as const)('%s is taken nowhere', async (method) => {
  const replies = await Promise.all(
    closed.map((one) => instance.inject({ method: method as 'HEAD', url: addressOf(one) })),
  );
  expect(new Set(replies.map(({ statusCode }) => statusCode))).toEqual(new Set([401]));
});
