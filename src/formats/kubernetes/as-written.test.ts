import { expect, test } from 'vitest';
import { asWritten } from './as-written.ts';

test('an object is as a person would have written it', () => {
  const live = {
    kind: 'RoleBinding',
    subjects: [{ kind: 'User', name: 'eve' }],
    status: { observed: 1 },
    metadata: {
      uid: 'u',
      labels: {
        team: 'shop',
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      managedFields: [{}],
      resourceVersion: '7',
      creationTimestamp: '2026-11-27T09:00:00Z',
      namespace: 'shop',
      name: 'extra',
    },
    apiVersion: 'rbac.authorization.k8s.io/v1',
  };
  expect(JSON.stringify(asWritten(live))).toBe(
    JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'extra', namespace: 'shop', labels: { team: 'shop' } },
      subjects: [{ kind: 'User', name: 'eve' }],
    }),
  );
});

test('what is no object keeps what it has', () => {
  expect(asWritten({ kind: 'X', metadata: null })).toEqual({ kind: 'X', metadata: {} });
});
