import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeLedger } from '../../src/chain/ledger/invariant.ts';
import { MainwardError } from '../../src/model/errors.ts';
import { EXTERNAL_ARTIFACTS, SECRETS } from '../../src/ports/cluster-kinds.ts';
import { FluxScene, PUBLISHER, SOURCE } from './flux.ts';
import { NAME, REF, ROLE_BINDING, Scene } from './scene.ts';

let scene: Scene;
let flux: FluxScene;
beforeEach(async () => {
  scene = new Scene();
  flux = await FluxScene.make(scene);
});
afterEach(() => {
  flux.remove();
  scene.remove();
});

/** A change that was approved lands. */
function land(number: number, files: Readonly<Record<string, string>>, who: string | null = 'ben'): string {
  const head = scene.shop.offer(number, scene.tip(), files);
  if (who !== null) scene.approve(who, head);
  return scene.shop.merge(number, head);
}

async function contentOf(url: string): Promise<string> {
  const served = await flux.artifacts.open(url.split('/').at(-1) ?? '');
  const parts: Uint8Array[] = [];
  for await (const part of served?.content ?? []) parts.push(part);
  const folder = mkdtempSync(join(flux.folder, 'unpacked-'));
  writeFileSync(join(folder, 'tree.tar.gz'), Buffer.concat(parts));
  execFileSync('tar', ['-xzf', 'tree.tar.gz'], { cwd: folder });
  return folder;
}

