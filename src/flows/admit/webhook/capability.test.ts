import { describe, expect, test } from 'vitest';
import { WebhookPaths } from './capability.ts';

let bytes = 0;
const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => (bytes += 7) % 256) };
const memory = (text?: string) => {
  const store = { text, read: async () => store.text, write: async (one: string) => void (store.text = one) };
  return store;
};
const CLUSTERS = ['production', 'a/b'];

describe('the paths of the webhook', () => {
  test('mean one cluster each, whatever it is called', async () => {
    const paths = await WebhookPaths.open(memory(), random);
    for (const cluster of CLUSTERS) expect(paths.clusterOf(paths.pathOf(cluster), CLUSTERS)).toBe(cluster);
  });

  test('mean nothing without the right token', async () => {
    const paths = await WebhookPaths.open(memory(), random);
    const [, , , token = ''] = paths.pathOf('production').split('/');
    for (const path of [
      '/admit/production',
      '/admit/production/',
      `/admit/production/${token.slice(1)}`,
      `/admit/a%2Fb/${token}`,
      `/admit/other/${token}`,
      `/other/production/${token}`,
      `/admit/production/${token}/`,
      `admit/production/${token}`,
      '/admit//',
      '',
    ])
      expect(paths.clusterOf(path, CLUSTERS)).toBeUndefined();
    expect(paths.clusterOf(paths.pathOf(''), CLUSTERS)).toBeUndefined();
  });

  test('are the same after a restart, and others where the secret is none', async () => {
    const store = memory();
    const first = (await WebhookPaths.open(store, random)).pathOf('production');
    expect((await WebhookPaths.open(store, random)).pathOf('production')).toBe(first);
    store.text = 'short';
    const other = (await WebhookPaths.open(store, random)).pathOf('production');
    expect(other).not.toBe(first);
    expect((await WebhookPaths.open(store, random)).pathOf('production')).toBe(other);
  });
});
