import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { toolOf } from './tool.ts';

function written(...entries: readonly unknown[]): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'r', managedFields: entries },
  };
}

const flux = { manager: 'kustomize-controller', operation: 'Apply', time: '2026-11-27T08:00:00Z' };
const edit = { manager: 'kubectl-edit', operation: 'Update', time: '2026-11-27T09:00:00Z' };

test('the tool is the last that wrote the object', () => {
  expect(toolOf(written(edit, flux))).toEqual({
    source: 'manager',
    tool: 'kubectl-edit (Update)',
    at: '2026-11-27T09:00:00.000Z',
  });
  expect(toolOf(written(flux, { ...edit, subresource: 'status' }))?.tool).toBe(
    'kustomize-controller (Apply)',
  );
});

test('what was written before is not what changed it', () => {
  expect(toolOf(written(flux), written(flux))).toBeUndefined();
  expect(toolOf(written(flux, edit), written(flux))?.tool).toBe('kubectl-edit (Update)');
});

test('two of the same second cannot be told apart', () => {
  expect(toolOf(written(edit, { ...edit, manager: 'helm' }))).toBeUndefined();
  expect(toolOf(written(edit, { ...edit, operation: 'Apply' }))?.tool).toBe('kubectl-edit (Update)');
});

test('what is no entry is none', () => {
  const odd = [null, 1, {}, { ...edit, time: 'soon' }, { ...edit, manager: 7 }];
  expect(toolOf(written(...odd))).toBeUndefined();
  expect(
    toolOf({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x', managedFields: 'no' } }),
  ).toBeUndefined();
  expect(toolOf(written({ ...edit, manager: 'x'.repeat(1_000) }))?.tool).toHaveLength(128);
});
