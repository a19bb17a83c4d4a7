import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { systemPause } from '../../src/adapters/system/pause.ts';
import { makeDemo } from '../../src/entrypoints/demo/make.ts';
import { castOf } from '../../src/entrypoints/demo/thread/cast.ts';
import { handOver } from '../../src/entrypoints/demo/thread/handover.ts';
import { TENANT_ROOT } from '../../src/entrypoints/demo/thread/tenant.ts';
import { PAYLOAD } from '../../src/entrypoints/server/fixtures/drift.ts';
import { meaningOfAnswer } from '../../src/flows/guard/audit/meaning.ts';
import type { DriftDetail } from '../../src/flows/guard/board/record.ts';
import { type RenderedPoint, renderPoint } from '../../src/flows/guard/desired/point.ts';
import { Proposer } from '../../src/flows/guard/proposal/proposer.ts';
import { objectKey } from '../../src/ledger/facets.ts';
import type { DriftChange } from '../../src/model/drift.ts';
import type { ObjectRef } from '../../src/model/ledger.ts';
import type { KubernetesObject } from '../../src/ports/cluster.ts';

const REF = 'refs/heads/main';
const RBAC = 'rbac.authorization.k8s.io';
const git = new GitCliOpener();
const DEVELOPERS = {
  apiVersion: `${RBAC}/v1`,
  kind: 'RoleBinding',
  namespace: 'payments',
  name: 'developers',
};

let folder: string;
let bare: string;
let place: Parameters<typeof renderPoint>[1];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-proposal-'));
  const demo = makeDemo({ out: join(folder, 'acme'), seed: 1 });
  const { repository } = await handOver(castOf(1), {
    infrastructure: demo.repositories[0] ?? '',
    evidence: demo.evidence,
    root: join(folder, 'root'),
    issuer: 'http://127.0.0.1:1',
    audience: 'mainward',
  });
  bare = repository;
  const source = { namespace: 'flux-system', name: 'infrastructure', repository: 'infrastructure', ref: REF };
  place = { roots: [TENANT_ROOT], sources: [{ ...source, path: bare }] };
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(cwd: string, ...argv: readonly string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', [...identity, ...argv], { cwd, encoding: 'utf8' });
}

function proposer(): Proposer {
  return new Proposer({
    git,
    pause: systemPause,
    observers: new Map(),
    places: new Map([['production', place]]),
  });
}

async function renderedAt(commit: string): Promise<RenderedPoint> {
  return renderPoint(new Map([['infrastructure', commit]]), place, { git, pause: systemPause });
}

function detailOf(change: DriftChange, object: ObjectRef, live?: KubernetesObject): DriftDetail {
  return {
    record: {
      id: 12,
      cluster: 'production',
      object,
      change,
      effect: 'grants',
      danger: 'high',
      repository: 'infrastructure',
      commit: 'a'.repeat(40),
      tier: 'revoke',
      decision: 'delete',
      seenAt: '2026-11-27T09:00:00.000Z',
      actions: [],
      actors: [],
      delta: PAYLOAD.delta,
    },
    payload: { undo: '', ...(live === undefined ? {} : { live: JSON.stringify(live) }) },
  };
}

/** An object as an API server answers it. */
function liveOf(ref: ObjectRef, rest: Readonly<Record<string, unknown>>): KubernetesObject {
  const { apiVersion, kind, ...name } = ref;
  return {
    apiVersion,
    kind,
    metadata: {
      ...name,
      uid: 'c0ffee',
      resourceVersion: '7',
      creationTimestamp: '2026-11-27T09:00:00Z',
      labels: { 'kustomize.toolkit.fluxcd.io/name': 'tenant-payments' },
      managedFields: [{ manager: 'kubectl-edit' }],
    },
    ...rest,
  };
}

