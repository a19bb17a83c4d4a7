import { describe, expect, test } from 'vitest';
import { MainwardError } from '../../model/errors.ts';
import { exchange } from './exchange.ts';
import { AUDIENCE, ISSUER, LANDED, NOW, POLICY, policiesOf, World } from './fixtures/world.ts';

const SECONDS = NOW / 1_000;

describe('a job whose commit landed and passes', () => {
  test('gets a token of the account that policy names, bound to a Secret that nothing else is in', async () => {
    const world = new World();
    const traded = await exchange(world.request(world.token()), world.broker);
    if (!traded.ok) throw new Error(traded.error);
    const { credential, seconds, secret } = traded.value;
    expect(seconds).toBe(600);
    expect(world.cluster.isGood(credential.token)).toBe(true);
    expect(world.cluster.issued).toEqual([
      {
        namespace: 'pipelines',
        name: 'deploy',
        audiences: [],
        seconds: 600,
        boundTo: { name: secret.name, uid: secret.uid },
      },
    ]);
    const [made] = world.cluster.secrets.values();
    expect(made).toMatchObject({
      type: 'mainward.dev/credential',
      immutable: true,
      metadata: { namespace: 'pipelines', labels: { 'mainward.dev/credential': 'deploy' } },
    });
    expect(made).not.toHaveProperty('data');
  });

  test('is in the ledger before it gets it, with digests in place of tokens and of whom they name', async () => {
    const world = new World();
    const token = world.token();
    const traded = await exchange(world.request(token), world.broker);
    if (!traded.ok) throw new Error(traded.error);
    const [{ recorded, payload } = { recorded: undefined, payload: undefined }] = world.ledger.all;
    expect(recorded).toEqual({
      index: traded.value.recorded,
      entry: {
        v: 1,
        at: '2026-11-27T09:00:00.000Z',
        type: 'credential.issued',
        stage: 'deploy',
        environment: 'production',
        repository: 'infrastructure',
        commit: LANDED,
        trust: 'deploy',
        policyCommit: 'c'.repeat(40),
        issuer: ISSUER,
        token: expect.stringMatching(/^[0-9a-f]{64}$/),
        credential: expect.stringMatching(/^[0-9a-f]{64}$/),
        cluster: 'prod',
        account: 'pipelines/deploy',
        boundTo: `pipelines/${traded.value.secret.name}`,
        expires: '2026-11-27T09:10:00.000Z',
      },
    });
    const detail = new TextDecoder().decode(payload);
    expect(JSON.parse(detail)).toMatchObject({
      schema: 'mainward.dev/exchange/v1',
      subject: 'repo:acme/infrastructure:ref:refs/heads/main',
      claims: { repository: 'acme/infrastructure', run_id: '9001' },
    });
    for (const secret of [token, traded.value.credential.token])
      expect(JSON.stringify(recorded) + detail).not.toContain(secret);
    expect(world.refusals).toEqual([]);
  });

  test.each([
    ['deploy/staging', 'grant-missing'],
    ['validate/staging', 'grant-missing'],
    ['deploy', 'scope-malformed'],
    ['deploy/', 'scope-malformed'],
    ['deploy/production validate/production', 'scope-malformed'],
    ['deploy/production/x', 'scope-malformed'],
    ['admin/production', 'scope-malformed'],
    ['Deploy/production', 'scope-malformed'],
    ['deploy/production%2F', 'scope-malformed'],
    ['deploy/prod%3Aeu', 'scope-malformed'],
    ['deploy/production\n', 'scope-malformed'],
    [' deploy/production', 'scope-malformed'],
    ['deploy/__proto__', 'scope-malformed'],
    ['', 'scope-malformed'],
  ])('gets nothing for %j: %s', async (scope, code) => {
    const world = new World();
    expect(await exchange(world.request(world.token(), scope), world.broker)).toEqual({
      ok: false,
      error: code,
    });
    expect(world.cluster.secrets.size).toBe(0);
  });

  test('is told by the clock within a minute, and not a second more', async () => {
    const accepted = async (claims: Record<string, unknown>): Promise<boolean> => {
      const world = new World();
      return (await exchange(world.request(world.token({ claims })), world.broker)).ok;
    };
    expect(await accepted({ exp: SECONDS - 59 })).toBe(true);
    expect(await accepted({ iat: SECONDS + 60, nbf: SECONDS + 60 })).toBe(true);
    expect(await accepted({ iat: SECONDS - 659 })).toBe(true);
    expect(await accepted({ nbf: undefined })).toBe(true);
    expect(await accepted({ iat: SECONDS - 660 })).toBe(false);
  });

  test('may have its audience in a list of its own', async () => {
    const world = new World();
    const token = world.token({ claims: { aud: [AUDIENCE] } });
    expect((await exchange(world.request(token), world.broker)).ok).toBe(true);
  });
});

