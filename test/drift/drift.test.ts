import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verdictOf } from '../../src/flows/drift/verdict.ts';
import { NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import type { DriftDocument } from '../../src/model/drift-document.ts';
import { CLUSTER_ROLES, ROLE_BINDINGS, ROLES } from '../../src/ports/cluster-kinds.ts';
import { renderDrift } from '../../src/reports/drift/text.ts';
import { closedSchema } from '../../tools/generate-schemas.ts';
import { ADMIN, DriftScene, MANIFESTS } from './scene.ts';

let scene: DriftScene;
beforeEach(async () => {
  scene = await DriftScene.make();
});
afterEach(() => {
  scene.remove();
});

function words({ differences }: DriftDocument): readonly string[] {
  return differences.map(
    ({ object: { kind, namespace, name }, change, effect, danger }) =>
      `${change} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}: ${effect} ${danger}`,
  );
}

describe('what differs from the verified commit', () => {
  test('is nothing where the cluster is as it says', async () => {
    const document = await scene.drift();
    expect(words(document)).toEqual([]);
    expect(document.clusters).toEqual([
      {
        cluster: 'shop',
        repository: 'shop',
        ref: 'refs/heads/main',
        commit: scene.scene.tip(),
        verified: true,
      },
    ]);
    expect(verdictOf(document, 'info')).toBe('fine');
  });

  test('is what was added, changed and removed, the gravest first', async () => {
    await scene.apply(ADMIN('root', 'eve'));
    const { admin } = scene;
    await admin.delete({ type: ROLE_BINDINGS, name: 'readers', namespace: 'shop' });
    await admin.patch(
      { type: ROLES, name: 'reader', namespace: 'shop' },
      {
        kind: 'merge',
        body: { rules: [{ apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'list'] }] },
      },
    );
    await scene.apply(
      MANIFESTS.split('---')[2]?.replace('name: readers', 'name: others').replace('devs', 'ops') ?? '',
    );
    const document = await scene.drift();
    expect(words(document)).toEqual([
      'added ClusterRoleBinding root: grants critical',
      'added RoleBinding shop/others: grants high',
      expect.stringMatching(/^changed Role shop\/reader: (?:grants|mixed) /),
      expect.stringMatching(/^removed RoleBinding shop\/readers: reduces /),
    ]);
    const [root, , reader] = document.differences;
    expect(root).toMatchObject({
      undo: ['kubectl delete clusterrolebinding root'],
      since: '2026-02-01T09:00:00Z',
      actors: [{ source: 'manager' }],
    });
    expect(reader).toMatchObject({ at: { path: 'rbac.yaml', line: 5 } });
    expect(verdictOf(document, 'high')).toBe('granting');
    const validate = new Ajv({ allErrors: true, strict: false }).compile(closedSchema('drift'));
    expect(validate(JSON.parse(JSON.stringify(document))) ? [] : validate.errors).toEqual([]);
  });

  test('is said in words', async () => {
    await scene.apply(ADMIN('root', 'eve'));
    const document = await scene.drift();
    const text = renderDrift(document, { width: 100, color: false });
    const commit = scene.scene.tip().slice(0, 10);
    expect(text).toContain(
      `shop: 1 object is not as ${commit} of shop has it, 1 gives somebody more.\n\ncritical  ClusterRoleBinding root is not in Git\n`,
    );
    expect(text).toContain('          user eve can do everything, everywhere\n');
    expect(text).toContain('          undo: kubectl delete clusterrolebinding root\n');
  });

  test('is also a role and its binding that are both gone, so that neither alone takes anything', async () => {
    const { admin } = scene;
    await admin.delete({ type: ROLE_BINDINGS, name: 'readers', namespace: 'shop' });
    await admin.delete({ type: ROLES, name: 'reader', namespace: 'shop' });
    const document = await scene.drift();
    expect(words(document)).toEqual([
      'removed Role shop/reader: none info',
      'removed RoleBinding shop/readers: none info',
    ]);
    expect(document.quiet).not.toHaveProperty('no-effect');
    expect(verdictOf(document, 'info')).toBe('fine');
  });

  test('is no command for a shell where a name would be one', async () => {
    await scene.apply(ADMIN('"x; rm -rf $(pwd)"', 'eve'));
    const [first] = (await scene.drift()).differences;
    expect(first?.undo).toEqual(["kubectl delete clusterrolebinding 'x; rm -rf $(pwd)'"]);
  });

  test('is not what a policy knows', async () => {
    await scene.apply(ADMIN('crossplane:root', 'crossplane'));
    expect((await scene.drift()).differences).toHaveLength(1);
    scene.land({
      '.mainward/guard.yaml': `apiVersion: mainward.dev/v1alpha1
kind: Guard
metadata: {name: shop}
spec:
  cluster: shop
  known: [{kind: ClusterRoleBinding, name: "crossplane:*", reason: its own}]
`,
    });
    const document = await scene.drift();
    expect(document.differences).toEqual([]);
    expect(document.quiet).toMatchObject({ known: 1 });
  });
});