describe('the verified source', () => {
  test('is the whole tree of the newest landing that passes, with its revision and digest', async () => {
    const commit = land(7, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
    const { standing } = await scene.observer().observe();
    const publication = await flux.publisher().publish(standing);
    expect(publication).toEqual({ commit, links: [] });
    const { artifact, conditions } = await flux.status();
    expect(artifact?.revision).toBe(`main@sha1:${commit}`);
    expect(conditions).toMatchObject([
      { type: 'Ready', status: 'True', reason: 'Succeeded' },
      { type: 'mainward.dev/Held', status: 'False' },
    ]);
    const [published] = scene.ledger.of('source.published');
    expect(published).toMatchObject({
      repository: NAME,
      ref: REF,
      commit,
      tree: scene.shop.git('rev-parse', `${commit}^{tree}`),
      artifact: artifact?.digest.replace('sha256:', ''),
      bytes: artifact?.size,
      cluster: 'production',
      source: { kind: 'ExternalArtifact', ...SOURCE },
    });
    const folder = await contentOf(artifact?.url ?? '');
    expect(readFileSync(join(folder, 'apps/view.yaml'), 'utf8')).toBe(ROLE_BINDING('view', 'bob'));
    expect(readFileSync(join(folder, '.mainward/policy.yaml'), 'utf8')).toContain('kind: Roster');
    const { changes } = judgeLedger(scene.ledger.entries, { whole: true });
    expect(changes.map(({ applied }) => applied.verdict)).toEqual(['not-applicable', 'holds']);
    expect(JSON.stringify(scene.ledger.entries)).not.toContain(artifact?.url.split('/').at(-1));
  });

  test('obeys no attribute of the repository, and leaves out links, saying so', async () => {
    scene.shop.git('checkout', '-q', '--detach', 'main');
    execFileSync('ln', ['-s', 'apps/view.yaml', join(scene.shop.folder, 'link.yaml')]);
    const head = scene.shop.commit('Hide and follow', {
      '.gitattributes': 'apps/view.yaml export-ignore\napps/kustomization.yaml export-subst\n',
      'apps/kustomization.yaml': 'resources: [view.yaml] # $Format:%an$\n',
    });
    scene.shop.git('update-ref', 'refs/pull/7/head', head);
    scene.shop.git('checkout', '-q', 'main');
    scene.approve('ben', head);
    scene.shop.merge(7, head);
    const publication = await flux.publisher().publish((await scene.observer().observe()).standing);
    expect(publication.links).toEqual(['link.yaml']);
    const folder = await contentOf((await flux.status()).artifact?.url ?? '');
    expect(readFileSync(join(folder, 'apps/view.yaml'), 'utf8')).toContain('RoleBinding');
    expect(readFileSync(join(folder, 'apps/kustomization.yaml'), 'utf8')).toContain('$Format:%an$');
  });

  test('changes nothing where nothing landed, also after a restart', async () => {
    land(7, { a: '1\n' });
    const observer = scene.observer();
    await flux.publisher().publish((await observer.observe()).standing);
    const before = await flux.status();
    scene.clock.at += 60_000;
    const publisher = flux.publisher();
    for (let time = 0; time < 2; time += 1) await publisher.publish((await observer.observe()).standing);
    expect(await flux.status()).toEqual(before);
    expect(scene.ledger.of('source.published')).toHaveLength(1);
  });

  test('says again what somebody else made it say', async () => {
    land(7, { a: '1\n' });
    const { standing } = await scene.observer().observe();
    await flux.publisher().publish(standing);
    const before = await flux.status();
    await flux.admin().patch(
      { type: EXTERNAL_ARTIFACTS, ...SOURCE },
      {
        kind: 'merge',
        body: { status: { artifact: { url: 'http://evil.example/x', metadata: { x: 'y' } } } },
      },
      { subresource: 'status' },
    );
    await flux.publisher().publish(standing);
    const { lastUpdateTime: _time, ...artifact } = (await flux.status()).artifact ?? {};
    expect(before.artifact).toMatchObject(artifact);
    expect(artifact).not.toHaveProperty('metadata');
  });
});

describe('the line stops', () => {
  test('at a landing that nobody approved, says which and why, and goes on when it is taken back', async () => {
    const observer = scene.observer();
    const publisher = flux.publisher();
    const good = land(7, { 'apps/a.yaml': 'a: 1\n' });
    await publisher.publish((await observer.observe()).standing);
    const bad = land(8, { 'apps/evil.yaml': ROLE_BINDING('evil', 'mallory') }, null);
    const after = land(9, { 'apps/b.yaml': 'b: 1\n' });
    const { held } = await publisher.publish((await observer.observe()).standing);
    expect(held).toEqual({
      reason: 'VerifyFailed',
      message: `${bad.slice(0, 12)} did not pass verify, so nothing newer is handed over. Land a revert of apps/evil.yaml.`,
    });
    expect(await flux.status()).toMatchObject({
      artifact: { revision: `main@sha1:${good}` },
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'mainward.dev/Held', status: 'True', ...held },
      ],
    });
    scene.shop.git('checkout', '-q', '--detach', 'main');
    scene.shop.git('rm', '-q', 'apps/evil.yaml');
    const revert = scene.shop.commit('Revert', {});
    scene.shop.git('update-ref', 'refs/pull/10/head', revert);
    scene.shop.git('checkout', '-q', 'main');
    scene.approve('dee', revert);
    const mended = scene.shop.merge(10, revert);
    expect(await publisher.publish((await observer.observe()).standing)).toEqual({
      commit: mended,
      links: [],
    });
    expect((await flux.status()).artifact?.revision).toBe(`main@sha1:${mended}`);
    expect(scene.ledger.of('source.published').map(({ commit }) => commit)).toEqual([good, mended]);
    expect(scene.ledger.of('source.published').map(({ commit }) => commit)).not.toContain(after);
  });

  test('where the ref goes back or aside, and nothing is handed over until it leads on from what was', async () => {
    const observer = scene.observer();
    const publisher = flux.publisher();
    const first = land(7, { 'apps/a.yaml': 'a: 1\n' });
    const second = land(8, { 'apps/a.yaml': 'a: 2\n' });
    await publisher.publish((await observer.observe()).standing);
    for (const to of [first, scene.base]) {
      scene.shop.git('reset', '-q', '--hard', to);
      const { commit, held } = await publisher.publish((await observer.observe()).standing);
      expect(commit).toBe(second);
      expect(held?.reason).toBe('RefWentBack');
    }
    land(9, { 'apps/a.yaml': 'a: 3\n' });
    const aside = await flux.publisher().publish((await scene.observer().observe()).standing);
    expect(aside).toMatchObject({ commit: second, held: { reason: 'RefWentBack' } });
    expect((await flux.status()).artifact?.revision).toBe(`main@sha1:${second}`);
    expect(scene.ledger.of('gap').length).toBeGreaterThan(0);
    scene.shop.git('reset', '-q', '--hard', second);
    const rollback = land(10, { 'apps/a.yaml': 'a: 1\n' });
    expect(await publisher.publish((await observer.observe()).standing)).toEqual({
      commit: rollback,
      links: [],
    });
  });

  test('at what cannot be packed, and the last one stays', async () => {
    const observer = scene.observer();
    const publisher = flux.publisher();
    const good = land(7, { 'apps/a.yaml': 'a: 1\n' });
    await publisher.publish((await observer.observe()).standing);
    scene.shop.git('checkout', '-q', '--detach', 'main');
    scene.shop.git('update-index', '--add', '--cacheinfo', `160000,${scene.base},vendor`);
    scene.shop.git('commit', '-q', '-m', 'A submodule');
    const head = scene.shop.head();
    scene.shop.git('update-ref', 'refs/pull/8/head', head);
    scene.shop.git('checkout', '-q', 'main');
    scene.approve('ben', head);
    scene.shop.merge(8, head);
    const { standing } = await observer.observe();
    expect(standing.accepted).not.toBe(good);
    const { commit, held } = await publisher.publish(standing);
    expect(commit).toBe(good);
    expect(held).toMatchObject({ reason: 'ArchiveRefused' });
    expect(held?.message).toContain('"vendor" is a submodule');
  });

  test('at a tree that unfolds into more than anybody can hold, and the last one stays', async () => {
    const observer = scene.observer();
    const publisher = flux.publisher();
    const good = land(7, { 'apps/a.yaml': 'a: 1\n' });
    await publisher.publish((await observer.observe()).standing);
    const { shop } = scene;
    const list = join(flux.folder, 'entries');
    const treeOf = (entries: readonly string[]): string => {
      writeFileSync(list, entries.map((entry) => `${entry}\n`).join(''));
      return shop.feed(list, 'mktree');
    };
    const digits = [...'0123456789'];
    const blob = shop.git('rev-parse', `${good}:apps/a.yaml`);
    let bomb = treeOf(digits.map((digit) => `100644 blob ${blob}\t${digit}`));
    for (let depth = 0; depth < 9; depth += 1)
      bomb = treeOf(digits.map((digit) => `040000 tree ${bomb}\t${digit}`));
    const root = treeOf([...shop.git('ls-tree', good).split('\n'), `040000 tree ${bomb}\tbomb`]);
    // No checkout would ever end.
    const merge = (number: number, onto: string, tree: string): string => {
      const head = shop.git('commit-tree', '-p', onto, '-m', 'A tree', tree);
      shop.git('update-ref', `refs/pull/${number}/head`, head);
      scene.approve('ben', head);
      const message = `Merge pull request #${number}`;
      const merged = shop.git('commit-tree', '-p', onto, '-p', head, '-m', message, tree);
      shop.git('update-ref', REF, merged);
      return merged;
    };
    const landed = merge(8, good, root);
    const { standing } = await observer.observe();
    const began = performance.now();
    const first = await publisher.publish(standing);
    const took = performance.now() - began;
    expect(first).toMatchObject({ commit: good, held: { reason: 'ArchiveRefused' } });
    expect(first.held?.message).toContain('git ls-tree wrote more than 67108864 bytes');
    const again = performance.now();
    expect(await publisher.publish(standing)).toEqual(first);
    expect(performance.now() - again).toBeLessThan(Math.max(took / 4, 50));
    expect((await flux.status()).artifact?.revision).toBe(`main@sha1:${good}`);
    const back = merge(9, landed, `${good}^{tree}`);
    const mended = await observer.observe();
    expect((await publisher.publish(mended.standing)).commit).toBe(back);
    expect((await flux.status()).artifact?.revision).toBe(`main@sha1:${back}`);
  });

  test('before anything was handed over where nothing passed', async () => {
    const plain = new Scene();
    try {
      const { standing } = await plain.observer().observe();
      const nothing = { ...standing };
      delete (nothing as { accepted?: string }).accepted;
      expect(await flux.publisher().publish(nothing)).toEqual({ links: [] });
      expect(await flux.status()).toMatchObject({
        conditions: [{ type: 'Ready', status: 'False', reason: 'NothingPassed' }, {}],
      });
      expect((await flux.status()).artifact).toBeUndefined();
    } finally {
      plain.remove();
    }
  });
});

