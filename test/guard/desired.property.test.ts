import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { DesiredState } from '../../src/flows/guard/desired/state.ts';
import { binding, bindingKey, DesiredScene, FILES } from './desired-scene.ts';

let scene: DesiredScene | undefined;
afterEach(() => {
  scene?.remove();
});

const VIEW = 'tenants/shop/view.yaml';
const MALLORY = binding('view', 'mallory');

/** What others can do to a repository, to what lies beside it, and to what an agent says of itself. */
type Interference = (over: DesiredScene, known: { readonly verified: readonly string[] }) => Promise<void>;

const INTERFERENCES: Readonly<Record<string, Interference>> = {
  async 'files of a work tree'({ scene: { shop } }) {
    mkdirSync(join(shop.folder, 'tenants/shop'), { recursive: true });
    writeFileSync(join(shop.folder, VIEW), MALLORY);
  },
  async 'a branch'({ scene: { shop } }) {
    shop.git('checkout', '-q', '-f', '--detach', 'main');
    const commit = shop.commit('A branch', { [VIEW]: MALLORY });
    shop.git('update-ref', 'refs/heads/other', commit);
    shop.git('checkout', '-q', '-f', 'main');
  },
  async 'a landing that nobody agreed to'(over) {
    over.land({ [VIEW]: MALLORY }, false);
  },
  async 'a ref that goes back'({ scene: { shop } }, { verified: [oldest = ''] }) {
    shop.git('update-ref', 'refs/heads/main', oldest);
  },
  async 'a claim of having applied what nobody handed over'(over) {
    await over.applied('shop', over.scene.shop.git('rev-parse', 'HEAD'));
  },
  async 'a claim of having gone back'(over, { verified: [oldest = ''] }) {
    await over.applied('shop', oldest);
  },
  async 'a claim of an agent that is none'(over, { verified: [oldest = ''] }) {
    await over.applied('intruder', oldest);
  },
};

test('what is desired rests on nothing that is live or not verified', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(INTERFERENCES)), { minLength: 1, maxLength: 5 }),
      async (names) => {
        scene = new DesiredScene();
        const verified = [scene.land({ ...FILES, [VIEW]: binding('view', 'leaver') })];
        verified.push(scene.land({ [VIEW]: binding('view', 'ann') }));
        await scene.observer.observe();
        for (const commit of verified) await scene.handOver(commit);
        for (const agent of ['root', 'shop']) await scene.applied(agent, verified[1] ?? '');
        const running = scene.source();
        const before = await scene.now(running);
        for (const name of names) {
          await INTERFERENCES[name]?.(scene, { verified });
          for (const source of [running, scene.source()])
            expect(told(await scene.now(source))).toEqual(told(before));
        }
        scene.remove();
      },
    ),
    { numRuns: 12 },
  );
});

function told({ confirmedAt: _at, ...state }: DesiredState): unknown {
  expect(state.earlier.get(bindingKey('view'))).toBeUndefined();
  return state;
}
