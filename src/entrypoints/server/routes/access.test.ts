import { beforeEach, describe, expect, test } from 'vitest';
import { GrantDesk } from '../../../flows/grant/desk.ts';
import { Scene } from '../../../flows/grant/fixtures/scene.ts';
import type { SignedIn } from '../access.ts';
import { NamedSessions } from '../fixtures/drift.ts';
import { testInstance } from '../fixtures/instance.ts';
import { fakeServices, TOKENS } from '../fixtures/services.ts';
import { routesOf } from '../routes.ts';

const WISH = { policy: 'payments-edit', reason: 'INC-4711: payments are down' };

/** Sessions of the people of the scene; the role of security is Cho. */
class People extends NamedSessions {
  readonly #since: string | undefined;

  constructor(developer: string, since?: string) {
    super(developer);
    this.#since = since;
  }

  override async find(token: string, by: SignedIn['by']): Promise<SignedIn | undefined> {
    const found = await super.find(token, by);
    if (found === undefined) return undefined;
    const { person: _, ...unknown } = found;
    const isKnown = token === TOKENS.developer || token === TOKENS.security;
    return {
      ...unknown,
      ...(isKnown ? { person: token === TOKENS.security ? 'cho' : (found.person ?? '') } : {}),
      ...(this.#since === undefined ? {} : { signedInAt: this.#since }),
    };
  }
}

let scene: Scene;
let desk: GrantDesk;
beforeEach(() => {
  scene = new Scene();
  desk = new GrantDesk(scene.ports);
});

/** Asks as a role; `developer` is this person. */
function as(developer: string, role: keyof typeof TOKENS = 'developer', since?: string) {
  const services = fakeServices({ grants: desk, sessions: new People(developer, since) });
  const { instance } = testInstance(routesOf({ openLog: false }), services);
  return async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const reply = await instance.inject({
      method,
      url: `/api/v1/access${path}`,
      headers: { authorization: `Bearer ${TOKENS[role]}` },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: reply.statusCode, json: reply.json() };
  };
}

async function asked(): Promise<{ readonly id: string; readonly head: string }> {
  const { status, json } = await as('ann')('POST', '/requests', { ...WISH, minutes: 30 });
  expect(status).toBe(201);
  return { id: json.id, head: json.offered.head };
}

describe('temporary access', () => {
  test('says what may be asked for, and by whom', async () => {
    const offered = async (person: string) => (await as(person)('GET', '/policies')).json.policies;
    expect(await offered('ann')).toMatchObject([{ eligible: true, breakGlass: { eligible: true } }]);
    expect(await offered('ben')).toMatchObject([{ eligible: false, breakGlass: { eligible: false } }]);
  });

  test('is shown to whom it concerns, and whole to whoever reads the log', async () => {
    const { id } = await asked();
    const listed = async (...who: Parameters<typeof as>) => (await as(...who)('GET', '/grants')).json.grants;
    expect(await listed('ann')).toMatchObject([{ id, may: ['end'] }]);
    expect(await listed('ben')).toMatchObject([{ id, may: ['agree', 'end'] }]);
    expect(await listed('dan')).toEqual([]);
    expect((await as('dan')('GET', `/grants/${id}`)).status).toBe(404);
    expect(await listed('', 'auditor')).toMatchObject([{ id, may: [] }]);
    expect((await as('ben')('GET', `/grants/${id}`)).json).toMatchObject({
      missing: [{ group: 'leads', count: 1 }],
      record: expect.stringContaining('person: "ann"'),
      manifests: expect.stringContaining('oidc:ann'),
    });
  });

  test.each<[string, object, number, unknown]>([
    ['a policy that is not there', { ...WISH, policy: 'root' }, 409, { code: 'policy-unknown' }],
    ['too long a time', { ...WISH, minutes: 121 }, 409, { code: 'too-long' }],
    ['a reason that is none', { ...WISH, reason: 'because' }, 409, { code: 'reason-prefix' }],
    ['no reason', { policy: 'payments-edit' }, 400, {}],
    ['another person', { ...WISH, person: 'ben' }, 400, {}],
    ['half a minute', { ...WISH, minutes: 0.5 }, 400, {}],
  ])('is not given for %s', async (_, body, status, json) => {
    expect(await as('ann')('POST', '/requests', body)).toMatchObject({ status, json });
    expect(await scene.board.grants()).toEqual([]);
  });

  test('is for people of the roster only', async () => {
    expect((await as('', 'manager')('POST', '/requests', WISH)).status).toBe(403);
    expect((await as('', 'none')('GET', '/policies')).status).toBe(403);
    expect(await as('eve')('POST', '/requests', WISH)).toMatchObject({ json: { code: 'person-unknown' } });
  });

  test('is ended by whoever has it, and by security', async () => {
    const one = await asked();
    expect(await as('dan')('POST', `/grants/${one.id}/revoke`, {})).toMatchObject({
      status: 409,
      json: { code: 'not-yours-to-end' },
    });
    expect(await as('ann')('POST', `/grants/${one.id}/revoke`, {})).toMatchObject({
      status: 200,
      json: { state: 'ended', may: [] },
    });
    const two = await asked();
    expect((await as('', 'security')('POST', `/grants/${two.id}/revoke`, {})).status).toBe(200);
    expect(await as('ann')('POST', '/grants/20260101-000000-0000/revoke', {})).toMatchObject({
      status: 409,
      json: { code: 'grant-unknown', remedy: expect.any(String) },
    });
  });

  test('says what the gate said where it refuses', async () => {
    scene.committer.refusal = 'the robot has left';
    expect(await as('ann')('POST', '/requests', WISH)).toMatchObject({
      status: 409,
      json: { code: 'gate-refused', detail: expect.stringContaining('the robot has left') },
    });
  });
});

describe('break-glass', () => {
  const fresh = '2026-11-20T11:59:00Z';

  test('is had by a fresh sign-in only, and reviewed once, by somebody else', async () => {
    const wish = { ...WISH, minutes: 20 };
    expect(await as('ann')('POST', '/break-glass', wish)).toMatchObject({
      status: 409,
      json: { code: 'sign-in-again' },
    });
    const { status, json } = await as('ann', 'developer', fresh)('POST', '/break-glass', wish);
    expect([status, json.kind, json.state]).toEqual([201, 'break-glass', 'active']);
    const verdict = { verdict: 'justified', say: 'The queue was stuck.' };
    const review = (...who: Parameters<typeof as>) =>
      as(...who)('POST', `/grants/${json.id}/review`, verdict);
    expect(await review('ann')).toMatchObject({ status: 409, json: { code: 'own-use' } });
    expect(await review('ben')).toMatchObject({ status: 409, json: { code: 'not-a-reviewer' } });
    expect(await review('', 'security')).toMatchObject({
      status: 200,
      json: { review: { verdict: 'justified', by: 'cho' } },
    });
    expect(await review('', 'security')).toMatchObject({ status: 409, json: { code: 'reviewed-already' } });
    const other = { verdict: 'fine', say: 'x' };
    expect((await as('', 'security')('POST', `/grants/${json.id}/review`, other)).status).toBe(400);
  });
});
