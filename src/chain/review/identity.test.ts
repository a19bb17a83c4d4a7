import { describe, expect, it } from 'vitest';
import type { ReviewItem } from '../../model/review.ts';
import { grantsTheSame, itemDigest, itemId } from './identity.ts';
import type { Way } from './ways.ts';

const WAY: Way = {
  cluster: 'production',
  principal: { kind: 'person', person: 'ann', subject: { kind: 'User', name: 'ann@acme.example' } },
  role: { kind: 'ClusterRole', name: 'view' },
  namespace: 'shop',
  rights: ['read pods'],
  gives: 'a',
  danger: 'low',
  binding: { kind: 'RoleBinding', name: 'readers', namespace: 'shop' },
  via: ['devs'],
  at: { path: 'rbac.yaml', line: 3, column: 5, endLine: 4, endColumn: 1 },
};

function itemOf(more: Partial<ReviewItem> = {}): ReviewItem {
  const way = { ...WAY, ...more };
  const item = { ...way, id: itemId(way), blob: 'b', origin: { kind: 'unknown', why: '' } as const };
  return { ...item, digest: itemDigest(item), ...more };
}

const moved = itemOf({ at: { ...WAY.at, line: 9, endLine: 10 }, blob: 'c' });

describe('an item', () => {
  it('keeps its id wherever its line moves, and whoever else comes into the file', () => {
    expect(moved.id).toBe(itemOf().id);
    expect(moved.digest).not.toBe(itemOf().digest);
    expect(grantsTheSame(moved, itemOf())).toBe(true);
  });

  it('keeps its id when the cluster knows the person by another name', () => {
    const renamed = { ...WAY.principal, subject: { kind: 'User', name: 'ann' } } as const;
    expect(itemOf({ principal: renamed }).id).toBe(itemOf().id);
  });

  it('is another one for each name under which a binding has one person', () => {
    const direct = itemOf({ via: [] });
    const renamed = { ...WAY.principal, subject: { kind: 'User', name: 'ann' } } as const;
    expect(itemOf({ via: [], principal: renamed }).id).not.toBe(direct.id);
  });

  it.each<readonly [string, Partial<ReviewItem>]>([
    ['another namespace', { namespace: 'pay' }],
    ['another role', { role: { kind: 'ClusterRole', name: 'edit' } }],
    ['another way', { via: [] }],
    ['another cluster', { cluster: 'staging' }],
  ])('is another one with %s', (_what, more) => {
    expect(itemOf(more).id).not.toBe(itemOf().id);
  });

  it.each<readonly [string, Partial<ReviewItem>]>([
    ['more rights', { gives: 'b' }],
    ['a longer time', { expires: '2027-01-01T00:00:00Z' }],
    ['more danger', { danger: 'critical' }],
  ])('does not grant the same with %s', (_what, more) => {
    expect(grantsTheSame(itemOf(more), itemOf())).toBe(false);
    expect(itemOf(more).id).toBe(itemOf().id);
  });
});
