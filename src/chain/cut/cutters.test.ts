import { describe, expect, test } from 'vitest';
import type { ForgeEvidence } from '../../model/evidence.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { ScanInput } from '../read/input.ts';
import { clear, takeAway } from './answer.ts';

const AT = { path: 'x', line: 1, column: 1, endLine: 1, endColumn: 1 };

function tree(files: Readonly<Record<string, string>>): SourceTree {
  const encoder = new TextEncoder();
  return {
    repository: 'app',
    entries: Object.keys(files).map((path) => ({ path, kind: 'file', size: -1 })),
    has: (path) => Object.hasOwn(files, path),
    read: (path) => (Object.hasOwn(files, path) ? encoder.encode(files[path]) : undefined),
  };
}

function input(files: Readonly<Record<string, string>>, more: Partial<ScanInput> = {}): ScanInput {
  return {
    now: '2026-11-20T09:00:00Z',
    repositories: [{ name: 'app', tree: tree(files), urls: [], requirements: [] }],
    forges: [],
    trusts: [],
    ...more,
  };
}

/** The files of what is left after one cut; `undefined` where it cannot be made. */
function filesAfter(
  files: Readonly<Record<string, string>>,
  id: string,
): Readonly<Record<string, string>> | undefined {
  const left = takeAway(input(files), id)?.input.repositories[0]?.tree;
  if (left === undefined) return undefined;
  const decoder = new TextDecoder();
  return Object.fromEntries(
    left.entries.map(({ path }) => {
      const bytes = left.read(path);
      return [path, bytes instanceof Uint8Array ? decoder.decode(bytes) : ''];
    }),
  );
}

const FORGE: ForgeEvidence = {
  schema: 'mainward.dev/forge-evidence/v1',
  forge: 'github',
  repository: 'app',
  fullName: 'acme/app',
  source: 'test',
  observedAt: '2026-11-20T09:00:00Z',
  settings: { visibility: 'public', workflowsMayApprove: true },
  members: [
    { login: 'ann', kind: 'human', permission: 'write' },
    { login: 'Bea', kind: 'human', permission: 'admin' },
  ],
  teams: [
    { name: 'acme/team', members: ['ann', 'cid'], permission: 'write' },
    { name: 'acme/admins', members: ['bea'], permission: 'admin' },
  ],
  owners: ['bea'],
  secrets: [
    { name: 'KEY', scope: 'repository' },
    { name: 'KEY', scope: 'environment', environment: 'production' },
  ],
  environments: [
    {
      name: 'production',
      reviewers: ['ann'],
      preventSelfReview: true,
      branches: 'all',
      adminsMayBypass: true,
    },
  ],
  rules: [
    {
      name: 'main',
      enforcement: 'active',
      include: ['~DEFAULT_BRANCH'],
      exclude: [],
      requirePullRequest: true,
      approvals: 1,
      codeOwners: false,
      dismissStale: false,
      lastPushApproval: false,
      signedCommits: false,
      blockForcePush: true,
      blockDeletion: true,
      pushAllowed: ['ann', 'team'],
    },
  ],
};

function forgeAfter(id: string): ForgeEvidence | undefined {
  return takeAway(input({}, { forges: [FORGE] }), id)?.input.forges[0];
}

describe('a trigger of a workflow', () => {
  const path = '.github/workflows/ci.yaml';
  const id = `trigger:app:${path}:pull_request_target`;

  test('goes from a mapping with what it says, and nothing else does', () => {
    const text = `on:\n  push:\n    branches: [main]\n  pull_request_target:\n    types: [opened]\n\n# jobs\njobs: {}\n`;
    expect(filesAfter({ [path]: text }, id)).toEqual({
      [path]: 'on:\n  push:\n    branches: [main]\n\n# jobs\njobs: {}\n',
    });
  });

  test('goes from a list in both forms', () => {
    expect(filesAfter({ [path]: 'on: [push, pull_request_target]\njobs: {}\n' }, id)?.[path]).toBe(
      'on: [push]\njobs: {}\n',
    );
    expect(filesAfter({ [path]: 'on:\n  - pull_request_target\n  - push\njobs: {}\n' }, id)?.[path]).toBe(
      'on:\n  - push\njobs: {}\n',
    );
  });

  test('takes the workflow along where nothing else starts it', () => {
    expect(filesAfter({ [path]: 'on: pull_request_target\njobs: {}\n', README: '' }, id)).toEqual({
      README: '',
    });
  });

  test('that is not there cannot be taken away', () => {
    expect(filesAfter({ [path]: 'on: push\n' }, id)).toBe(undefined);
    expect(filesAfter({}, id)).toBe(undefined);
  });
});

