import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../../../src/model/ledger.ts';
import { entryWords, typeWords } from './words.ts';

const at = '2026-11-27T09:00:00.000Z';
const object = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  namespace: 'shop',
  name: 'x',
};

test('an entry is told on one line', () => {
  const landed = {
    v: 1,
    at,
    type: 'change.landed',
    repository: 'infrastructure',
    ref: 'refs/heads/main',
    commit: 'c'.repeat(40),
    proposal: '7',
    verdict: 'pass',
  } as LedgerEntry;
  expect(entryWords(landed)).toBe('infrastructure #7 main cccccccccccc · pass');
  const acted: LedgerEntry = {
    v: 1,
    at,
    type: 'drift.acted',
    cluster: 'production',
    object,
    seen: 3,
    action: 'deleted',
    outcome: 'done',
  };
  expect(entryWords(acted)).toBe('RoleBinding shop/x · deleted · done');
  expect(entryWords({ v: 1, at, type: 'note', payload: 'f'.repeat(64) })).toBe('');
});

test('types are told as people say them', () => {
  expect(['change.landed', 'gap'].map(typeWords)).toEqual(['Change landed', 'Gap']);
});