describe('what counts as verified', () => {
  test('is the newest landing that passes, and none after it', async () => {
    const good = scene.scene.tip();
    scene.land({ 'more.yaml': ADMIN('root', 'eve') }, false);
    await scene.apply(ADMIN('root', 'eve'));
    const document = await scene.drift();
    expect(document.clusters[0]).toMatchObject({ commit: good, verified: true });
    expect(words(document)).toEqual(['added ClusterRoleBinding root: grants critical']);
    expect(document.notes[0]).toContain('of what landed later, 1 did not pass verify');
  });

  test('is nothing where nobody’s keys and reviews were handed in: then it cannot be told', async () => {
    const document = await scene.drift({ evidence: NO_EVIDENCE });
    expect(document.clusters[0]).toMatchObject({ commit: scene.scene.tip(), verified: false });
    expect(verdictOf(document, 'high')).toBe('untold');
    expect(renderDrift(document, { width: 100, color: false })).toContain('(unverified)');
  });

  test('cannot be nothing but what fails', async () => {
    const failing = new DriftScene();
    try {
      failing.land({ 'rbac.yaml': MANIFESTS }, false);
      await expect(failing.drift()).rejects.toMatchObject({ code: 'NOTHING_TO_JUDGE' });
    } finally {
      failing.remove();
    }
  });
});

describe('what cannot be seen', () => {
  const reading = (...resources: readonly string[]): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: looking}
rules:
  - {apiGroups: [rbac.authorization.k8s.io, ''], resources: [${resources.join(', ')}], verbs: [list, watch, get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: looking}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: looking}
subjects: [{kind: User, name: looker, apiGroup: rbac.authorization.k8s.io}]
`;

  test('is said, with what to grant, and nothing is said of it', async () => {
    await scene.apply(reading('clusterroles', 'clusterrolebindings', 'roles', 'namespaces'));
    await scene.admin.delete({ type: ROLE_BINDINGS, name: 'readers', namespace: 'shop' });
    const document = await scene.drift({ cluster: scene.as('looker') });
    expect(document.forbidden).toEqual(['RoleBinding']);
    expect(document.unknown).toEqual([
      {
        reason: 'objects of kind RoleBinding may not be listed',
        supply: 'let the account list and watch rolebindings.rbac.authorization.k8s.io',
      },
    ]);
    expect(words(document).join()).not.toContain('readers');
    expect(verdictOf({ ...document, differences: [] }, 'high')).toBe('forbidden');
  });

  test('is a refusal where nothing may be listed', async () => {
    await expect(scene.drift({ cluster: scene.as('nobody') })).rejects.toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
    });
  });

  test('leaves open whether Git has what a chart may hold', async () => {
    scene.land({
      'chart/Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
      'chart/templates/rbac.yaml': ADMIN('root', '{{ .Values.user }}'),
    });
    await scene.apply(ADMIN('root', 'eve'));
    const document = await scene.drift();
    expect(document.differences).toMatchObject([{ effect: 'unknown', object: { name: 'root' } }]);
    expect(verdictOf(document, 'high')).toBe('untold');
  });

  test('is not the cluster’s own roles', async () => {
    const roles = await scene.admin.list(CLUSTER_ROLES);
    expect(roles.items.length).toBeGreaterThan(0);
    expect((await scene.drift()).differences).toEqual([]);
  });
});