test('an action is pinned wherever it is followed by a name, and only that action', () => {
  const path = '.github/workflows/ci.yaml';
  const pinned = 'a'.repeat(40);
  const text = `      - uses: other/thing@v1\n      - uses: some/action@v2 # pin me\n      - uses: some/action/sub@main\n      - uses: some/action@${pinned}\n`;
  const after = filesAfter({ [path]: text }, 'action:app:some/action')?.[path] ?? '';
  expect(after).toContain('uses: other/thing@v1\n');
  expect(after).toMatch(/uses: some\/action@[0-9a-f]{40} # pin me\n/);
  expect(after).toMatch(/uses: some\/action\/sub@[0-9a-f]{40}\n/);
  expect(after).toContain(`uses: some/action@${pinned}\n`);
});

describe('a subject of a binding', () => {
  const path = 'rbac.yaml';
  const binding = (subjects: string): string =>
    `kind: RoleBinding\napiVersion: rbac.authorization.k8s.io/v1\nmetadata:\n  name: b\n  namespace: n\nsubjects:\n${subjects}roleRef:\n  kind: ClusterRole\n  name: edit\n`;
  const ann = '  - kind: User\n    name: ann\n';
  const bea = '  - kind: User\n    name: bea\n';

  test('goes with its lines where others are left', () => {
    expect(
      filesAfter({ [path]: binding(ann + bea) }, 'subject:app:rbac.yaml:RoleBinding:n:b:User:ann'),
    ).toEqual({
      [path]: binding(bea),
    });
  });

  test('takes the binding along where it is the last, and the line of the kustomization that names the file', () => {
    const kustomization = (files: string): string => `resources:\n${files}`;
    expect(
      filesAfter(
        { [path]: binding(ann), 'kustomization.yaml': kustomization('  - a.yaml\n  - rbac.yaml\n') },
        'subject:app:rbac.yaml:RoleBinding:n:b:User:ann',
      ),
    ).toEqual({ 'kustomization.yaml': kustomization('  - a.yaml\n') });
  });
});

test('a line that stands there twice is no fact by itself', () => {
  expect(filesAfter({ 'p.csv': 'g, ann, role:x\n' }, 'line:app:p.csv:g, ann, role%3Ax')).toEqual({
    'p.csv': '',
  });
  expect(filesAfter({ 'p.csv': 'g, ann, x\n  g, ann, x\n' }, 'line:app:p.csv:g, ann, x')).toBe(undefined);
});

describe('what a forge says', () => {
  test('of settings, environments, secrets and pushers is taken away by name', () => {
    expect(forgeAfter('public:app')?.settings?.visibility).toBe('private');
    expect(forgeAfter('approving-workflows:app')?.settings?.workflowsMayApprove).toBe(false);
    expect(forgeAfter('stale-approvals:app')?.rules?.[0]?.dismissStale).toBe(true);
    expect(forgeAfter('environment:app:production')?.environments?.[0]?.adminsMayBypass).toBe(false);
    expect(forgeAfter('secret:app:environment:KEY:production')?.secrets).toEqual([
      { name: 'KEY', scope: 'repository' },
    ]);
    expect(forgeAfter('pusher:app:ann')?.rules?.[0]?.pushAllowed).toEqual(['team']);
  });

  test('of somebody is taken away with the teams that say the same', () => {
    const after = forgeAfter('access:app:ann');
    expect(after?.members?.[0]?.permission).toBe('read');
    expect(after?.teams?.[0]?.members).toEqual(['cid']);
    expect(forgeAfter('access:app:bea')).toBe(undefined);
    expect(forgeAfter('team:app:acme/team')?.teams?.[0]?.permission).toBe('read');
  });

  test('of an owner is taken away everywhere in the organisation', () => {
    const after = forgeAfter('owner:github:acme:bea');
    expect([after?.owners, after?.members?.[1]?.permission, after?.teams?.[1]?.members]).toEqual([
      [],
      'read',
      [],
    ]);
  });
});

test('whoever has Mainward, and whoever has break-glass, is taken away by name', () => {
  const told = input(
    {},
    {
      mainward: {
        schema: 'mainward.dev/mainward-evidence/v1',
        source: 'test',
        observedAt: '2026-11-20T09:00:00Z',
        administrators: { groups: ['admins'], people: ['ann'] },
        sources: [],
        accounts: [],
      },
      system: {
        name: 'acme',
        repositories: [],
        clusters: [],
        environments: [],
        breakGlass: [{ environment: 'production', groups: ['on-call', 'admins'] }],
        at: AT,
      },
    },
  );
  expect(takeAway(told, 'holder:administrators:groups:admins')?.input.mainward?.administrators).toEqual({
    groups: [],
    people: ['ann'],
  });
  expect(takeAway(told, 'break-glass:production:on-call')?.input.system?.breakGlass[0]?.groups).toEqual([
    'admins',
  ]);
  expect(takeAway(told, 'holder:sources:groups:admins')).toBe(undefined);
});

test('a robot is never left without anybody who commands it: that would say less, and not more', () => {
  const robot = { id: 'bot', kind: 'robot' as const, accounts: [], keys: [], emails: [], at: AT };
  const told = input({}, { roster: { people: [], robots: [{ ...robot, owners: ['ann', 'bea'] }], at: AT } });
  expect(takeAway(told, 'commands:bot:ann')?.input.roster?.robots[0]?.owners).toEqual(['bea']);
  expect(clear(told, ['commands:bot:ann', 'commands:bot:bea'])).toEqual({ impossible: 'commands:bot:bea' });
});
