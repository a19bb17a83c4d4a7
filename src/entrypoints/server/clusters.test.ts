import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../adapters/system/clock.ts';
import { openClusters } from './clusters.ts';
import type { ClusterConfig } from './config/config.ts';

let kubeconfig: string;
beforeAll(() => {
  kubeconfig = join(mkdtempSync(join(tmpdir(), 'mainward-clusters-')), 'kubeconfig');
  const users = ['sees', 'deletes', 'asks'];
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'sees',
      clusters: [{ name: 'c', cluster: { server: 'https://api.example' } }],
      users: users.map((name) => ({ name, user: { token: name } })),
      contexts: [...users, 'again'].map((name) => ({
        name,
        context: { cluster: 'c', user: name === 'again' ? 'sees' : name },
      })),
    }),
  );
});
afterAll(() => rmSync(join(kubeconfig, '..'), { recursive: true, force: true }));

async function opened(contexts: ClusterConfig['contexts']): Promise<readonly string[]> {
  const config = { name: 'production', environment: 'production', kubeconfig, contexts };
  const clusters = await openClusters([config], {}, systemClock);
  return Object.keys(clusters.get('production') ?? {});
}

test('a guard has only the accounts that are named for it', async () => {
  expect(await opened({})).toEqual(['broker', 'publisher', 'observer']);
  expect(await opened({ revoker: 'deletes', reconciler: 'asks' })).toEqual([
    'broker',
    'publisher',
    'observer',
    'revoker',
    'reconciler',
  ]);
});

test.each([
  ['named by another context', { revoker: 'again', reconciler: 'asks' }],
  ['that is the current one', { revoker: 'sees', reconciler: 'asks' }],
  ['of another power of the guard', { revoker: 'deletes', reconciler: 'deletes' }],
])('an account of a guard %s is refused', async (_, contexts) => {
  await expect(opened(contexts)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('is the same user of its kubeconfig as'),
  });
});
