import { describe, expect, it } from 'vitest';
import type { ItemDecision, ReviewItem } from '../../model/review.ts';
import { isSameRight, PeerIndex } from './peers.ts';
import { type Considered, recommend } from './recommendation.ts';

const NOW = '2026-11-20T09:00:00Z';

function item(person: string, more: Partial<ReviewItem> = {}): ReviewItem {
  return {
    id: `${person} ${JSON.stringify(more)}`,
    digest: '',
    cluster: 'production',
    principal: { kind: 'person', person, subject: { kind: 'User', name: person } },
    role: { kind: 'ClusterRole', name: 'view' },
    namespace: 'shop',
    rights: ['read pods'],
    gives: '',
    danger: 'low',
    binding: { kind: 'RoleBinding', name: 'readers', namespace: 'shop' },
    via: [],
    at: { path: 'rbac.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 },
    blob: '',
    origin: { kind: 'unknown', why: '' },
    ...more,
  };
}

const kept: ItemDecision = { verdict: 'keep', by: 'sue', reason: 'needed', at: NOW, index: 1 };

describe('what is recommended', () => {
  it.each<readonly [string, Partial<Considered> & Pick<Considered, 'item'>, string]>([
    [
      'somebody has left',
      {
        item: item('gus', {
          principal: {
            kind: 'person',
            person: 'gus',
            left: '2026-02-01T00:00:00Z',
            subject: { kind: 'User', name: 'gus' },
          },
        }),
      },
      'gus left on 2026-02-01',
    ],
    [
      'nobody knows who it is',
      { item: item('x', { principal: { kind: 'unidentified', subject: { kind: 'User', name: 'x' } } }) },
      'the roster does not know user x',
    ],
    [
      'it was to end',
      { item: item('ann', { expires: '2026-11-20T09:00:00Z' }) },
      'it was to end on 2026-11-20T09:00:00Z',
    ],
    [
      'it was revoked before',
      { item: item('ann'), before: { ...kept, verdict: 'revoke' } },
      'sue revoked it in the campaign before',
    ],
    [
      'few others have it',
      { item: item('ann'), peers: { people: 20, having: 2 } },
      '2 of 20 people of the same groups have it',
    ],
  ])('is to revoke where %s', (_why, considered, reason) => {
    expect(recommend({ now: NOW, ...considered })).toEqual({ verdict: 'revoke', reasons: [reason] });
  });

  it('is to keep what nothing speaks against, and says what is known for it', () => {
    expect(
      recommend({ item: item('ann'), now: NOW, before: kept, peers: { people: 10, having: 9 } }),
    ).toMatchObject({
      verdict: 'keep',
      reasons: [
        'sue kept it in the campaign before',
        '9 of 10 people of the same groups have it',
        'nothing that is known speaks against it',
      ],
    });
  });

  it('says nothing of few people', () => {
    expect(recommend({ item: item('ann'), now: NOW, peers: { people: 4, having: 0 } }).verdict).toBe('keep');
  });

  it('is none where the role is not in view', () => {
    const rights = ['whatever ClusterRole x allows, which is not in view'];
    expect(recommend({ item: item('ann', { rights }), now: NOW }).verdict).toBe('none');
  });
});

describe('peers', () => {
  const devs = ['ann', 'ben', 'cid'].map((person) => item(person, { via: ['devs'] }));
  const admin = item('ann', { role: { kind: 'ClusterRole', name: 'admin' } });
  const index = new PeerIndex([...devs, admin, item('dan')]);

  it('are the people of the same groups, whoever has the right on whatever way', () => {
    expect(index.of(admin)).toEqual({ people: 3, having: 1 });
    expect(devs.map((one) => index.of(one))).toEqual(devs.map(() => ({ people: 3, having: 3 })));
  });

  it('are nobody for whoever is in no group', () => {
    expect(index.of(item('dan'))).toBeUndefined();
  });
});

describe('another way of the same right', () => {
  const direct = item('ann');

  it.each<readonly [string, ReviewItem]>([
    ['by a group', item('ann', { via: ['devs'] })],
    ['everywhere', item('ann', { namespace: null })],
    ['by a role that allows more', item('ann', { gives: 'more', rights: ['read secrets', 'read pods'] })],
  ])('is one %s', (_way, other) => {
    expect(isSameRight(direct, other)).toBe(true);
  });

  it.each<readonly [string, ReviewItem]>([
    ['somebody else’s', item('ben')],
    ['in another namespace', item('ann', { namespace: 'pay' })],
    ['in another cluster', item('ann', { cluster: 'staging' })],
    ['by a role that allows less', item('ann', { gives: 'less', rights: [] })],
    ['itself', direct],
  ])('is none %s', (_way, other) => {
    expect(isSameRight(direct, other)).toBe(false);
  });
});