describe('whatever fails in the middle', () => {
  test('of any request to the API server, nothing is lost and nothing is said twice', async () => {
    for (let at = 0; at < 3; at += 1) {
      const one = new Scene();
      const cluster = await FluxScene.make(one);
      try {
        const head = one.shop.offer(7, one.base, { 'apps/a.yaml': `a: ${at}\n` });
        one.approve('ben', head);
        const commit = one.shop.merge(7, head);
        const { standing } = await one.observer().observe();
        let left = at;
        cluster.before = () => {
          if (left-- === 0) throw new MainwardError('CLUSTER_UNREACHABLE', 'The API server went away.');
        };
        const publisher = cluster.publisher();
        const first = await publisher.publish(standing).catch((error: unknown) => error);
        expect(first).toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
        for (const again of [publisher, cluster.publisher()])
          expect(await again.publish(standing)).toEqual({ commit, links: [] });
        expect(one.ledger.of('source.published')).toHaveLength(1);
        expect((await cluster.status()).artifact?.revision).toBe(`main@sha1:${commit}`);
      } finally {
        cluster.remove();
        one.remove();
      }
    }
  });

  test('of the ledger, nothing is handed over that is not recorded', async () => {
    const commit = land(7, { 'apps/a.yaml': 'a: 1\n' });
    const { standing } = await scene.observer().observe();
    scene.ledger.failAfter = 0;
    await expect(flux.publisher().publish(standing)).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect(await flux.status()).toEqual({});
    scene.ledger.failAfter = undefined;
    expect(await flux.publisher().publish(standing)).toEqual({ commit, links: [] });
  });
});

describe('the account of the publisher', () => {
  test('can do what publishing needs, and nothing else that was tried', async () => {
    await flux.publisher().publish((await scene.observer().observe()).standing);
    const cluster = flux.inner.as(PUBLISHER);
    const other = { type: EXTERNAL_ARTIFACTS, namespace: 'flux-system', name: 'other' };
    const own = { type: EXTERNAL_ARTIFACTS, ...SOURCE };
    const status = { kind: 'merge' as const, body: { status: { artifact: null } } };
    const forbidden = { code: 'CLUSTER_FORBIDDEN' };
    await expect(cluster.patch(other, status, { subresource: 'status' })).rejects.toMatchObject(forbidden);
    await expect(cluster.patch(own, { kind: 'merge', body: { spec: {} } })).rejects.toMatchObject(forbidden);
    await expect(cluster.delete(own)).rejects.toMatchObject(forbidden);
    await expect(cluster.list(EXTERNAL_ARTIFACTS)).rejects.toMatchObject(forbidden);
    await expect(cluster.list(SECRETS)).rejects.toMatchObject(forbidden);
  });
});
