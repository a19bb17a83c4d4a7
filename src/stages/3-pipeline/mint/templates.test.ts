import { describe, expect, it } from 'vitest';
import type { ForgeEnvironment, ForgeEvidence } from '../../../model/evidence.ts';
import type { ClaimTemplate, ClaimTest, Trust } from '../../../model/trust.ts';
import { inventoryOf, workflow } from '../fixtures/workflows.ts';
import { intersect } from '../trust/intersect.ts';
import { admitsNewBranches } from './admits.ts';
import { mintTemplates } from './templates.ts';

function evidence(change: Partial<ForgeEvidence> = {}): ForgeEvidence {
  return {
    schema: 'mainward.dev/forge-evidence/v1',
    forge: 'github',
    repository: 'app',
    fullName: 'acme/app',
    source: 'test',
    observedAt: '2026-01-01T00:00:00Z',
    settings: { defaultBranch: 'main', visibility: 'public', defaultWorkflowPermissions: 'read' },
    environments: [],
    ...change,
  };
}

function environment(name: string, change: Partial<ForgeEnvironment> = {}): ForgeEnvironment {
  return {
    name,
    reviewers: [],
    preventSelfReview: false,
    branches: 'all',
    adminsMayBypass: false,
    ...change,
  };
}

function templates(text: string, seen: ForgeEvidence = evidence()): readonly ClaimTemplate[] {
  const settings = {
    fullName: 'acme/app',
    ...(seen.settings === undefined ? {} : { settings: seen.settings }),
  };
  return mintTemplates(inventoryOf(text, settings), seen);
}

function trust(test: ClaimTest, claim = 'sub'): Trust {
  const at = { path: 'trusts/x.json', line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    provider: 'aws',
    id: 'x',
    issuer: 'token.actions.githubusercontent.com',
    statements: [
      { effect: 'allow', all: [{ claim, tests: [test], not: false, absent: 'fail' }], unknown: [] },
    ],
    source: 'test',
    observedAt: '2026-01-01T00:00:00Z',
    at,
  };
}

const subject = (value: string): Trust => trust({ kind: 'equals', value, ignoreCase: false });

/** Classes of those of the written jobs, or of workflows yet to be written, that a trust lets in. */
function letIn(found: readonly ClaimTemplate[], role: Trust, written: boolean): readonly string[] {
  return [
    ...new Set(
      found
        .filter((one) => (one.job !== undefined) === written && intersect(role, one).reachable === true)
        .map((one) => one.class),
    ),
  ].sort();
}

const job = (on: string, more = ''): string =>
  workflow(on, `permissions: {id-token: write}\n${more}`, '- run: x');

describe('tokens of written jobs', () => {
  it('are none where no start of a job can have one', () => {
    const found = templates(workflow('push', 'permissions: {contents: write}', '- run: x'));
    expect(found.filter((one) => one.job !== undefined)).toEqual([]);
  });

  it.each([
    ['{push: {branches: [main]}}', 'repo:acme/app:ref:refs/heads/main', ['merged']],
    ['{push: {branches: [main]}}', 'repo:acme/app:ref:refs/heads/other', []],
    ['push', 'repo:acme/app:ref:refs/heads/other', ['contributor', 'merged']],
    ['{push: {tags: ["v*"]}}', 'repo:acme/app:ref:refs/tags/v1', ['contributor']],
    ['{push: {tags: ["v*"]}}', 'repo:acme/app:ref:refs/tags/x', []],
    ['pull_request', 'repo:acme/app:pull_request', ['contributor']],
    ['pull_request_target', 'repo:acme/app:ref:refs/heads/main', ['outsider']],
    ['issue_comment', 'repo:acme/app:ref:refs/heads/main', ['outsider']],
    ['schedule', 'repo:acme/app:ref:refs/heads/main', ['merged']],
    ['workflow_dispatch', 'repo:acme/app:ref:refs/heads/other', ['dispatch']],
    ['merge_group', 'repo:acme/app:ref:refs/heads/gh-readonly-queue/main/pr-1', ['merged']],
  ])('on %s: %s is had by %j', (on, value, classes) => {
    expect(letIn(templates(job(on)), subject(value), true)).toEqual(classes);
  });

  it('say the environment in place of the ref', () => {
    const found = templates(job('{push: {branches: [main]}}', 'environment: "a:b"'));
    expect(letIn(found, subject('repo:acme/app:environment:a%3Ab'), true)).toEqual(['merged']);
    expect(letIn(found, subject('repo:acme/app:ref:refs/heads/main'), true)).toEqual([]);
  });

  it('are unknown where numbers that were not observed stand in the subject', () => {
    const seen = evidence({ settings: { defaultBranch: 'main', immutableSubject: true } });
    const [first] = templates(job('push'), seen);
    expect(first === undefined ? undefined : intersect(subject('x'), first).reachable).toBe('unknown');
  });
});

