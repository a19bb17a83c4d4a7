import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { renderPoint } from '../../../flows/guard/desired/point.ts';
import { KUSTOMIZATIONS, ROLE_BINDINGS } from '../../../ports/cluster-kinds.ts';
import { inProcessCluster } from '../cluster/in-process.ts';
import { seed } from '../cluster/seed.ts';
import { makeDemo } from '../make.ts';
import { castOf } from './cast.ts';
import { groundOf } from './ground.ts';
import { handOver } from './handover.ts';
import { TENANT_ROOT } from './tenant.ts';
import { Workplace } from './workplace.ts';

let folder: string;
let demo: ReturnType<typeof makeDemo>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-thread-'));
  demo = makeDemo({ out: join(folder, 'acme'), seed: 1 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the ground is made as an administrator makes it, also twice', async () => {
  const cluster = inProcessCluster({
    clock: { now: () => Date.UTC(2026, 10, 27) },
    random: { bytes: (count) => new Uint8Array(count).fill(7) },
  }).as({ user: 'admin', groups: ['system:masters'] });
  const [infrastructure = ''] = demo.repositories;
  await seed(cluster, groundOf(infrastructure));
  await seed(cluster, groundOf(infrastructure));
  const bindings = await cluster.list(ROLE_BINDINGS, { namespace: 'payments' });
  expect(bindings.items.map(({ metadata }) => metadata.name).sort()).toEqual([
    'deploy-production',
    'validate-production',
  ]);
  expect(
    await cluster.allows({
      user: 'system:serviceaccount:flux-system:kustomize-controller',
      groups: [],
      verb: 'create',
      group: 'rbac.authorization.k8s.io',
      resource: 'rolebindings',
      namespace: 'payments',
    }),
  ).toBe(true);
  expect((await cluster.list(KUSTOMIZATIONS)).items).toHaveLength(1);
});

test('what is handed over is signed by an administrator, says what the cluster should be, and people can clone it', async () => {
  const cast = castOf(1);
  const [infrastructure = ''] = demo.repositories;
  const { repository, since } = await handOver(cast, {
    infrastructure,
    evidence: demo.evidence,
    root: join(folder, 'root'),
    issuer: 'http://127.0.0.1:1',
    audience: 'mainward',
  });
  const ref = 'refs/heads/main';
  const source = { namespace: 'flux-system', name: 'infrastructure', repository: 'infrastructure', ref };
  const rendered = await renderPoint(
    new Map([['infrastructure', since]]),
    { roots: [TENANT_ROOT], sources: [{ ...source, path: repository }] },
    { git: new GitCliOpener(), pause: systemPause },
  );
  expect(rendered.unknown).toEqual([]);
  expect([...rendered.objects.values()].map(({ ref: { kind, name } }) => `${kind} ${name}`)).toEqual(
    expect.arrayContaining([
      'Kustomization tenant-payments',
      'RoleBinding developers',
      'RoleBinding on-call',
    ]),
  );
  const place = await Workplace.at(join(folder, 'people'), cast.developer, repository);
  expect(await place.git(['rev-parse', 'HEAD'])).toBe(since);
  place.write('README.md', 'changed\n');
  await place.git(['commit', '--quiet', '-aS', '-m', 'Change something']);
  expect(await place.git(['cat-file', 'commit', 'HEAD'])).toContain('BEGIN SSH SIGNATURE');
});
