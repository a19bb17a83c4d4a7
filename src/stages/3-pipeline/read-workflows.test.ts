import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inventoryOf, jobIn, PATH, treeOf, workflow, workflowIn } from './fixtures/workflows.ts';
import { readWorkflows } from './read-workflows.ts';

describe('places', () => {
  const text = `name: build
on:
  push:
    branches: [main, 'release/*']
permissions:
  contents: read
jobs:
  a:
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - name: say
        run: |
          echo one
          echo \${{ github.event.head_commit.message }}
      - uses: docker/login-action@v3
        with:
          password: \${{ secrets.HUB_TOKEN }}
`;

  it('are those of the key and of the value', () => {
    const { triggers, permissions, jobs } = workflowIn(text);
    expect(triggers[0]?.at).toMatchObject({ path: PATH, line: 3, column: 3, repository: 'app' });
    expect(triggers[0]?.branches?.patterns.map(({ value, at }) => [value, at.line, at.column])).toEqual([
      ['main', 4, 16],
      ['release/*', 4, 22],
    ]);
    expect(permissions?.scopes[0]?.at).toMatchObject({ line: 6, column: 3 });
    expect(jobs[0]?.keyAt).toMatchObject({ line: 8, column: 3, endColumn: 4 });
    expect(jobs[0]?.environment).toMatchObject({ name: 'production', at: { line: 10, column: 18 } });
    expect(jobs[0]?.steps[1]?.uses?.at).toMatchObject({ line: 16, column: 15 });
  });

  it('inside a block of a script are those of the line in the file', () => {
    const job = jobIn(text);
    expect(job.injections.map(({ at }) => [at.line, at.column])).toEqual([[15, 16]]);
    expect(job.secrets.named.map(({ name, at, step }) => [name, at.line, step])).toEqual([
      ['HUB_TOKEN', 18, 'docker/login-action@v3'],
    ]);
  });
});

describe('what starts a workflow', () => {
  it.each([
    ['push', ['push']],
    ['[push, pull_request]', ['push', 'pull_request']],
    ['{push: , schedule: [{cron: "0 0 * * *"}]}', ['push', 'schedule']],
    ['"push"', ['push']],
  ])('is read from on: %s', (on, events) => {
    expect(workflowIn(workflow(on, '', '- run: x')).triggers.map(({ event }) => event)).toEqual(events);
  });

  it('is read from a quoted key, and never from the boolean that YAML 1.1 would make of it', () => {
    expect(workflowIn('"on": push\njobs: {}\n').triggers).toHaveLength(1);
    const { triggers, unknown } = workflowIn('true: push\njobs: {}\n');
    expect(triggers).toEqual([]);
    expect(unknown.map(({ why }) => why)).toEqual(['it says nowhere when it starts']);
  });
});

describe('files', () => {
  it('in folders below, of other endings and behind links are no workflows', () => {
    const tree = treeOf({
      '.github/workflows/a.yml': 'on: push\njobs: {}\n',
      '.github/workflows/deep/b.yml': 'on: push\njobs: {}\n',
      '.github/workflows/c.json': '{}',
      'd.yaml': 'on: push\njobs: {}\n',
    });
    const linked = {
      ...tree,
      entries: [...tree.entries, { path: '.github/workflows/e.yml', kind: 'symlink' as const, size: 1 }],
    };
    expect(readWorkflows(linked).workflows.map(({ path }) => path)).toEqual(['.github/workflows/a.yml']);
  });

  it.each([
    ['on: [push\njobs: {', 'not closed'],
    ['', 'empty'],
    ['on: push\n---\non: push\n', 'several'],
    ['on: push\non: pull_request\njobs: {}\n', 'a key twice'],
  ])('that cannot be read are unknown, with a place: %j', (text) => {
    const { workflows, unknown } = inventoryOf(text);
    expect(workflows).toEqual([]);
    expect(unknown).toHaveLength(1);
    expect(unknown[0]?.at).toMatchObject({ path: PATH });
    expect(unknown[0]?.supply).not.toBe('');
  });

  it('that could not be opened are unknown', () => {
    const tree = treeOf({ [PATH]: 'on: push\n' });
    const { unknown } = readWorkflows({ ...tree, read: () => ({ unread: 'larger than 4 MB' }) });
    expect(unknown.map(({ why }) => why)).toEqual(['larger than 4 MB']);
  });

  it('with keys that nobody knows are read as if they were not there', () => {
    const job = jobIn(workflow('push', 'frobnicate: {x: 1}', '- run: make\n  shine: true'));
    expect(job.steps.map(({ run }) => run?.value)).toEqual(['make']);
    expect(job.unknown).toEqual([]);
  });

  it('share what an anchor names', () => {
    const job = jobIn(`on: push
x: &steps
  - run: make
jobs:
  a:
    runs-on: ubuntu-24.04
    steps: *steps
`);
    expect(job.steps.map(({ run }) => run?.value)).toEqual(['make']);
  });

  it('with steps that are none keep the others', () => {
    const job = jobIn(workflow('push', '', '- just a text\n- run: make'));
    expect(job.steps).toHaveLength(1);
    expect(job.unknown.map(({ why }) => why)).toEqual(['a step is not a mapping']);
  });
});

