import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AuditIntake } from '../../../flows/guard/audit/intake.ts';
import { meaningOfAnswer } from '../../../flows/guard/audit/meaning.ts';
import { auditEvent, eventList } from '../../../flows/guard/audit/testdata/events.ts';
import { MemoryWitness } from '../../../flows/guard/who/witness-memory.ts';
import { testInstance } from '../fixtures/instance.ts';
import { fakeServices } from '../fixtures/services.ts';
import { routesOf } from '../routes.ts';

const TOKEN = 'a-token-of-the-api-server';
const digest = createHash('sha256').update(TOKEN).digest('hex');
const clock = { now: () => Date.parse('2026-11-27T09:00:05Z') };

function receiving(perMinute = 100) {
  const witness = new MemoryWitness(clock);
  const intake = new AuditIntake(
    'production',
    digest,
    { witness, clock, meaningOf: meaningOfAnswer },
    { perMinute },
  );
  const { instance, log } = testInstance(
    routesOf({ openLog: false }),
    fakeServices({ audits: new Map([['production', intake]]) }),
  );
  const send = (body: Uint8Array | string, token: string = TOKEN, cluster = 'production') =>
    instance.inject({
      method: 'POST',
      url: `/webhooks/audit/${cluster}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      payload: Buffer.from(body),
    });
  return { witness, send, log };
}

describe('POST /webhooks/audit/:cluster', () => {
  test('takes what the API server of this cluster sends, and names whoever wrote', async () => {
    const { witness, send } = receiving();
    expect((await send(eventList(auditEvent()))).statusCode).toBe(204);
    expect(
      witness.whoDid({
        cluster: 'production',
        object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: 'extra' },
        removed: false,
        resourceVersion: '1042',
        at: clock.now(),
      }),
    ).toMatchObject([{ user: 'eve@acme.example' }]);
  });

  test('answers another token, and another cluster, alike, before the body is read', async () => {
    const { witness, send, log } = receiving();
    const answers = await Promise.all([
      send('no JSON at all', 'another-token-of-somebody'),
      send(eventList(auditEvent()), ''),
      send(eventList(auditEvent()), TOKEN, 'staging'),
      send('x'.repeat(5_000_000), digest),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401]);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(witness.size).toBe(0);
    expect(log()).not.toContain(TOKEN);
  });

  test('refuses what is no list of events, and what is too large', async () => {
    const { send } = receiving();
    expect((await send('{}')).statusCode).toBe(400);
    expect((await send('x'.repeat(5_000_000))).statusCode).toBe(413);
  });

  test('says to come again where it comes too fast, so that the API server does', async () => {
    const { send } = receiving(1);
    const reply = await send(eventList(auditEvent(), auditEvent()));
    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([429, '5']);
  });
});
