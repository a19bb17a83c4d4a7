import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DesiredState } from '../../src/flows/guard/desired/state.ts';
import { binding, bindingKey, DesiredScene, FILES, kustomization } from './desired-scene.ts';

let scene: DesiredScene;
beforeEach(() => {
  scene = new DesiredScene();
});
afterEach(() => {
  scene.remove();
});

const VIEW = 'tenants/shop/view.yaml';

/** Lands a commit in which somebody views, and hands it over. */
async function views(user: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const commit = scene.land({ ...more, [VIEW]: binding('view', user) });
  await scene.observer.observe();
  await scene.handOver(commit);
  return commit;
}

function viewers({ earlier }: DesiredState, key = bindingKey('view')): readonly string[] {
  return [...(earlier.get(key) ?? [])]
    .map((meaning) => /\\"User\\",\\"(\w+)/.exec(meaning)?.[1] ?? '')
    .sort();
}

describe('what an agent may still be at', () => {
  test('is what was handed over from the commit on that it applied last', async () => {
    const [, one] = [await views('ann', FILES), await views('bob')];
    await scene.applied('root', one);
    await scene.applied('shop', one);
    const source = scene.source();
    expect(viewers(await scene.now(source))).toEqual([]);
    await views('cy');
    const last = await views('dee');
    expect(viewers(await scene.now(source))).toEqual(['bob', 'cy']);
    const before = (await scene.now(source)).version;
    await scene.applied('root', last);
    await scene.applied('shop', last);
    expect(viewers(await scene.now(source))).toEqual([]);
    expect((await scene.now(source)).version).not.toBe(before);
  });

  test('is the commit before where it never said anything', async () => {
    await views('ann', FILES);
    await views('bob');
    await views('cy');
    expect(viewers(await scene.now())).toEqual(['bob']);
  });

  test('is nothing that was not handed over, and nothing that it claims to have gone back to', async () => {
    const old = await views('leaver', FILES);
    const last = await views('ann');
    await scene.applied('shop', last);
    await scene.applied('shop', old);
    const stolen = scene.scene.shop.offer(99, scene.scene.tip(), { [VIEW]: binding('view', 'mallory') });
    await scene.applied('shop', stolen);
    expect(viewers(await scene.now())).toEqual([]);
  });

  test('may be none at all, where an object is new', async () => {
    const old = await views('ann', { ...FILES, 'tenants/shop/kustomization.yaml': 'resources: []\n' });
    for (const name of ['root', 'shop']) await scene.applied(name, old);
    const last = await views('ann', { 'tenants/shop/kustomization.yaml': 'resources: [view.yaml]\n' });
    expect((await scene.now()).earlier.get(bindingKey('view'))).toEqual(new Set(['']));
    await scene.applied('shop', last);
    expect((await scene.now()).earlier.size).toBe(0);
  });

  test('is asked of each agent for its own objects only', async () => {
    const other = {
      'clusters/production/other.yaml': kustomization('other', './tenants/other'),
      'tenants/other/look.yaml': binding('look', 'ann', 'other'),
    };
    const old = await views('ann', { ...FILES, ...other });
    const last = await views('bob', { 'tenants/other/look.yaml': binding('look', 'bob', 'other') });
    await scene.applied('root', last);
    await scene.applied('shop', last);
    await scene.applied('other', old);
    const state = await scene.now();
    expect(viewers(state)).toEqual([]);
    expect(viewers(state, bindingKey('look', 'other'))).toEqual(['ann']);
  });

  test('is also what an agent made that is to be removed, until whoever removes it has come that far', async () => {
    const old = await views('ann', FILES);
    await scene.applied('root', old);
    await scene.applied('shop', old);
    scene.scene.shop.git('rm', '-q', 'clusters/production/shop.yaml');
    const last = await views('ann');
    expect((await scene.now()).objects.has(bindingKey('view'))).toBe(false);
    expect(viewers(await scene.now())).toEqual(['ann']);
    await scene.applied('root', last);
    expect(viewers(await scene.now())).toEqual([]);
  });
});