/** Does as the commands say in a clone, and gives the commit; nothing is pushed. */
function applied(commands: readonly string[], diff: string): string {
  const clone = mkdtempSync(join(folder, 'clone-'));
  run(clone, 'clone', '--quiet', bare, '.');
  writeFileSync(join(clone, `${/--create (\S+)/.exec(commands[1] ?? '')?.[1]}.patch`), diff);
  for (const command of commands.slice(0, 3))
    execFileSync('sh', ['-c', command], { cwd: clone, stdio: 'pipe' });
  run(clone, 'commit', '--quiet', '--message', 'Keep it');
  run(clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/kept', '--force');
  return run(clone, 'rev-parse', 'HEAD').trim();
}

function meanings({ objects }: RenderedPoint): ReadonlyMap<string, string> {
  return new Map([...objects].map(([key, { meaning }]) => [key, meaning]));
}

const group = (name: string) => ({ kind: 'Group', name, apiGroup: RBAC });
const cases: readonly (readonly [string, DriftChange, ObjectRef, KubernetesObject | undefined])[] = [
  [
    'an added object',
    'added',
    { ...DEVELOPERS, name: 'contractors:eu' },
    liveOf(
      { ...DEVELOPERS, name: 'contractors:eu' },
      {
        subjects: [group('contractors')],
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'tenant-viewer' },
      },
    ),
  ],
  [
    'a changed object',
    'changed',
    DEVELOPERS,
    liveOf(DEVELOPERS, {
      subjects: [group('team-payments'), { kind: 'User', name: 'eve@acme.example', apiGroup: RBAC }],
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'tenant-viewer' },
    }),
  ],
  ['an object that is gone', 'removed', DEVELOPERS, undefined],
];

describe('what would have to be written into Git', () => {
  test.each(cases)('for %s makes Git say what is live, and nothing else', async (_, change, ref, live) => {
    const before = await renderedAt(run(bare, 'rev-parse', REF).trim());
    const { diff, commands, unknown, branch } = await proposer().propose(detailOf(change, ref, live));
    expect(unknown).toEqual([]);
    expect(branch).toMatch(/^keep-[a-z0-9-]+-12$/);
    expect(diff).not.toMatch(/c0ffee|managedFields|resourceVersion|toolkit\.fluxcd\.io\/name/);
    const after = await renderedAt(applied(commands, diff));
    const wanted = new Map(meanings(before));
    const meaning = live === undefined ? undefined : meaningOfAnswer(live);
    if (meaning === undefined) wanted.delete(objectKey(ref));
    else wanted.set(objectKey(ref), meaning);
    expect(meanings(after)).toEqual(wanted);
  });

  test('of a changed object is only the lines that change', async () => {
    const { diff, files } = await proposer().propose(detailOf('changed', DEVELOPERS, cases[1]?.[3]));
    expect(files).toEqual(['tenants/payments/people.yaml']);
    expect(diff).toMatchInlineSnapshot(`
      "diff --git a/tenants/payments/people.yaml b/tenants/payments/people.yaml
      --- a/tenants/payments/people.yaml
      +++ b/tenants/payments/people.yaml
      @@ -11,6 +11,9 @@
         - apiGroup: rbac.authorization.k8s.io
           kind: Group
           name: team-payments
      +  - kind: User
      +    name: eve@acme.example
      +    apiGroup: rbac.authorization.k8s.io
       ---
       apiVersion: rbac.authorization.k8s.io/v1
       kind: RoleBinding
      "
    `);
  });

  test('lies beside the other objects of its namespace, and is listed there', async () => {
    const { files, diff } = await proposer().propose(
      detailOf('added', cases[0]?.[2] ?? DEVELOPERS, cases[0]?.[3]),
    );
    expect(files).toMatchInlineSnapshot(`
      [
        "tenants/payments/kustomization.yaml",
        "tenants/payments/rolebinding-contractors-eu.yaml",
      ]
    `);
    expect(diff).toContain('+  - rolebinding-contractors-eu.yaml');
  });

  test('is left to people where the object was not kept', async () => {
    const found = await proposer().propose(detailOf('added', DEVELOPERS));
    expect([found.diff, found.commands, found.unknown]).toEqual([
      '',
      [],
      ['the object was not kept, or its record was erased'],
    ]);
  });

  test('has nothing of the cluster in its commands that a shell would read', async () => {
    const name = `x'; touch /tmp/owned; $(id) \`id\` "`;
    const ref = { ...DEVELOPERS, name };
    const { commands } = await proposer().propose(
      detailOf(
        'added',
        ref,
        liveOf(ref, { subjects: [], roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' } }),
      ),
    );
    expect(commands).toHaveLength(5);
    for (const command of commands)
      expect(command).toMatch(/^git [\w ./'-]+$|^git commit --gpg-sign --message '[\w .:/-]+'$/);
  });
});
