import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sightingsOf } from './event.ts';
import { meaningOfAnswer } from './meaning.ts';
import { auditEvent, binding } from './testdata/events.ts';

function read(change: Readonly<Record<string, unknown>> = {}) {
  return sightingsOf(auditEvent(change), 'production', meaningOfAnswer);
}

describe('an audit event', () => {
  test('says who wrote which version of which object, and by what they were allowed', () => {
    const [one, ...others] = read();
    expect(others).toEqual([]);
    expect(one).toEqual({
      cluster: 'production',
      object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: 'extra' },
      operation: 'CREATE',
      uid: 'c0ffee-1',
      resourceVersion: '1042',
      meaning: meaningOfAnswer(binding('extra', 'any', 'any')),
      actor: {
        source: 'audit',
        user: 'eve@acme.example',
        groups: ['engineering', 'system:authenticated'],
        tool: 'kubectl/v1.33.0 (linux/amd64) kubernetes/cf7b5a1',
        allowedBy:
          'RBAC: allowed by ClusterRoleBinding "eng" of ClusterRole "cluster-admin" to Group "engineering"',
        at: '2026-11-27T09:00:00.100Z',
        event: '4c9f2d5e-7a10-4a52-9f0f-2b6a7a3f1c55',
      },
      at: Date.parse('2026-11-27T09:00:00.112Z'),
    });
    expect(one?.meaning).toContain('cluster-admin');
    expect(JSON.stringify(one)).not.toContain('192.0.2.7');
  });

  test('tells who acted as whom', () => {
    const [one] = read({ impersonatedUser: { username: 'admin', groups: ['system:masters'] } });
    expect(one?.actor).toMatchObject({
      user: 'admin',
      groups: ['system:masters'],
      impersonator: 'eve@acme.example',
    });
  });

  test('of a deletion has the object that is gone', () => {
    const responseObject = {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Success',
      details: {
        name: 'extra',
        group: 'rbac.authorization.k8s.io',
        kind: 'clusterrolebindings',
        uid: 'c0ffee-1',
      },
    };
    const [one] = read({ verb: 'delete', responseStatus: { code: 200 }, responseObject });
    expect(one).toMatchObject({ operation: 'DELETE', uid: 'c0ffee-1' });
    expect(one).not.toHaveProperty('meaning');
  });

  test('of a collection that was deleted has each of its objects', () => {
    const { name: _, ...objectRef } = auditEvent()['objectRef'] as Record<string, unknown>;
    const items = [binding('a', 'u-a', '1'), binding('b', 'u-b', '2')].map(
      ({ kind: _kind, ...rest }) => rest,
    );
    const seen = read({
      verb: 'deletecollection',
      objectRef,
      responseStatus: { code: 200 },
      responseObject: { kind: 'ClusterRoleBindingList', apiVersion: 'rbac.authorization.k8s.io/v1', items },
    });
    expect(seen.map(({ object, operation, uid }) => [object.name, operation, uid])).toEqual([
      ['a', 'DELETE', 'u-a'],
      ['b', 'DELETE', 'u-b'],
    ]);
  });

  test('of a log that kept no answer still has the object and the time', () => {
    const [one] = read({ responseObject: undefined });
    expect(one).toMatchObject({ object: { name: 'extra' }, actor: { user: 'eve@acme.example' } });
    expect([one?.uid, one?.meaning, one?.resourceVersion]).toEqual([undefined, undefined, undefined]);
  });

  test.each([
    ['a dry run by its address', { requestURI: '/apis/x?dryRun=All&fieldManager=k' }, 'dry-run'],
    [
      'a dry run of a deletion',
      { verb: 'delete', requestObject: { kind: 'DeleteOptions', dryRun: ['All'] } },
      'dry-run',
    ],
    ['a refusal', { responseStatus: { code: 403 } }, 'refused'],
  ])('of %s says that nothing was written', (_, change, why) => {
    expect(read(change)).toMatchObject([{ void: why }]);
  });

  test.each([
    ['reads', { verb: 'get' }],
    ['an earlier stage', { stage: 'RequestReceived' }],
    ['a kind that nobody asked for', { objectRef: { resource: 'pods', apiVersion: 'v1', name: 'x' } }],
    [
      'a subresource',
      {
        objectRef: {
          resource: 'kustomizations',
          apiGroup: 'kustomize.toolkit.fluxcd.io',
          apiVersion: 'v1',
          name: 'x',
          subresource: 'status',
        },
      },
    ],
    ['nobody', { user: {} }],
    ['no status', { responseStatus: undefined }],
    ['no time', { stageTimestamp: 'soon' }],
    [
      'a name that is none',
      { objectRef: { ...(auditEvent()['objectRef'] as object), name: 'x'.repeat(300) }, responseObject: {} },
    ],
  ])('is not looked at for %s', (_, change) => {
    expect(read(change)).toEqual([]);
  });

  test('of whatever shape is read within its bounds', () => {
    const any = fc.jsonValue({ maxDepth: 4 });
    const fields = fc.dictionary(fc.constantFrom(...Object.keys(auditEvent()), 'impersonatedUser'), any);
    const long = 'x'.repeat(5_000);
    fc.assert(
      fc.property(fields, (change) => {
        for (const one of read(change)) expect(JSON.stringify(one).length).toBeLessThan(60_000);
      }),
      { numRuns: 500 },
    );
    const groups = Array.from({ length: 500 }, () => long);
    const [one] = read({ user: { username: long, groups }, userAgent: long, auditID: long });
    expect([one?.actor.user?.length, one?.actor.groups?.length, one?.actor.tool?.length]).toEqual([
      512, 64, 128,
    ]);
    expect(one?.actor).not.toHaveProperty('event');
    expect(one?.actor.user?.endsWith('…')).toBe(true);
  });
});