describe('a job of a pull request', () => {
  const claims = {
    sub: 'repo:acme/infrastructure:pull_request',
    event_name: 'pull_request',
    ref: 'refs/pull/7/merge',
    sha: 'b'.repeat(40),
  };

  test('gets what only reads, though its commit never landed', async () => {
    const world = new World();
    const traded = await exchange(
      world.request(world.token({ claims }), 'validate/production'),
      world.broker,
    );
    if (!traded.ok) throw new Error(traded.error);
    expect(world.cluster.issued).toMatchObject([{ name: 'read' }]);
    expect(world.ledger.of('credential.issued')).toMatchObject([{ stage: 'validate', trust: 'validate' }]);
  });

  test('gets nothing that deploys', async () => {
    const world = new World();
    expect(await exchange(world.request(world.token({ claims })), world.broker)).toEqual({
      ok: false,
      error: 'grant-missing',
    });
  });

  test('gets nothing by a policy that only its own branch has', async () => {
    const world = new World();
    world.policies = policiesOf(
      POLICY.replace('name: validate', 'name: others').replace(':pull_request', ':ref:x'),
    );
    expect(
      await exchange(world.request(world.token({ claims }), 'validate/production'), world.broker),
    ).toEqual({
      ok: false,
      error: 'claims-do-not-match',
    });
  });
});

describe('globs of a policy', () => {
  const glob = (pattern: string): string =>
    POLICY.replace(
      '{repository: acme/infrastructure, repository_id: "74", event_name: push}',
      `{repository: acme/infrastructure, sub: {glob: "${pattern}"}}`,
    );

  test.each([
    ['repo:acme/*:environment:production', 'repo:acme/infrastructure:environment:production', true],
    ['repo:acme/*:environment:production', 'repo:acme/a:b:environment:production', false],
    ['repo:acme/*:environment:production', 'repo:acme/a%3Aenvironment:production', false],
    ['repo:acme/infrastructure:environment:*', 'repo:acme/infrastructure:environment:prod%3Aeu', true],
    ['repo:acme/infrastructure:environment:prod:*', 'repo:acme/infrastructure:environment:prod%3Aeu', false],
    ['repo:acme/infrastructure:ref:refs/heads/*', 'repo:acme/infrastructure:ref:refs/heads/a/b', false],
    ['repo:acme/infrastructure:ref:refs/heads/*', 'repo:acme/infrastructure:ref:refs/heads/', false],
    ['repo:acme/infra*:pull_request', 'repo:acme/infra/structure:pull_request', false],
  ])('%j over %j: %s', async (pattern, sub, accepted) => {
    const world = new World();
    world.policies = policiesOf(glob(pattern));
    const outcome = await exchange(world.request(world.token({ claims: { sub } })), world.broker);
    expect(outcome.ok ? true : outcome.error).toBe(accepted ? true : 'claims-do-not-match');
  });

  test('match no list that holds what they look for', async () => {
    const world = new World();
    world.policies = policiesOf(POLICY.replace('event_name: push', 'groups: {glob: "team-*"}'));
    const token = world.token({ claims: { groups: ['team-a'] } });
    expect(await exchange(world.request(token), world.broker)).toEqual({
      ok: false,
      error: 'claims-do-not-match',
    });
  });
});

describe('what is asked for', () => {
  test.each([
    ['another grant', { grant_type: 'authorization_code' }, 'grant-type-unsupported'],
    ['no grant', { grant_type: undefined }, 'grant-type-unsupported'],
    ['no token', { subject_token: undefined }, 'request-malformed'],
    ['an empty token', { subject_token: '' }, 'request-malformed'],
    [
      'an access token',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
      'request-malformed',
    ],
    [
      'a SAML assertion',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
      'request-malformed',
    ],
    ['no type', { subject_token_type: undefined }, 'request-malformed'],
    [
      'an ID token in return',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      'request-unsupported',
    ],
    ['something on behalf of another', { actor_token: 'x' }, 'request-unsupported'],
    ['something for another audience', { audience: 'other' }, 'request-unsupported'],
    ['something at another place', { resource: 'https://other.example' }, 'request-unsupported'],
  ])('is not %s', async (_, change, code) => {
    const world = new World();
    expect(await exchange({ ...world.request(world.token()), ...change }, world.broker)).toEqual({
      ok: false,
      error: code,
    });
    expect(world.keys.asked).toEqual([]);
  });
});

