import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FsFolderReader } from '../../src/adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { diff } from '../../src/flows/diff/diff.ts';
import { type Evidence, NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import type { DiffDocument } from '../../src/model/access-diff.ts';
import { subjectWords } from '../../src/reports/access/words.ts';
import { Workshop } from '../verify/workshop.ts';

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
});
afterEach(() => shop.remove());

const PORTS = { git: new GitCliOpener(), folders: new FsFolderReader() };
const NOW = '2026-06-01T00:00:00Z';
type Files = Readonly<Record<string, string>>;

function compare(
  between: Parameters<typeof diff>[0]['between'],
  evidence: Partial<Evidence> = {},
): Promise<DiffDocument> {
  return diff({ path: shop.folder, between, evidence: { ...NO_EVIDENCE, ...evidence }, now: NOW }, PORTS);
}

/** What the second state makes of the first one. Files of the first that are `null` in the second are gone. */
async function change(before: Files, after: Readonly<Record<string, string | null>>): Promise<DiffDocument> {
  shop.commit('Before', before);
  for (const [path, text] of Object.entries(after)) if (text === null) shop.git('rm', '-q', path);
  shop.commit(
    'After',
    Object.fromEntries(Object.entries(after).filter(([, text]) => text !== null)) as Files,
  );
  return compare('HEAD~1..HEAD');
}

const rbac = (kind: string, name: string, rest: string): string =>
  `{apiVersion: rbac.authorization.k8s.io/v1, kind: ${kind}, metadata: {name: ${name}, namespace: shop}, ${rest}}\n`;
const ROLE = rbac('Role', 'reader', "rules: [{apiGroups: [''], resources: [secrets], verbs: [get, list]}]");
const BINDING = rbac(
  'RoleBinding',
  'readers',
  'roleRef: {kind: Role, name: reader}, subjects: [{kind: Group, name: devs}]',
);

