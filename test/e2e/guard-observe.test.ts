import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubernetesCluster } from '../../src/adapters/cluster-kubernetes/client.ts';
import { CLUSTER_ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { eventually, make } from '../../src/ports/cluster-rig.conformance.ts';
import { readProjectFile } from '../support/project.ts';
import { ADMIN, type ControlPlane, startControlPlane } from './control-plane.ts';
import { MAINWARD } from './mainward.ts';

const BINDING = {
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'me' }],
};

let plane: ControlPlane;
let admin: KubernetesCluster;
let folder: string;
let server: ReturnType<typeof spawn> | undefined;
beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.as(ADMIN);
  folder = mkdtempSync(join(tmpdir(), 'mainward-observe-'));
});
afterAll(async () => {
  server?.kill('SIGKILL');
  await plane?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The five lines, as they are written down for whoever tries it. */
function lines(): readonly string[] {
  const section = readProjectFile('docs/guard.md').split('## Try it, in observe')[1] ?? '';
  return (/```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? '').trim().split('\n');
}

/** Somebody's repository, as Flux's own bootstrap lays it out; nobody signs, and there is no policy. */
function repository(): string {
  const clone = join(folder, 'origin', 'infrastructure.git');
  mkdirSync(join(clone, 'clusters/mine'), { recursive: true });
  const granted = make(CLUSTER_ROLE_BINDINGS, { name: 'granted' }, BINDING);
  writeFileSync(join(clone, 'clusters/mine/access.yaml'), JSON.stringify(granted));
  const git = (...argv: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Me', '-c', 'user.email=me@acme.example', ...argv], { cwd: clone });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Give me a view');
  return clone;
}

function recorded(): string {
  return execFileSync(process.execPath, [MAINWARD, ...(lines()[4] ?? '').split(' ').slice(1)], {
    cwd: folder,
    encoding: 'utf8',
  });
}

test('five lines show what is granted round Git on a cluster of one’s own, and change nothing in it', async () => {
  const [clone = '', kubeconfig = '', config = '', serve = ''] = lines();
  expect(lines()).toHaveLength(5);
  execFileSync('sh', ['-c', clone.replace(/https:\S+/, repository())], { cwd: folder });
  expect(kubeconfig).toMatch(/> kubeconfig$/);
  copyFileSync(plane.api.kubeconfig(ADMIN), join(folder, 'kubeconfig'));
  execFileSync('sh', ['-c', config], { cwd: folder });
  await admin.create(CLUSTER_ROLE_BINDINGS, make(CLUSTER_ROLE_BINDINGS, { name: 'granted' }, BINDING));
  await admin.create(CLUSTER_ROLE_BINDINGS, make(CLUSTER_ROLE_BINDINGS, { name: 'found' }, BINDING));
  const argv = serve.replace(/ &$/, '').split(' ').slice(1);
  server = spawn(process.execPath, [MAINWARD, ...argv], { cwd: folder, stdio: 'ignore' });
  await eventually(async () => expect(recorded()).toContain('guard.began'));
  expect(recorded()).not.toContain('drift.seen');
  await admin.create(
    CLUSTER_ROLE_BINDINGS,
    make(
      CLUSTER_ROLE_BINDINGS,
      { name: 'mine' },
      {
        ...BINDING,
        roleRef: { ...BINDING.roleRef, name: 'edit' },
      },
    ),
  );
  await eventually(async () => expect(recorded()).toContain('drift.seen'));
  expect(recorded()).not.toContain('drift.acted');
  expect(await admin.get({ type: CLUSTER_ROLE_BINDINGS, name: 'mine' })).toBeDefined();
  expect(readFileSync(join(folder, 'mainward.yaml'), 'utf8')).toContain('atMost: observe');
});
