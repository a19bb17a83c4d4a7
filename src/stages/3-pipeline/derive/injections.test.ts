import { describe, expect, it } from 'vitest';
import { jobIn, PATH, workflow } from '../fixtures/workflows.ts';

const expression = (text: string): string => `\${{ ${text} }}`;

function found(on: string, steps: string, job = ''): readonly string[] {
  return jobIn(workflow(on, job, steps)).injections.map(
    (one) => `${one.expression} in ${one.sink}: ${one.starts.map(({ trust }) => trust).join(' ')}`,
  );
}

describe('text that becomes code', () => {
  it.each([
    ['issues', 'github.event.issue.title', 'outsider'],
    ['issue_comment', 'github.event.comment.body', 'outsider'],
    ['pull_request_target', 'github.event.pull_request.body', 'outsider'],
    ['pull_request_target', 'github.head_ref', 'outsider'],
    ['pull_request', 'github.event.pull_request.head.ref', 'contributor outsider'],
    ['{push: {branches: [main]}}', 'github.event.head_commit.message', 'merged'],
    ['discussion', 'github.event.discussion.title', 'outsider'],
    ['workflow_dispatch', 'github.event.inputs.name', 'dispatch'],
  ])('on %s: %s', (on, path, who) => {
    expect(found(on, `- run: echo ${expression(path)}`)).toEqual([`${path} in run: ${who}`]);
  });

  it.each([
    ['a number', expression('github.event.issue.number')],
    ['a commit', expression('github.sha')],
    ['what another event would bring', expression('github.event.comment.body')],
    ['a test of the text', expression("contains(github.event.issue.title, 'x')")],
    ['a comparison', expression("github.event.issue.title == 'x'")],
  ])('is not %s', (_, text) => {
    expect(found('issues', `- run: echo ${text}`)).toEqual([]);
  });

  it('is not what an environment variable carries into the shell, but what it carries into the text', () => {
    const steps = (run: string): string =>
      `- env: {T: '${expression('github.event.issue.title')}'}\n  run: ${run}`;
    expect(found('issues', steps('echo "$T"'))).toEqual([]);
    expect(found('issues', steps(`echo ${expression('env.T')}`))).toEqual([
      'github.event.issue.title in run: outsider',
    ]);
  });

  it('is found through functions, whole objects and alternatives', () => {
    for (const text of [
      "format('{0}', github.event.issue.title)",
      'toJSON(github.event.issue)',
      "github.event.issue.title || 'none'",
      "github.event['issue']['title']",
    ])
      expect(found('issues', `- run: echo ${expression(text)}`), text).toHaveLength(1);
  });

  it('is found in actions that run their input', () => {
    const title = expression('github.event.issue.title');
    expect(found('issues', `- uses: actions/github-script@v8\n  with: {script: 'x(\`${title}\`)'}`)).toEqual([
      'github.event.issue.title in actions/github-script script: outsider',
    ]);
    expect(found('issues', `- uses: some/action@v1\n  with: {title: '${title}'}`)).toEqual([]);
  });

  it('is found through the inputs of a composite action', () => {
    const job = jobIn({
      [PATH]: workflow(
        'issues',
        '',
        `- uses: ./say\n  with: {text: '${expression('github.event.issue.body')}'}`,
      ),
      'say/action.yml': `runs:\n  using: composite\n  steps:\n    - run: echo ${expression('inputs.text')}\n      shell: bash\n`,
    });
    expect(job.injections.map(({ expression: path, at }) => [path, at.path, at.line])).toEqual([
      ['github.event.issue.body', 'say/action.yml', 4],
    ]);
  });

  it('is not found in a step that the event never runs', () => {
    const run = `  run: echo ${expression('github.event.issue.title')}`;
    expect(found('[issues, push]', `- if: github.event_name == 'push'\n${run}`)).toEqual([]);
  });
});
