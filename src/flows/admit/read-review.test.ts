import { assert, json, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_REVIEW_BYTES, readReview } from './read-review.ts';
import { writeReview } from './write-review.ts';

const OBJECT = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'b', namespace: 'shop' },
};
const REQUEST = {
  uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
  kind: { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'RoleBinding' },
  resource: { group: 'rbac.authorization.k8s.io', version: 'v1', resource: 'rolebindings' },
  name: 'b',
  namespace: 'shop',
  operation: 'CREATE',
  userInfo: { username: 'ann', uid: '1', groups: ['team'] },
  object: OBJECT,
  oldObject: null,
  dryRun: false,
  options: null,
};

function review(change: object = {}, outer: object = {}): Uint8Array {
  const whole = {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { ...REQUEST, ...change },
    ...outer,
  };
  return new TextEncoder().encode(JSON.stringify(whole));
}

describe('a review', () => {
  test('is read as the request that it is', () => {
    expect(readReview(review())).toEqual({
      ok: true,
      value: {
        uid: REQUEST.uid,
        key: {
          type: {
            group: 'rbac.authorization.k8s.io',
            version: 'v1',
            resource: 'rolebindings',
            kind: 'RoleBinding',
            namespaced: true,
          },
          name: 'b',
          namespace: 'shop',
        },
        operation: 'CREATE',
        who: { user: 'ann', groups: ['team'] },
        object: OBJECT,
        dryRun: false,
      },
    });
  });

  test('of one of many that are removed, and of a name that the server made, has its name from the object', () => {
    expect(
      readReview(review({ operation: 'DELETE', name: '', object: null, oldObject: OBJECT })),
    ).toMatchObject({
      ok: true,
      value: { key: { name: 'b' }, oldObject: OBJECT },
    });
    expect(readReview(review({ name: undefined }))).toMatchObject({
      ok: true,
      value: { key: { name: 'b' } },
    });
  });

  test('of a kind that nobody knows here is read, too', () => {
    const change = { kind: { kind: 'Pod' }, resource: { version: 'v1', resource: 'pods' } };
    expect(readReview(review(change))).toMatchObject({
      ok: true,
      value: { key: { type: { group: '', kind: 'Pod' } } },
    });
  });

  test('names a subresource and a dry run', () => {
    expect(readReview(review({ subResource: 'status', dryRun: true }))).toMatchObject({
      ok: true,
      value: { subresource: 'status', dryRun: true },
    });
  });

  test.each([
    [
      'another version',
      review({}, { apiVersion: 'admission.k8s.io/v1beta1' }),
      'AdmissionReview of admission.k8s.io/v1',
    ],
    ['another kind', review({}, { kind: 'Review' }), 'AdmissionReview of admission.k8s.io/v1'],
    ['no request', review({}, { request: null }), 'no request'],
    ['no uid', review({ uid: '' }), 'no uid'],
    ['a uid without end', review({ uid: 'x'.repeat(200) }), 'no uid'],
    ['CONNECT', review({ operation: 'CONNECT' }), 'none of CREATE'],
    ['no object', review({ object: null }), 'no object'],
    ['an update without what was', review({ operation: 'UPDATE' }), 'as it was'],
    ['an object that is none', review({ object: [] }), 'no kind or no metadata'],
    [
      'labels that are no texts',
      review({ object: { ...OBJECT, metadata: { labels: { a: {} } } } }),
      'no metadata',
    ],
    ['nobody who asks', review({ userInfo: {} }), 'who asks'],
    ['groups that are none', review({ userInfo: { username: 'x', groups: [1] } }), 'who asks'],
    ['no resource', review({ resource: null }), 'which object'],
    ['a binding of a namespace without one', review({ namespace: '' }), 'which object'],
    ['no JSON', new TextEncoder().encode('{"'), 'no JSON'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'no JSON'],
    ['a list', new TextEncoder().encode('[]'), 'no JSON'],
    ['depth', new TextEncoder().encode('['.repeat(100_000)), 'nested'],
    ['length', new Uint8Array(MOST_REVIEW_BYTES + 1), 'longer'],
  ])('with %s is refused in words', (_, bytes, words) => {
    expect(readReview(bytes)).toEqual({ ok: false, error: expect.stringContaining(words) });
  });

  test('counts no brackets in texts', () => {
    const annotations = { note: `${'['.repeat(500)}"\\${'{'.repeat(500)}` };
    expect(
      readReview(review({ object: { ...OBJECT, metadata: { ...OBJECT.metadata, annotations } } })).ok,
    ).toBe(true);
  });

  test('of whatever bytes and JSON is answered, never thrown', () => {
    assert(property(uint8Array({ maxLength: 200 }), (bytes) => typeof readReview(bytes).ok === 'boolean'));
    assert(
      property(json(), json(), (request, object) => {
        const outer = { request: { ...REQUEST, ...JSON.parse(request), object: JSON.parse(object) } };
        return typeof readReview(review({}, outer)).ok === 'boolean';
      }),
    );
  });
});

describe('the answer', () => {
  test('of a refusal carries the words', () => {
    expect(JSON.parse(writeReview('u', { allowed: false, message: 'because', warnings: [] }))).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: 'u', allowed: false, status: { code: 403, reason: 'Forbidden', message: 'because' } },
    });
  });

  test('says a long warning in lines that the API server does not cut', () => {
    const warning = Array.from({ length: 120 }, (_, index) => `word${index}`).join(' ');
    const { response } = JSON.parse(writeReview('u', { allowed: true, warnings: [warning] }));
    expect(response.warnings.length).toBeGreaterThan(1);
    for (const line of response.warnings) expect(line.length).toBeLessThanOrEqual(240);
    expect(response.warnings.join(' ')).toBe(warning);
  });
});