describe('tokens of workflows that are yet to be written', () => {
  const none = 'on: push\njobs: {}\n';

  it('are of any branch that needs no review, and once landed of the default branch', () => {
    const found = templates(none);
    expect(letIn(found, subject('repo:acme/app:ref:refs/heads/x'), false)).toEqual(['contributor']);
    expect(letIn(found, subject('repo:acme/app:ref:refs/heads/main'), false)).toEqual(['merged']);
  });

  it.each<[string, ForgeEnvironment, readonly string[]]>([
    ['open', environment('production'), ['contributor', 'merged']],
    ['for main only', environment('production', { branches: ['main'] }), ['merged']],
    ['for another branch', environment('production', { branches: ['release/*'] }), ['contributor']],
    ['for any branch by pattern', environment('production', { branches: ['**'] }), ['contributor', 'merged']],
  ])('enter an environment that is %s as it lets them', (_, one, classes) => {
    const found = templates(none, evidence({ environments: [one] }));
    expect(letIn(found, subject('repo:acme/app:environment:production'), false)).toEqual(classes);
  });

  it('enter an environment that nobody has made', () => {
    const found = templates(none, evidence({ environments: [environment('other', { branches: ['main'] })] }));
    expect(letIn(found, subject('repo:acme/app:environment:production'), false)).toEqual([
      'contributor',
      'merged',
    ]);
  });

  it('say so where environments were not observed', () => {
    const { environments: _left, ...unseen } = evidence();
    const role = subject('repo:acme/app:environment:production');
    const found = templates(none, unseen).filter((one) => intersect(role, one).reachable === true);
    expect(found.map(({ assumed }) => assumed.join())).toEqual([
      'environments are not protected: settings not observed',
      'environments are not protected: settings not observed',
    ]);
  });
});

describe('tokens of anybody', () => {
  it.each([
    ['repo:*', true],
    ['repo:acme*', true],
    ['repo:*/app:*', true],
    ['repo:acme/*', false],
    ['repo:acme/app:*', false],
  ])('%s lets them in: %s', (pattern, open) => {
    const found = templates('on: push\njobs: {}\n');
    expect(letIn(found, trust({ kind: 'glob', pattern }), false).includes('outsider')).toBe(open);
  });

  it('are not held to have our numbers', () => {
    const role = trust({ kind: 'equals', value: '123456', ignoreCase: false }, 'repository_owner_id');
    expect(letIn(templates('on: push\njobs: {}\n'), role, false)).toEqual([]);
  });
});

describe('environments and new branches', () => {
  it.each<[ForgeEnvironment['branches'], boolean | undefined]>([
    ['all', true],
    [['main'], false],
    [['main', 'feature/*'], true],
    [['*'], true],
    ['protected', undefined],
  ])('%j admits them: %s', (branches, admits) => {
    expect(admitsNewBranches(environment('x', { branches }), evidence())).toBe(admits);
  });

  it('are let in by "protected branches only" where none is protected', () => {
    const one = environment('x', { branches: 'protected' });
    expect(admitsNewBranches(one, evidence({ rules: [] }))).toBe(true);
  });
});
