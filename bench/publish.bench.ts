import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MovedFile } from '../src/adapters/forge-git/moved.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { systemPause } from '../src/adapters/system/pause.ts';
import { systemRandom } from '../src/adapters/system/random.ts';
import { initLedger, openLedger } from '../src/entrypoints/ledger/open.ts';
import { FluxScene } from '../test/thread/flux.ts';
import { Scene } from '../test/thread/scene.ts';
import type { Measurement } from './measure.ts';

const FILES = 5_000;
const ROUNDS = 7;
const BOUND_MS = 2_000;

/**
 * From a push until the archive is kept and the source's status says so: observed, verified, recorded in a ledger on the
 * disk, packed and announced, in a repository of 5,000 manifests. Against the bound of two seconds, and against what
 * the push and a tar of the same tree take by themselves.
 */
export async function measure(): Promise<readonly Measurement[]> {
  const scene = new Scene();
  let flux: FluxScene | undefined;
  try {
    const files = Object.fromEntries(Array.from({ length: FILES }, (_, index) => manifest(index)));
    const since = scene.shop.commit('Many manifests', files);
    const bare = join(scene.shop.root, 'server', 'shop.git');
    mkdirSync(join(scene.shop.root, 'server'));
    execFileSync('git', ['clone', '-q', '--bare', scene.shop.folder, bare]);
    mkdirSync(join(bare, 'mainward'));
    writeFileSync(join(bare, 'hooks', 'post-receive'), '#!/bin/sh\nexec cat >> mainward/moved\n', {
      mode: 0o755,
    });
    scene.shop.git('remote', 'add', 'origin', bare);
    scene.served = bare;
    await initLedger({ folder: join(scene.shop.root, 'log') }, systemRandom);
    const opened = await openLedger({ folder: join(scene.shop.root, 'log') }, systemClock);
    scene.store = opened.ledger;
    flux = await FluxScene.make(scene);
    const took = await rounds(scene, flux, since);
    await opened.close();
    const floor = floorOf(scene, bare);
    const name = `from the push to the announced archive of ${FILES} files`;
    return [
      { name, ours: took, reference: BOUND_MS, unit: 'ms', against: 'the bound', limit: 1 },
      { name, ours: took, reference: floor, unit: 'ms', against: 'git push, and tar czf of the same tree' },
    ];
  } finally {
    flux?.remove();
    scene.remove();
  }
}

async function rounds(scene: Scene, flux: FluxScene, since: string): Promise<number> {
  const stop = new AbortController();
  const observer = scene.observer(since);
  const publisher = flux.publisher();
  const waiting = new Map<string, () => void>();
  const serving = (async () => {
    for await (const _ of new MovedFile(scene.served ?? '', systemPause).hints(stop.signal)) {
      const { commit } = await publisher.publish((await observer.observe()).standing);
      waiting.get(commit ?? '')?.();
    }
  })();
  const took: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const head = scene.shop.offer(round + 1, scene.tip(), { 'apps/view.yaml': `round: ${round}\n` });
    scene.approve('ben', head);
    scene.shop.git(
      'push',
      '-q',
      'origin',
      `${head}:refs/pull/${round + 1}/head`,
      '+refs/mainward/attestations',
    );
    await observer.observe();
    const commit = scene.shop.merge(round + 1, head);
    const announced = new Promise<void>((resolve) => waiting.set(commit, resolve));
    const start = performance.now();
    scene.shop.git('push', '-q', 'origin', 'main');
    await announced;
    if (round > 0) took.push(performance.now() - start);
  }
  stop.abort();
  await serving;
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? Number.NaN;
}

/** What nobody can do without. */
function floorOf(scene: Scene, bare: string): number {
  const took: number[] = [];
  rmSync(join(bare, 'hooks', 'post-receive'));
  for (let round = 0; round < ROUNDS; round += 1) {
    scene.shop.commit('One more', { 'apps/view.yaml': `floor: ${round}\n` });
    const start = performance.now();
    scene.shop.git('push', '-q', 'origin', 'main');
    execFileSync('tar', [
      '--exclude=.git',
      '-czf',
      join(scene.shop.root, 'tree.tar.gz'),
      '-C',
      scene.shop.folder,
      '.',
    ]);
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? Number.NaN;
}

function manifest(index: number): readonly [path: string, text: string] {
  const labels = Array.from({ length: 20 }, (_, at) => `    label-${at}: value-${index}-${at}\n`).join('');
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-${index}\n  namespace: shop\n  labels:\n${labels}data: {key: value}\n`;
  return [`manifests/${Math.floor(index / 100)}/config-${index}.yaml`, text];
}
