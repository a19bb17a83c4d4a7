import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FsFolderReader } from '../../src/adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { CONTROLS } from '../../src/controls/registry.generated.ts';
import { type Demo, makeDemo } from '../../src/entrypoints/demo/make.ts';
import { check } from '../../src/flows/check/check.ts';
import { type Evidence, readEvidence } from '../../src/flows/evidence/evidence.ts';
import type { CheckReport } from '../../src/model/check.ts';
import { renderCheckMarkdown } from '../../src/reports/check/markdown.ts';

let folder: string;
let demo: Demo;
let repository: string;
let evidence: Evidence;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-checked-'));
  demo = makeDemo({ out: join(folder, 'acme'), seed: 1 });
  repository = demo.repositories[0] ?? '';
  evidence = await readEvidence({ folders: [demo.evidence] }, new FsFolderReader());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const date = demo.now.replace(/\.\d+/, '');
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Emil',
    GIT_AUTHOR_EMAIL: 'emil.novak@acme.example',
    GIT_COMMITTER_NAME: 'Emil',
    GIT_COMMITTER_EMAIL: 'emil.novak@acme.example',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  return execFileSync('git', ['-C', repository, ...args], { env, encoding: 'utf8' }).trim();
}

/** Changes one file on a branch, and checks it against main. */
async function proposed(name: string, path: string, edit: (text: string) => string): Promise<CheckReport> {
  git('checkout', '-q', '-b', name, 'main');
  const file = join(repository, path);
  const text = readFileSync(file, 'utf8');
  const after = edit(text);
  expect(after).not.toBe(text);
  writeFileSync(file, after);
  git('commit', '-q', '-a', '-m', name);
  git('checkout', '-q', 'main');
  return check(
    {
      path: repository,
      base: 'main',
      head: name,
      evidence,
      controls: CONTROLS,
      failOn: 'high',
      now: demo.now,
    },
    { git: new GitCliOpener(), clock: () => 0 },
  );
}

const BINDING = `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: more-admins
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: team-checkout
`;
const ON_CALL = 'clusters/production/tenants/identity/orders-on-call.yaml';

describe('a change of acme’s infrastructure', () => {
  test('that makes a team administrators says so first, and who must agree', async () => {
    const report = await proposed('admin', 'base/rbac/cluster-bindings.yaml', (text) => text + BINDING);
    const { document } = report;
    expect(document.verdict).toBe('fail');
    expect(document.people).toEqual(['emil.novak']);
    expect(document.access?.gained[0]).toMatchObject({
      subject: { kind: 'Group', name: 'team-checkout' },
      danger: 'critical',
      verbs: ['*'],
      namespace: null,
    });
    expect(document.access?.escalations.gained.map(({ primitive }) => primitive)).toContain('RB-ADMIN');
    const asked = document.required.find(({ requirement }) => requirement === 'permission-changes');
    expect(asked?.missing).toMatchObject([{ group: 'platform-security', count: 2, have: 0 }]);
    expect(asked?.missing[0]?.who?.length).toBeGreaterThan(1);
    expect(renderCheckMarkdown(report)).toContain(
      'can do everything, everywhere in clusters production and staging',
    );
  });

  test('that only labels something changes nobody’s access, and still takes whom the path takes', async () => {
    const { document } = await proposed('label', ON_CALL, (text) =>
      text.replace('  namespace: identity\n', '  namespace: identity\n  labels: {team: orders}\n'),
    );
    expect(document.access).toMatchObject({ gained: [], lost: [], effective: false });
    expect(document.verdict).toBe('fail');
  });

  test('that has a role selected by a default one raises whoever holds that, and violates a control', async () => {
    const { document } = await proposed('aggregate', 'base/rbac/platform-reconciler.yaml', (text) =>
      text.replace(
        /^(kind: ClusterRole\nmetadata:\n)/m,
        '$1  labels: {rbac.authorization.k8s.io/aggregate-to-edit: "true"}\n',
      ),
    );
    expect(document.access?.gained.map(({ subject }) => subject.name)).toContain('search-on-call');
    expect(document.findings?.map(({ control }) => control)).toContain(
      'cluster/aggregation-does-not-grow-defaults',
    );
  });

  test('that takes a grant away says who loses it', async () => {
    const { document } = await proposed('less', ON_CALL, (text) =>
      text.replace(/subjects:[\s\S]*$/, 'subjects: []\n'),
    );
    expect(document.access?.gained).toEqual([]);
    expect(document.access?.lost.map(({ subject }) => subject.name)).toContain('orders-on-call');
  });
});