describe('the difference of two commits', () => {
  test('names who gains what, where, and the line that does it', async () => {
    const { gained, lost, effective, unknown } = await change(
      { 'role.yaml': ROLE },
      { 'binding.yaml': BINDING },
    );
    expect(gained).toMatchObject([
      {
        subject: { kind: 'Group', name: 'devs' },
        cluster: 'shop',
        verbs: ['get', 'list'],
        groups: [''],
        resources: ['secrets'],
        namespace: 'shop',
        danger: 'high',
        via: [
          { binding: { name: 'readers' }, location: { path: 'binding.yaml', line: 1, commit: shop.head() } },
        ],
      },
    ]);
    expect([lost, effective, unknown]).toEqual([[], true, []]);
  });

  test('points at the state before for what is lost', async () => {
    const { gained, lost } = await change(
      { 'role.yaml': ROLE, 'binding.yaml': BINDING },
      { 'binding.yaml': null },
    );
    expect(gained).toEqual([]);
    expect(lost).toMatchObject([
      { verbs: ['get', 'list'], via: [{ location: { commit: shop.git('rev-parse', 'HEAD~1') } }] },
    ]);
  });

  test.each<[string, Readonly<Record<string, string | null>>]>([
    ['comments and order', { 'role.yaml': `# A comment.\n${ROLE.replace('[get, list]', '[list, get]')}` }],
    [
      'labels of an agent',
      { 'role.yaml': ROLE.replace('namespace: shop', 'namespace: shop, labels: {app: a}') },
    ],
    ['another file', { 'role.yaml': null, 'other.yaml': ROLE }],
    [
      'a kustomization that gives everything another name',
      { 'kustomization.yaml': 'namePrefix: new-\nresources: [role.yaml, binding.yaml]\n' },
    ],
    ['files that hold no access', { 'README.md': 'new\n', 'deploy.yaml': 'kind: Deployment\n' }],
  ])('%s changes nobody’s access', async (_, after) => {
    const answer = await change({ 'role.yaml': ROLE, 'binding.yaml': BINDING }, after);
    expect(answer).toMatchObject({ gained: [], lost: [], effective: false, unknown: [] });
  });

  test('counts the people of the roster whom a group means', async () => {
    const at = { path: 'r', line: 1, column: 1, endLine: 1, endColumn: 1 };
    const person = (id: string, more = {}) =>
      ({ kind: 'person', id, groups: ['devs'], accounts: [], keys: [], emails: [], at, ...more }) as const;
    shop.commit('Before', { 'role.yaml': ROLE });
    shop.commit('After', { 'binding.yaml': BINDING });
    const people = [person('ann'), person('bob'), person('eve', { until: '2026-01-01T00:00:00Z' })];
    const { gained } = await compare('HEAD~1..HEAD', { roster: { people, robots: [], at } });
    expect(gained.map((one) => one.people)).toEqual([['ann', 'bob']]);
  });

  test('fails for what is no range, and for what is not there', async () => {
    shop.commit('Before', { 'role.yaml': ROLE });
    await expect(compare('HEAD')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(compare('HEAD...HEAD')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(compare('nothing..HEAD')).rejects.toMatchObject({ code: 'REVISION_UNKNOWN' });
  });
});

describe('what is not read', () => {
  const CHART = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
    'chart/templates/access.yaml': 'kind: RoleBinding\nname: {{ .Values.name }}\n',
  };

  test('is unknown, and no silence, where it changes', async () => {
    const answer = await change(
      { ...CHART, 'role.yaml': ROLE },
      { 'chart/templates/access.yaml': 'kind: ClusterRoleBinding\n' },
    );
    expect(answer).toMatchObject({ gained: [], lost: [], effective: true });
    expect(answer.unknown.map(({ reason }) => reason)).toContain('the Helm chart is not rendered');
    expect(new Set(answer.unknown.map(({ side, changed }) => `${side} ${changed}`))).toEqual(
      new Set(['both true']),
    );
  });

  test('is told, and changes nothing by itself, where it does not', async () => {
    const answer = await change({ ...CHART, 'role.yaml': ROLE }, { 'README.md': 'new\n' });
    expect(answer.effective).toBe(false);
    expect(new Set(answer.unknown.map(({ side, changed }) => `${side} ${changed}`))).toEqual(
      new Set(['both false']),
    );
  });

  test('is a new binding of a role that is nowhere to be seen', async () => {
    const answer = await change(
      { 'other.yaml': ROLE.replace('reader', 'writer') },
      { 'binding.yaml': BINDING },
    );
    expect(answer).toMatchObject({ gained: [], effective: true });
    expect(answer.unknown).toMatchObject([
      {
        reason:
          'RoleBinding shop/readers names the Role reader, which is not in view, so what it gives is not known',
        side: 'after',
        changed: true,
      },
    ]);
  });

  test('is a file that cannot be read', async () => {
    const answer = await change(
      { 'role.yaml': ROLE },
      { 'binding.yaml': `${BINDING}  broken: [\nRoleBinding` },
    );
    expect(answer).toMatchObject({ effective: true, unknown: [{ side: 'after', changed: true }] });
  });

  test('is how both are told apart where an agent comes into view', async () => {
    const application =
      '{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: a, namespace: argocd}, spec: {project: p, source: {repoURL: https://example.org/shop.git, path: ., targetRevision: main}, destination: {name: in-cluster, namespace: shop}}}\n';
    const answer = await change({ 'role.yaml': ROLE, 'binding.yaml': BINDING }, { 'app.yaml': application });
    expect(answer.unknown.map(({ reason }) => reason).join()).toContain('agents say what is applied');
  });
});

describe('what no agent in view is seen to apply', () => {
  const source = (path: string): string =>
    `source: {repoURL: https://example.org/shop.git, path: '${path}', targetRevision: main}, destination: {name: one, namespace: shop}`;
  const TOLD = `{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: a, namespace: argocd}, spec: {project: default, ${source('told')}}}\n`;
  const UNTOLD = `{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, metadata: {name: s, namespace: argocd}, spec: {generators: [{clusters: {}}], template: {metadata: {name: x}, spec: {project: default, ${source('{{path}}')}}}}}\n`;

  beforeEach(() => shop.git('remote', 'add', 'origin', 'https://example.org/shop.git'));

  test('is compared folder by folder where one may apply it, to a cluster that is not known', async () => {
    const before = {
      'agents/set.yaml': UNTOLD,
      'agents/app.yaml': TOLD,
      'told/role.yaml': ROLE,
      'apps/role.yaml': ROLE,
    };
    const { gained, unknown, notes } = await change(before, {
      'apps/binding.yaml': BINDING,
      'told/binding.yaml': BINDING.replace('devs', 'ops'),
    });
    expect(gained.map(({ subject, cluster }) => `${subjectWords(subject)} ${cluster}`)).toEqual([
      'group devs folder:apps',
      'group ops one',
    ]);
    expect(unknown.filter(({ changed }) => changed).map(({ cluster, reason }) => [cluster, reason])).toEqual([
      [
        'folder:apps',
        'no agent in view is seen to apply apps, and not all tell what they apply: to which cluster it goes is not known',
      ],
    ]);
    expect(unknown.map(({ reason }) => reason)).toContain('what ApplicationSet argocd/s applies is not told');
    expect(notes).toEqual([]);
  });

  test('says nothing where what changes there is no access', async () => {
    const before = { 'agents/set.yaml': UNTOLD, 'apps/role.yaml': ROLE, 'apps/binding.yaml': BINDING };
    const answer = await change(before, { 'apps/deployment.yaml': 'kind: Deployment\n' });
    expect(answer).toMatchObject({ gained: [], effective: false });
  });

  test('counts for nothing where all agents tell what they apply, which is remarked', async () => {
    const before = { 'agents/app.yaml': TOLD, 'told/role.yaml': ROLE, 'docs/role.yaml': ROLE };
    const answer = await change(before, { 'docs/binding.yaml': BINDING });
    expect(answer).toMatchObject({ gained: [], effective: false });
    expect(answer.notes).toEqual(['no agent in view applies docs, so what changes there was not compared']);
  });
});

test('two folders are compared as they lie, under one name', async () => {
  const write = (folder: string, files: Files): string => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(shop.root, folder, path)), { recursive: true });
      writeFileSync(join(shop.root, folder, path), text);
    }
    return join(shop.root, folder);
  };
  const from = write('rendered/old', { 'a.yaml': ROLE });
  const to = write('rendered/new', { 'b.yaml': `${ROLE}---\n${BINDING}` });
  const { gained, lost } = await compare({ from, to });
  expect(lost).toEqual([]);
  expect(gained.map(({ subject, cluster }) => `${subjectWords(subject)} ${cluster}`)).toEqual([
    'group devs new',
  ]);
});
