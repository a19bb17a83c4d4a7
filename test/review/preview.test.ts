import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import { previewReview } from '../../src/flows/review/preview.ts';
import type { AssignedItem, ReviewPreviewDocument } from '../../src/model/review-document.ts';
import { ROOT, run } from '../support/project.ts';
import { DEFINITION, MANIFESTS, NOW, Reviewed, ROSTER } from './repository.ts';

let repository: Reviewed;
beforeEach(() => {
  repository = new Reviewed();
});
afterEach(() => repository.remove());

const POLICY = { '.mainward/review.yaml': DEFINITION, '.mainward/roster.yaml': ROSTER };

function preview(path = repository.folder, definition = 'quarterly'): Promise<ReviewPreviewDocument> {
  return previewReview(
    { path, definition, revision: 'HEAD', now: NOW, evidence: NO_EVIDENCE },
    { git: new GitCliOpener() },
  );
}

function found(document: ReviewPreviewDocument, name: string): AssignedItem {
  const item = document.items.find(({ principal }) => principal.subject.name === name);
  if (item === undefined) throw new Error(`There is no ${name}.`);
  return item;
}

describe('what a campaign would be about', () => {
  it('is each way on which somebody has a role, with the line that grants it', async () => {
    repository.commit({ ...POLICY, 'rbac.yaml': MANIFESTS });
    const document = await preview();
    expect(
      document.items
        .map(({ principal, via }) => `${principal.kind} ${principal.subject.name} ${via.join()}`)
        .sort(),
    ).toEqual([
      'group devs ',
      'person ann@acme.example devs',
      'person ben@acme.example devs',
      'person gus devs',
      'service-account runner ',
    ]);
    expect(found(document, 'ann@acme.example')).toMatchObject({
      cluster: 'production',
      namespace: 'shop',
      principal: { person: 'ann' },
      role: { kind: 'Role', name: 'reader' },
      rights: ['read secrets and pods'],
      at: { path: 'rbac.yaml', line: 15, column: 5 },
      origin: { kind: 'known', author: 'ann', approvers: [] },
    });
  });

  it('names those who have left and are still in a group', async () => {
    repository.commit({ ...POLICY, 'rbac.yaml': MANIFESTS });
    expect(found(await preview(), 'gus').principal.left).toBe('2026-02-01T00:00:00Z');
  });

  it('does not pass over what cannot be read', async () => {
    const chart = { 'chart/Chart.yaml': 'name: c\n', 'chart/templates/rb.yaml': 'kind: RoleBinding\n' };
    repository.commit({ ...POLICY, 'rbac.yaml': MANIFESTS, ...chart });
    expect((await preview()).coverage.unknown).toContainEqual({
      cluster: 'production',
      reason: 'the Helm chart is not rendered',
      at: { path: 'chart/Chart.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 },
    });
  });

  it('says of a cluster that nothing leads to that it is unknown', async () => {
    const two = DEFINITION.replace('[production]', '[production, staging]');
    repository.commit({ ...POLICY, '.mainward/review.yaml': two, 'rbac.yaml': MANIFESTS });
    const { items, coverage } = await preview();
    expect(items).toEqual([]);
    expect(coverage.unknown.map(({ cluster }) => cluster)).toEqual(['production', 'staging']);
  });

  it('says of a group whose members the roster does not know that they are unknown', async () => {
    repository.commit({ ...POLICY, 'rbac.yaml': MANIFESTS.replace('name: devs', 'name: contractors') });
    const { items, coverage } = await preview();
    expect(items.map(({ principal }) => principal.kind).sort()).toEqual(['group', 'service-account']);
    expect(coverage.unknown).toEqual([
      {
        cluster: 'production',
        reason: 'the roster does not know who is in group contractors',
        at: expect.objectContaining({ path: 'rbac.yaml', line: 15 }),
      },
    ]);
  });

  it('is one for each name that a binding has, and names each place of one that it has twice', async () => {
    const user = (name: string): string =>
      `  - {kind: User, name: ${name}, apiGroup: rbac.authorization.k8s.io}\n`;
    const rbac = `${MANIFESTS}${user('ann')}${user('ann@acme.example')}${user('ann')}`;
    repository.commit({ ...POLICY, 'rbac.yaml': rbac });
    const direct = (await preview()).items.filter(
      ({ via, principal }) => via.length === 0 && principal.person === 'ann',
    );
    expect(new Set(direct.map(({ id }) => id)).size).toBe(2);
    expect(direct.find(({ principal }) => principal.subject.name === 'ann')).toMatchObject({
      at: { line: 17 },
      alsoAt: [{ line: 19 }],
    });
  });

  it('counts what the definition leaves out, by its reason', async () => {
    const less = DEFINITION.replace(
      'clusters: [production]',
      "clusters: [production], exclude: [{subject: 'ci/*', reason: a machine}]",
    );
    repository.commit({ ...POLICY, '.mainward/review.yaml': less, 'rbac.yaml': MANIFESTS });
    const { items, coverage } = await preview();
    expect(items).toHaveLength(4);
    expect(coverage.excluded).toEqual([{ reason: 'a machine', items: 1 }]);
  });

  it('says when temporary access ends', async () => {
    const until = MANIFESTS.replace(
      'name: readers, namespace: shop',
      "name: readers, namespace: shop, annotations: {mainward.dev/expires: '2026-12-01T00:00:00Z'}",
    );
    repository.commit({ ...POLICY, 'rbac.yaml': until });
    expect(found(await preview(), 'devs').expires).toBe('2026-12-01T00:00:00Z');
  });

  it('takes a role that is not in view for grave', async () => {
    repository.commit({
      ...POLICY,
      'rbac.yaml': MANIFESTS.replace('kind: Role, name: reader', 'kind: Role, name: other'),
    });
    expect(found(await preview(), 'devs')).toMatchObject({
      danger: 'high',
      rights: ['whatever Role other allows, which is not in view'],
    });
  });

  it('names the file in which a subject is written, behind kustomizations and their patches', async () => {
    repository.commit({
      ...POLICY,
      'base/kustomization.yaml': 'resources: [rbac.yaml]\n',
      'base/rbac.yaml': MANIFESTS,
      'overlay/kustomization.yaml': `resources: [../base]\npatches: [{path: more.yaml}]\n`,
      'overlay/more.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: shop}
subjects:
  - {kind: User, name: sue@acme.example, apiGroup: rbac.authorization.k8s.io}
`,
    });
    const sue = found(await preview(), 'sue@acme.example');
    expect(sue.at).toMatchObject({ path: 'overlay/more.yaml', line: 5 });
    expect(sue.blob).toBe(repository.git('rev-parse', 'HEAD:overlay/more.yaml'));
  });
});

describe('who would be asked', () => {
  it('is the group that the namespace names, in its manifest or in a patch of it', async () => {
    const owned = MANIFESTS.replace(
      'metadata: {name: shop}',
      'metadata: {name: shop, annotations: {mainward.dev/owner: devs}}',
    );
    repository.commit({ ...POLICY, 'rbac.yaml': owned }, { name: 'Zoe', email: 'zoe@acme.example' });
    const runner = found(await preview(), 'runner');
    expect(runner.rule).toBe('owner of namespace shop');
    expect(['ann', 'ben']).toContain(runner.reviewer);
    // Whoever is in the group has it through the group, but not the item of another one.
    expect(found(await preview(), 'devs').rule).toContain(
      '; fallback: owner of namespace shop: left and own group',
    );
  });

  it('is nobody of two groups that two manifests name', async () => {
    const namespace = (group: string): string =>
      `{apiVersion: v1, kind: Namespace, metadata: {name: shop, annotations: {mainward.dev/owner: ${group}}}}\n`;
    repository.commit({
      ...POLICY,
      'rbac.yaml': MANIFESTS,
      'a.yaml': namespace('devs'),
      'b.yaml': namespace('security'),
    });
    expect(found(await preview(), 'runner').rule).toBe('owner of the campaign');
  });

  it('is a code owner of the file in which the subject is written', async () => {
    repository.commit({
      ...POLICY,
      'rbac/shop.yaml': MANIFESTS,
      '.github/CODEOWNERS': '* @acme/devs\n/rbac/ tom@acme.example\n',
    });
    expect(found(await preview(), 'runner')).toMatchObject({
      reviewer: 'tom',
      rule: 'code owners of rbac/shop.yaml',
    });
  });
});

describe('the population', () => {
  it('is the same bytes in another place, by another process, in another folder', async () => {
    repository.commit({ ...POLICY, 'rbac.yaml': MANIFESTS });
    const here = await preview();
    cpSync(repository.folder, join(repository.root, 'copy'), { recursive: true });
    renameSync(repository.folder, join(repository.root, 'away'));
    renameSync(join(repository.root, 'copy'), repository.folder);
    const there = run('node', [
      `${ROOT}/bin/mainward.js`,
      'review',
      'preview',
      'quarterly',
      repository.folder,
      '--as-of',
      NOW,
      '-o',
      'json',
    ]);
    expect(JSON.parse(there.stdout)).toEqual(here);
  });

  it('is the same whatever order the roster has', async () => {
    repository.commit({ ...POLICY, 'rbac.yaml': MANIFESTS });
    const { population } = await preview();
    const [head = '', ...people] = ROSTER.split(/(?=^ {4}- )/m);
    const turned = [head, ...people.map((one) => one.trimEnd()).reverse()].join('\n').replace('\n\n', '\n');
    repository.commit({ '.mainward/roster.yaml': turned });
    expect((await preview()).population).toBe(population);
  });

  it('is another one when a role allows something else of which the words say nothing', async () => {
    const many = (last: string): string =>
      MANIFESTS.replace(
        '[pods, secrets]',
        `[pods, services, configmaps, endpoints, events, limitranges, ${last}]`,
      );
    repository.commit({ ...POLICY, 'rbac.yaml': many('resourcequotas') });
    const before = await preview();
    repository.commit({ 'rbac.yaml': many('replicationcontrollers') });
    const after = await preview();
    expect(found(after, 'devs').rights).toEqual(found(before, 'devs').rights);
    expect(found(after, 'devs').gives).not.toBe(found(before, 'devs').gives);
    expect(after.population).not.toBe(before.population);
  });

  it('is another one when somebody gets more', async () => {
    repository.commit({ ...POLICY, 'rbac.yaml': MANIFESTS });
    const before = await preview();
    repository.commit({ 'rbac.yaml': MANIFESTS.replace('[get, list, watch]', '[get, list, watch, delete]') });
    const after = await preview();
    expect(after.population).not.toBe(before.population);
    expect(after.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id));
  });
});

describe('a definition that cannot be used', () => {
  it('is refused where there is none of the name', async () => {
    repository.commit({ ...POLICY, 'rbac.yaml': MANIFESTS });
    await expect(preview(repository.folder, 'quartely')).rejects.toMatchObject({
      code: 'REVIEW_REFUSED',
      remedy: 'Did you mean quarterly?',
    });
  });

  it('is refused where nobody says who people are', async () => {
    repository.commit({ '.mainward/review.yaml': DEFINITION, 'rbac.yaml': MANIFESTS });
    await expect(preview()).rejects.toMatchObject({ code: 'REVIEW_REFUSED' });
  });
});
