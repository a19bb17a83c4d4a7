import { expect, test } from 'vitest';
import { objectKey } from '../../../ledger/facets.ts';
import { CLUSTER_ROLES } from '../../../ports/cluster-kinds.ts';
import type { LiveObject } from '../live/live-state.ts';
import { Inventory, inventoryItem } from './inventory.ts';

const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'a' };
const key = objectKey(ref);
const BEGAN = Date.parse('2026-11-27T12:00:00.500Z');

function live(uid: string, meaning: string, creationTimestamp = '2026-11-27T11:00:00Z'): LiveObject {
  const object = {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: 'a', uid, creationTimestamp },
  };
  return { key, ref, type: CLUSTER_ROLES, object, uid, meaning };
}

test('what was there is found, and another one of that name is not', () => {
  const inventory = new Inventory([inventoryItem(ref, live('u', 'm'))], BEGAN);
  expect(inventory.holds(key, live('u', 'm'), 'added')).toBe(true);
  expect(inventory.holds(key, live('v', 'm'), 'added')).toBe(false);
  expect(inventory.holds('other', live('u', 'm'), 'added')).toBe(false);
});

test('one that somebody changed since is found where Git has none of it, and new where its agent can give it back', () => {
  const inventory = new Inventory([inventoryItem(ref, live('u', 'm'))], BEGAN);
  expect(inventory.holds(key, live('u', 'more'), 'added')).toBe(true);
  expect(inventory.holds(key, live('u', 'more'), 'changed')).toBe(false);
});

test('what was missing is found missing', () => {
  const inventory = new Inventory([inventoryItem(ref, undefined)], BEGAN);
  expect(inventory.holds(key, undefined, 'removed')).toBe(true);
  expect(inventory.holds(key, live('u', 'm'), 'changed')).toBe(false);
});

test('where the inventory was erased, what is older than it was there', () => {
  const inventory = new Inventory(undefined, BEGAN);
  expect(inventory.holds(key, live('u', 'm'), 'added')).toBe(true);
  expect(inventory.holds(key, live('u', 'm', '2026-11-27T12:00:01Z'), 'added')).toBe(false);
  expect(inventory.holds(key, undefined, 'removed')).toBe(false);
});
