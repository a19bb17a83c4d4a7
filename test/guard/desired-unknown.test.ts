import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { binding, DesiredScene, FILES, kustomization, ROOT, SOURCE, summary } from './desired-scene.ts';

let scene: DesiredScene;
beforeEach(() => {
  scene = new DesiredScene();
});
afterEach(() => {
  scene.remove();
});

const helm = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cache, namespace: shop}
spec: {chart: {spec: {chart: cache, sourceRef: {kind: HelmRepository, name: charts}}}}
`;

describe('what is not rendered is said', () => {
  test.each([
    ['a chart', { 'tenants/shop/view.yaml': helm }, 'what HelmRelease shop/cache installs'],
    [
      'a source that is not verified',
      {
        'clusters/production/shop.yaml': kustomization('shop', './tenants/shop').replace(
          `ExternalArtifact, name: ${SOURCE.name}`,
          'GitRepository, name: any',
        ),
      },
      'follows GitRepository flux-system/any, which is no verified source',
    ],
    [
      'another artifact',
      {
        'clusters/production/shop.yaml': kustomization('shop', './x').replace('name: shop}\n', 'name: x}\n'),
      },
      'follows ExternalArtifact flux-system/x',
    ],
    [
      'a remote base',
      { 'tenants/shop/kustomization.yaml': 'resources: ["https://example.org/x.yaml"]\n' },
      'what Kustomization flux-system/shop applies',
    ],
    [
      'a folder that is not there',
      { 'clusters/production/shop.yaml': kustomization('shop', './gone') },
      'shop applies',
    ],
    [
      'a variable',
      {
        'clusters/production/shop.yaml': kustomization(
          'shop',
          './tenants/shop',
          '  postBuild: {substitute: {who: ann}}\n',
        ),
        'tenants/shop/view.yaml': binding('view', '"${who}"'),
      },
      'RoleBinding shop/view holds a variable',
    ],
    [
      'what is encrypted',
      { 'tenants/shop/view.yaml': `${binding('view', 'ann')}sops: {mac: x}\n` },
      'RoleBinding shop/view is encrypted',
    ],
    [
      'an object without a namespace',
      { 'tenants/shop/view.yaml': binding('view', 'ann').replace(', namespace: shop', '') },
      'RoleBinding view names no namespace',
    ],
    [
      'an object that means nothing',
      { 'tenants/shop/view.yaml': binding('view', 'ann').replace('[{kind: User', '[{kind: 7') },
      'RoleBinding shop/view',
    ],
    [
      'an object of two agents',
      {
        'clusters/production/other.yaml': kustomization('other', './tenants/other'),
        'tenants/other/view.yaml': binding('view', 'bob'),
      },
      'what RoleBinding shop/view is: two agents apply it',
    ],
  ])('%s', async (_, files, said) => {
    scene.land({ ...FILES, ...files });
    const { unknown, ...state } = await scene.now();
    expect(unknown).toHaveLength(1);
    expect(unknown[0]).toContain(said);
    expect(summary(state)).not.toContain('RoleBinding shop/view <- shop');
  });

  test.each([
    ['there is no file', { ...ROOT, file: 'gone.yaml' }, 'there is no gone.yaml'],
    ['the file has another one', { ...ROOT, name: 'other' }, 'has no Kustomization flux-system/other'],
    ['nothing hands over its repository', { ...ROOT, repository: 'x' }, undefined],
  ])('a root of which %s', async (_, root, said) => {
    scene.land(FILES);
    const state = await scene.source([root]).current();
    expect(state?.objects.size).toBe(said === undefined ? undefined : 0);
    if (said !== undefined) expect(state?.unknown.join()).toContain(said);
  });

  test('and what variables cannot change is known all the same', async () => {
    scene.land({
      ...FILES,
      'clusters/production/shop.yaml': kustomization(
        'shop',
        './tenants/shop',
        '  postBuild: {substituteFrom: [{kind: Secret, name: x}]}\n',
      ),
    });
    const state = await scene.now();
    expect(state.unknown).toEqual([]);
    expect(summary(state)).toContain('RoleBinding shop/view <- shop');
  });
});