describe('local actions', () => {
  const action = (using: string, steps = ''): string => `name: x\nruns:\n  using: ${using}\n${steps}`;

  it('that are composite bring their steps', () => {
    const job = jobIn({
      [PATH]: workflow('push', '', '- uses: ./tools/build'),
      'tools/build/action.yml': action('composite', '  steps:\n    - uses: other/thing@v1\n'),
    });
    expect(job.steps[0]?.inner.map(({ uses }) => [uses?.text, uses?.at.path])).toEqual([
      ['other/thing@v1', 'tools/build/action.yml'],
    ]);
  });

  it('that use themselves, or are not there, are unknown', () => {
    const looping = jobIn({
      [PATH]: workflow('push', '', '- uses: ./loop'),
      'loop/action.yaml': action('composite', '  steps:\n    - uses: ./loop\n'),
    });
    expect(looping.unknown.map(({ why }) => why)).toEqual(['the local action ./loop uses itself']);
    const gone = jobIn(workflow('push', '', '- uses: ./gone'));
    expect(gone.unknown.map(({ why }) => why)).toEqual(['the local action ./gone is not in the repository']);
  });
});

describe('whose machine a job runs on', () => {
  it.each([
    ['ubuntu-24.04', 'no'],
    ['ubuntu-24.04-arm', 'no'],
    ['macos-15-xlarge', 'no'],
    ['[self-hosted, linux]', 'yes'],
    ['ubuntu-x64-large', 'unknown'],
    ['{group: builders}', 'unknown'],
    [`\${{ matrix.os }}`, 'unknown'],
  ])('%s: %s', (label, answer) => {
    const text = `on: push\njobs:\n  a:\n    runs-on: ${label}\n    steps: []\n`;
    expect(jobIn(text).selfHosted.answer).toBe(answer);
  });

  it('is told through a matrix that spells its labels out', () => {
    const text = (labels: string): string =>
      `on: push\njobs:\n  a:\n    runs-on: \${{ matrix.os }}\n    strategy: {matrix: {os: ${labels}}}\n    steps: []\n`;
    expect(jobIn(text('[ubuntu-24.04, windows-2025]')).selfHosted.answer).toBe('no');
    expect(jobIn(text('[ubuntu-24.04, self-hosted]')).selfHosted.answer).toBe('yes');
  });
});

describe('identity tokens', () => {
  it.each([
    ['permissions: {id-token: write}', 'yes'],
    ['permissions: write-all', 'yes'],
    ['permissions: {contents: write}', 'no'],
    ['permissions: read-all', 'no'],
    ['', 'no'],
    ['permissions: {id-token: maybe}', 'unknown'],
  ])('with %j: %s', (job, answer) => {
    expect(jobIn(workflow('push', job, '- run: x')).mintsIdToken.answer).toBe(answer);
  });

  it('are not for the pull request of a fork', () => {
    const job = jobIn(workflow('pull_request', 'permissions: {id-token: write}', '- run: x'));
    const fork = job.starts.find((start) => start.fork);
    expect(fork?.permissions.scopes.get('id-token')).toBe('none');
  });
});

describe('whatever a stranger writes', () => {
  const TEXT = `name: x
on: {pull_request_target: {types: [opened]}, workflow_run: {workflows: [x]}, push: {branches: ['**']}}
permissions: {contents: write}
env: {A: "\${{ github.event.issue.title }}"}
jobs:
  a:
    if: \${{ github.event.pull_request.head.repo.fork == false && contains(x, 'y') }}
    needs: [b]
    environment: {name: production}
    runs-on: \${{ matrix.os }}
    strategy: {matrix: {os: [ubuntu-24.04], include: [{os: self-hosted}]}}
    container: {image: 'node:24', credentials: {password: "\${{ secrets.P }}"}}
    steps:
      - uses: actions/checkout@v4
        with: {ref: "\${{ github.event.pull_request.head.sha }}"}
      - run: |
          make "\${{ toJSON(secrets) }}" && kubectl apply -f x
  b:
    uses: ./.github/workflows/w.yaml
    secrets: inherit
`;

  it('is read or unknown, and never fails', () => {
    const cut = fc.tuple(
      fc.nat(TEXT.length),
      fc.nat(12),
      fc.constantFrom(
        '',
        '{',
        '[',
        '- ',
        ': ',
        '\n',
        '*a',
        '&a ',
        '|\n',
        "'",
        '\u0000',
        `$\{{`,
        '}}',
        'null',
        '~',
      ),
    );
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        let text = TEXT;
        for (const [at, length, put] of cuts) text = text.slice(0, at) + put + text.slice(at + length);
        const { workflows, unknown } = inventoryOf(text);
        expect(workflows.length + unknown.length).toBe(1);
        for (const { at } of unknown) expect(at.path).toBe(PATH);
      }),
      { numRuns: 300 },
    );
  });
});
