import { expect, test } from 'vitest';
import { ROLE_BINDING, Scene } from './scene.ts';

test('what people agreed to counts in a repository that was itself cloned from another one', async () => {
  const scene = new Scene();
  try {
    scene.shop.git('remote', 'add', 'origin', 'https://git.example/elsewhere/other.git');
    const head = scene.shop.offer(7, scene.base, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    scene.approve('ben', head);
    const commit = scene.shop.merge(7, head);
    await scene.observer().observe();
    expect(scene.ledger.of('change.landed').at(-1)).toMatchObject({ commit, verdict: 'pass' });
  } finally {
    scene.remove();
  }
});