describe('a token is good once', () => {
  test('and not for the other stage after that', async () => {
    const world = new World();
    const token = world.token();
    expect((await exchange(world.request(token, 'validate/production'), world.broker)).ok).toBe(true);
    for (const scope of ['deploy/production', 'validate/production'])
      expect(await exchange(world.request(token, scope), world.broker)).toEqual({
        ok: false,
        error: 'token-spent',
      });
    expect(world.cluster.issued).toHaveLength(1);
  });

  test('also on another instance over the same store', async () => {
    const world = new World();
    const token = world.token();
    expect((await exchange(world.request(token), world.broker)).ok).toBe(true);
    expect(await exchange(world.request(token), world.instance())).toEqual({
      ok: false,
      error: 'token-spent',
    });
  });

  test('also without an id, and also where its signature is written anew', async () => {
    const world = new World();
    const claims = { jti: undefined };
    const token = world.token({ claims });
    const other = world.token({ claims });
    expect(other.split('.')[2]).not.toBe(token.split('.')[2]);
    expect((await exchange(world.request(token), world.broker)).ok).toBe(true);
    expect(await exchange(world.request(other), world.broker)).toEqual({ ok: false, error: 'token-spent' });
  });

  test('also where another token has its id', async () => {
    const world = new World();
    expect((await exchange(world.request(world.token({ claims: { jti: 'one' } })), world.broker)).ok).toBe(
      true,
    );
    const again = world.token({ claims: { jti: 'one', run_id: '9002' } });
    expect(await exchange(world.request(again), world.broker)).toEqual({ ok: false, error: 'token-spent' });
  });

  test('until nobody takes it any more, whatever their clock says', async () => {
    const world = new World();
    const token = world.token();
    expect((await exchange(world.request(token), world.broker)).ok).toBe(true);
    const [until = 0] = world.spent.values();
    const last = (SECONDS + 295 + 60) * 1_000;
    world.clock.at = last - 1;
    expect(await exchange(world.request(token), world.broker)).toEqual({ ok: false, error: 'token-spent' });
    world.clock.at = last;
    expect(await exchange(world.request(token), world.broker)).toEqual({ ok: false, error: 'token-expired' });
    expect(until).toBeGreaterThanOrEqual(last + 60_000);
  });

  test('of fifty who bring it at the same moment, for one', async () => {
    const world = new World();
    const token = world.token();
    const instances = [world.broker, world.instance(), world.instance()];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        exchange(
          world.request(token, index % 2 === 0 ? 'deploy/production' : 'validate/production'),
          instances[index % 3] ?? world.broker,
        ),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((one) => !one.ok && one.error === 'token-spent')).toHaveLength(49);
    expect(world.cluster.issued).toHaveLength(1);
    expect(world.ledger.of('credential.issued')).toHaveLength(1);
  });
});

describe('what landed', () => {
  test.each([
    ['fail', 'landing-failed'],
    ['unknown', 'landing-undecided'],
    ['held', 'landing-held'],
  ] as const)('and is %s is not deployed', async (verdict, code) => {
    const world = new World();
    world.judgements.set(LANDED, { landed: true, verdict });
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({ ok: false, error: code });
    expect(world.spent.size).toBe(0);
  });

  test('in a repository that is not configured says nothing', async () => {
    const world = new World();
    world.policies = policiesOf(POLICY.replaceAll('repository: infrastructure', 'repository: other'));
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({
      ok: false,
      error: 'repository-unknown',
    });
  });
});

describe('policy', () => {
  test('that is not there lets nobody in', async () => {
    const world = new World();
    world.policies = undefined;
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({
      ok: false,
      error: 'policy-missing',
    });
    world.policies = [];
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({
      ok: false,
      error: 'claims-do-not-match',
    });
  });

  test('of two that give the same is no answer', async () => {
    const world = new World();
    world.policies = policiesOf(
      `${POLICY}---\n${POLICY.split('---\n')[0]?.replace('name: deploy', 'name: second')}`,
    );
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({
      ok: false,
      error: 'policy-ambiguous',
    });
  });

  test('for another issuer or audience is not for this one', async () => {
    for (const [from, to] of [
      [`issuer: ${ISSUER}`, 'issuer: https://other.example.org'],
      [`audience: ${AUDIENCE}`, 'audience: https://other.example.org'],
    ] as const) {
      const world = new World();
      world.policies = policiesOf(POLICY.replaceAll(from, to));
      expect(await exchange(world.request(world.token()), world.broker)).toEqual({
        ok: false,
        error: 'claims-do-not-match',
      });
    }
  });

  test('for a cluster that is not configured gives nothing, and spends nothing', async () => {
    const world = new World();
    world.policies = policiesOf(POLICY.replaceAll('cluster: prod', 'cluster: elsewhere'));
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({
      ok: false,
      error: 'cluster-unknown',
    });
    expect(world.spent.size).toBe(0);
  });
});

