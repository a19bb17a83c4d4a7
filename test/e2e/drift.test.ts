import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { objectsOf, seed } from '../../src/entrypoints/demo/cluster/seed.ts';
import type { CommandAnswer } from '../../src/entrypoints/demo/thread/world.ts';
import type { DriftDocument, DriftEventDocument } from '../../src/model/drift-document.ts';
import { CLUSTER_ROLE_BINDINGS, ROLES } from '../../src/ports/cluster-kinds.ts';
import { DriftScene, MANIFESTS, ADMIN as ROOT_BINDING } from '../drift/scene.ts';
import { policyText } from '../thread/scene.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { MAINWARD, mainward } from './mainward.ts';

let plane: ControlPlane;
let admin: KubernetesCluster;
let scene: DriftScene;
let policy: string;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.as(ADMIN);
  scene = await DriftScene.make();
  policy = join(scene.scene.shop.root, 'policy');
  mkdirSync(policy);
  writeFileSync(join(policy, 'policy.yaml'), policyText(1));
  await seed(admin, objectsOf(MANIFESTS, 'rbac.yaml'));
});
afterAll(async () => {
  scene?.remove();
  await plane?.stop();
});

function argv(kubeconfig: string, ...more: readonly string[]): readonly string[] {
  const { shop, base } = scene.scene;
  return [
    '-C',
    shop.folder,
    'drift',
    '--kubeconfig',
    kubeconfig,
    '--policy',
    policy,
    '--since',
    base,
    ...more,
  ];
}

function environment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: scene.scene.shop.root, NO_COLOR: '1' };
}

function drift(...more: readonly string[]): Promise<CommandAnswer> {
  return mainward(argv(plane.api.kubeconfig(ADMIN), ...more), { cwd: '/', env: environment() });
}

const remove = (name: string): Promise<boolean> => admin.delete({ type: CLUSTER_ROLE_BINDINGS, name });

describe('drift of a real API server', () => {
  test('is nothing where it has what the verified commit says, beside what its release brings along', async () => {
    const { code, out, err } = await drift();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`shop: nothing differs from ${scene.scene.tip().slice(0, 10)} of shop.\n`);
  });

  test('is what was added and changed by hand, with who gains by it', async () => {
    const eve = await plane.as({ user: 'eve', groups: ['system:masters'] });
    await eve.create(CLUSTER_ROLE_BINDINGS, objectsOf(ROOT_BINDING('root', 'mallory'), 'x')[0] ?? never());
    await eve.patch(
      { type: ROLES, name: 'reader', namespace: 'shop' },
      { kind: 'merge', body: { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] } },
    );
    const { code, out } = await drift('-o', 'json');
    expect(code).toBe(1);
    const { differences } = JSON.parse(out) as DriftDocument;
    expect(differences).toMatchObject([
      { object: { name: 'root' }, change: 'added', effect: 'grants', danger: 'critical' },
      { object: { name: 'reader' }, change: 'changed', at: { path: 'rbac.yaml' } },
    ]);
    expect(differences[0]?.actors).toMatchObject([{ source: 'manager' }]);
    expect((await drift()).out).toContain('user mallory can do everything, everywhere');
    await remove('root');
    const role = objectsOf(MANIFESTS, 'rbac.yaml').find(({ kind }) => kind === 'Role') ?? never();
    await admin.patch(
      { type: ROLES, name: 'reader', namespace: 'shop' },
      { kind: 'merge', body: { rules: role['rules'] } },
    );
    expect((await drift()).code).toBe(0);
  });

  test('is refused to an account that may list nothing, with what it lacks', async () => {
    const kubeconfig = plane.api.kubeconfig({ user: 'nobody', groups: [] });
    const { code, err } = await mainward(argv(kubeconfig), { cwd: '/', env: environment() });
    expect(code).toBe(4);
    expect(err).toContain('CLUSTER_FORBIDDEN');
  });

  test('is said as it comes and goes, until it is interrupted', async () => {
    const program = [MAINWARD, ...argv(plane.api.kubeconfig(ADMIN), '--watch', '-o', 'json')];
    const child = spawn(process.execPath, program, { cwd: '/', env: environment() });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const [out, err] = [child.stdout, child.stderr].map((input) =>
      createInterface({ input })[Symbol.asyncIterator](),
    );
    const heard = async (): Promise<string> => {
      const line = await out?.next();
      const { event, difference } = JSON.parse(String(line?.value)) as DriftEventDocument;
      return `${event} ${difference.object.name}`;
    };
    expect((await err?.next())?.value).toContain('shop is compared with');
    await seed(admin, objectsOf(ROOT_BINDING('late', 'mallory'), 'x'));
    expect(await heard()).toBe('came late');
    await remove('late');
    expect(await heard()).toBe('went late');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

function never(): never {
  throw new Error('There is no such object.');
}
