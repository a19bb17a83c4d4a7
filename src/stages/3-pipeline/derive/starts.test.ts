import { describe, expect, it } from 'vitest';
import { inventoryOf, jobIn, workflow, workflowIn } from '../fixtures/workflows.ts';
import type { PipelineSettings } from './settings.ts';

function starts(text: string, settings?: PipelineSettings): readonly string[] {
  return jobIn(text, 'a', settings).starts.map(
    ({ event, trust, fork, privileged }) => `${event} ${trust}${fork ? ' fork' : ''} ${privileged}`,
  );
}

const on = (events: string, condition = ''): string =>
  workflow(events, condition === '' ? '' : `if: ${condition}`, '- run: x');
const OBSERVED: PipelineSettings = {
  fullName: 'acme/app',
  settings: { visibility: 'public', defaultBranch: 'main' },
};

describe('by whose doing a job starts', () => {
  it.each([
    ['push', ['push merged yes', 'push contributor yes']],
    ['{push: {branches: [main]}}', ['push merged yes']],
    ['{push: {branches: ["**"]}}', ['push merged yes', 'push contributor yes']],
    ['{push: {branches: ["release/*"]}}', ['push merged yes', 'push contributor yes']],
    ['{push: {tags: ["v*"]}}', ['push contributor yes']],
    ['pull_request', ['pull_request contributor yes', 'pull_request outsider fork no']],
    ['pull_request_target', ['pull_request_target outsider fork yes']],
    ['issue_comment', ['issue_comment outsider yes']],
    ['issues', ['issues outsider yes']],
    ['discussion_comment', ['discussion_comment outsider yes']],
    ['schedule', ['schedule merged yes']],
    ['workflow_dispatch', ['workflow_dispatch dispatch yes']],
    ['repository_dispatch', ['repository_dispatch dispatch yes']],
    ['release', ['release contributor yes']],
  ])('%s', (events, expected) => {
    expect(starts(on(events))).toEqual(expected);
  });

  it('is nobody without rights where only members see the repository', () => {
    expect(starts(on('pull_request_target'), { settings: { visibility: 'private' } })).toEqual([
      'pull_request_target contributor fork yes',
    ]);
  });

  it('gives forks rights where the repository was told to', () => {
    const settings = { settings: { forkPullRequestsGetSecrets: true } };
    expect(starts(on('pull_request'), settings)).toContain('pull_request outsider fork yes');
  });
});

describe('conditions that keep forks out', () => {
  const REPOSITORY = 'github.event.pull_request.head.repo.full_name == github.repository';
  it.each([
    REPOSITORY,
    'github.event.pull_request.head.repo.fork == false',
    '"!github.event.pull_request.head.repo.fork"',
    "github.event.pull_request.head.repo.full_name == 'acme/app'",
    "github.event_name == 'push'",
    `$\{{ ${REPOSITORY} }}`,
    `${REPOSITORY} && github.event.action != 'closed'`,
    'contains(fromJSON(\'["OWNER", "MEMBER"]\'), github.event.pull_request.author_association)',
    "github.event.pull_request.user.login == 'robot[bot]'",
  ])('%s', (condition) => {
    expect(starts(on('pull_request_target', condition), OBSERVED)).toEqual([]);
  });

  it.each([
    ['an alternative', `${REPOSITORY} || true`],
    ['the actor, who can be another', "github.actor == 'robot[bot]'"],
    ['text around an expression, which is always true', `x $\{{ ${REPOSITORY} }}`],
    ['a label', "contains(github.event.pull_request.labels.*.name, 'ok')"],
    ['an input', 'inputs.go'],
  ])('do not: %s', (_, condition) => {
    expect(starts(on('pull_request_target', condition), OBSERVED)).toEqual([
      'pull_request_target outsider fork yes',
    ]);
  });

  it('name who wrote the comment, who is nobody else then', () => {
    expect(starts(on('issue_comment', "github.actor == 'ann'"))).toEqual([]);
    expect(starts(on('issue_comment', "github.event.comment.author_association == 'MEMBER'"))).toEqual([]);
    expect(starts(on('issue_comment', "contains(github.event.comment.body, '/test')"))).toHaveLength(1);
  });

  it('do not where the line break of a block makes a text of them, which is always true', () => {
    const block = (style: string): string =>
      workflow(
        'pull_request_target',
        `if: ${style}\n  $\{{ github.event.pull_request.head.repo.fork == false }}`,
        '- run: x',
      );
    expect(starts(block('|'), OBSERVED)).toHaveLength(1);
    expect(starts(block('|-'), OBSERVED)).toEqual([]);
  });

  it('count for the jobs that need one', () => {
    const text = `on: pull_request_target
jobs:
  gate:
    if: ${REPOSITORY}
    runs-on: ubuntu-24.04
    steps: [{run: x}]
  a:
    needs: gate
    runs-on: ubuntu-24.04
    steps: [{run: x}]
  always:
    needs: gate
    if: always()
    runs-on: ubuntu-24.04
    steps: [{run: x}]
`;
    expect(starts(text)).toEqual([]);
    expect(jobIn(text, 'always').starts).toHaveLength(1);
  });
});

describe('workflows that follow or call others', () => {
  const parent = 'name: test\non: pull_request\njobs: {x: {runs-on: ubuntu-24.04, steps: []}}\n';
  const follower = (name: string, condition = ''): string =>
    workflow(`{workflow_run: {workflows: [${name}], types: [completed]}}`, condition, '- run: x');

  it('have all rights, whoever started the one they follow', () => {
    const job = (condition = ''): readonly string[] =>
      (
        inventoryOf({
          '.github/workflows/t.yaml': parent,
          '.github/workflows/w.yaml': follower('test', condition),
        }).workflows.find((one) => one.path.endsWith('w.yaml'))?.jobs[0]?.starts ?? []
      ).map((start) => `${start.event} ${start.trust} ${start.privileged}`);
    expect(job()).toEqual(['workflow_run contributor yes', 'workflow_run outsider yes']);
    expect(job("if: github.event.workflow_run.event == 'push'")).toEqual([]);
  });

  it('are unknown where the one they follow is not there', () => {
    const { unknown } = workflowIn(follower('elsewhere'));
    expect(unknown.map(({ why }) => why)).toEqual([
      'it follows a workflow named elsewhere, which is not in the repository',
    ]);
  });

  it('are unknown where nobody in view calls them', () => {
    const { unknown, jobs } = workflowIn(on('workflow_call'));
    expect(jobs[0]?.starts).toEqual([]);
    expect(jobs[0]?.mintsIdToken.answer).toBe('unknown');
    expect(unknown[0]?.supply).toContain('whose workflows call it');
  });

  it('end where they call one another in a circle', () => {
    const call = (name: string): string =>
      `on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/${name}.yaml\n`;
    const { workflows } = inventoryOf({
      '.github/workflows/x.yaml': call('y'),
      '.github/workflows/y.yaml': call('x'),
    });
    expect(workflows.flatMap((one) => one.unknown.map(({ why }) => why))).toContain(
      'how it starts leads back to itself',
    );
  });

  it('say through which jobs they were called', () => {
    const called = inventoryOf({
      '.github/workflows/x.yaml': 'on: issues\njobs:\n  go:\n    uses: ./.github/workflows/w.yaml\n',
      '.github/workflows/w.yaml': on('workflow_call'),
    }).workflows.find((one) => one.path.endsWith('w.yaml'));
    expect(called?.jobs[0]?.starts.map(({ trust, via }) => [trust, via.map(({ name }) => name)])).toEqual([
      ['outsider', ['.github/workflows/x.yaml#go']],
    ]);
  });
});