describe('where the outside fails, nobody gets anything:', () => {
  const failure = new MainwardError('STORE_UNAVAILABLE', 'It is not there.');

  test.each([
    ['issuer-unavailable', (w: World) => Object.assign(w.keys, { failure })],
    [
      'policy-unavailable',
      (w: World) => Object.assign(w.broker.policies, { inForce: () => Promise.reject(failure) }),
    ],
    ['landing-unavailable', (w: World) => w.judgements.set(LANDED, failure)],
    [
      'store-unavailable',
      (w: World) => Object.assign(w.broker.once, { spend: () => Promise.reject(failure) }),
    ],
    ['cluster-unavailable', (w: World) => Object.assign(w.cluster, { failing: 'create' })],
    ['cluster-unavailable', (w: World) => Object.assign(w.cluster, { failing: 'created' })],
    ['cluster-unavailable', (w: World) => Object.assign(w.cluster, { failing: 'issue' })],
    ['cluster-unavailable', (w: World) => Object.assign(w.cluster, { longer: 3_600 })],
    ['cluster-unavailable', (w: World) => Object.assign(w.cluster, { longer: -600 })],
    ['ledger-unavailable', (w: World) => Object.assign(w.ledger, { full: true })],
  ])('%s', async (code, breaks) => {
    const world = new World();
    breaks(world);
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({ ok: false, error: code });
    expect(world.cluster.secrets.size).toBe(0);
    expect(world.ledger.of('credential.issued')).toEqual([]);
    expect(world.refusals).toMatchObject([{ code, recorded: code !== 'ledger-unavailable' }]);
  });

  test('a mistake of ours is a refusal, too', async () => {
    const world = new World();
    world.judgements.set(LANDED, new TypeError('x is undefined'));
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({
      ok: false,
      error: 'defect',
    });
    expect(world.cluster.secrets.size).toBe(0);
  });

  test('a token that cannot be recorded is dead before anybody hears of it', async () => {
    const world = new World();
    const append = world.ledger.append.bind(world.ledger);
    const good: boolean[] = [];
    world.ledger.append = (entry, payload) => {
      if (entry.type !== 'credential.issued') return append(entry, payload);
      good.push([...world.cluster.secrets.values()].length === 1);
      return Promise.reject(failure);
    };
    expect(await exchange(world.request(world.token()), world.broker)).toEqual({
      ok: false,
      error: 'ledger-unavailable',
    });
    expect(good).toEqual([true]);
    expect(world.cluster.secrets.size).toBe(0);
  });
});

describe('a full disk', () => {
  test('stops every exchange, and none after there is room again', async () => {
    const world = new World();
    world.ledger.full = true;
    for (let round = 0; round < 3; round++)
      expect(await exchange(world.request(world.token()), world.broker)).toEqual({
        ok: false,
        error: 'ledger-unavailable',
      });
    expect(world.cluster.secrets.size).toBe(0);
    world.ledger.full = false;
    expect((await exchange(world.request(world.token()), world.broker)).ok).toBe(true);
  });
});

describe('refusals', () => {
  test('fill no ledger, and say how many were left out; strangers do not silence insiders', async () => {
    const world = new World();
    const refuse = (token: string) => exchange(world.request(token), world.broker);
    for (let index = 0; index < 200; index++) await refuse('junk');
    expect(world.ledger.all).toHaveLength(20);
    expect(world.refusals).toHaveLength(200);
    await refuse(world.token({ claims: { repository: 'acme/other' } }));
    expect(world.ledger.all).toHaveLength(21);
    world.clock.at += 60_000;
    await refuse('junk');
    await refuse('junk');
    expect(world.ledger.of('credential.refused').at(-1)).toMatchObject({
      code: 'token-malformed',
      unrecorded: 180,
    });
    expect(world.ledger.all).toHaveLength(22);
  });
});
