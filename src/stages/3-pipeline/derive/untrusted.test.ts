import { describe, expect, it } from 'vitest';
import { jobIn, PATH, workflow } from '../fixtures/workflows.ts';

const HEAD = `\${{ github.event.pull_request.head.sha }}`;
const checkout = (ref: string, version = 'v4', more = ''): string =>
  `- uses: actions/checkout@${version}\n  with:\n    ref: ${ref}\n${more}`;

function found(on: string, steps: string, job = ''): readonly string[] {
  return jobIn(workflow(on, job, steps)).untrusted.map(
    ({ movable, executed }) =>
      `${movable ? 'movable' : 'fixed'}: ${executed.map(({ how, confidence }) => `${how} (${confidence})`).join(', ')}`,
  );
}

describe('code of others in a job with rights', () => {
  it.each([
    [HEAD, 'fixed'],
    [`\${{ github.event.pull_request.head.ref }}`, 'movable'],
    [`\${{ github.head_ref }}`, 'movable'],
    [`refs/pull/\${{ github.event.number }}/merge`, 'movable'],
    [`\${{ steps.pr.outputs.head_sha }}`, 'movable'],
    [`\${{ fromJSON(steps.pr.outputs.result).data.head.sha }}`, 'movable'],
  ])('is what a checkout of %s brings', (ref, kind) => {
    expect(found('pull_request_target', `${checkout(ref)}- run: npm ci\n`)).toEqual([
      `${kind}: npm ci (certain)`,
    ]);
  });

  it.each([
    ['gh pr checkout "$NUMBER"'],
    ['git fetch origin pull/$NUMBER/head && git checkout FETCH_HEAD'],
    [`git checkout ${HEAD}`],
  ])('is what the script %s brings', (script) => {
    expect(found('issue_comment', `- run: |\n    ${script}\n    make test\n`)).toHaveLength(1);
  });

  it('is not what the base brings, nor what a job without rights checks out', () => {
    expect(found('pull_request_target', '- uses: actions/checkout@v4\n- run: npm ci\n')).toEqual([]);
    expect(found('pull_request_target', `${checkout(`\${{ github.base_ref }}`)}- run: make\n`)).toEqual([]);
    expect(found('pull_request', `${checkout(HEAD)}- run: npm ci\n`)).toEqual([]);
    expect(found('push', `${checkout(HEAD)}- run: npm ci\n`)).toEqual([]);
  });

  it('is refused by the checkout from its seventh version on, unless told otherwise', () => {
    const steps = (more = ''): string => `${checkout(HEAD, 'v7', more)}- run: npm ci\n`;
    expect(found('pull_request_target', steps())).toEqual([]);
    expect(found('pull_request_target', steps('    allow-unsafe-pr-checkout: true\n'))).toHaveLength(1);
    const pinned = jobIn(
      workflow('pull_request_target', '', `${checkout(HEAD, `${'a'.repeat(40)} # v7.0.1`)}- run: npm ci\n`),
    );
    expect(pinned.untrusted[0]?.refused).toContain('refuses the code of forks');
  });

  it('is what an action of the repository brings, also one that is called by its full name', () => {
    const files = (uses: string, allow: string): Readonly<Record<string, string>> => ({
      [PATH]: workflow(
        'pull_request_target',
        '',
        `- uses: ${uses}\n  with: {unsafe: '${allow}'}\n- run: go test ./...\n`,
      ),
      'ci/checkout/action.yaml': `runs:
  using: composite
  steps:
    - uses: actions/checkout@v7
      with:
        ref: refs/pull/\${{ github.event.number }}/merge
        allow-unsafe-pr-checkout: \${{ inputs.unsafe }}
`,
    });
    const brought = (uses: string, allow: string): readonly unknown[] =>
      jobIn(files(uses, allow)).untrusted.flatMap(({ executed }) => executed.map(({ how }) => how));
    expect(brought('./ci/checkout', 'true')).toEqual(['go test']);
    expect(brought('acme/app/ci/checkout@main', 'true')).toEqual(['go test']);
    expect(brought('acme/app/ci/checkout@main', 'false')).toEqual([]);
    expect(brought('acme/other/ci/checkout@main', 'true')).toEqual([]);
  });

  it('is named with what executes it, in order, with places', () => {
    const job = jobIn({
      [PATH]: workflow(
        'pull_request_target',
        '',
        `${checkout(HEAD)}- uses: ./build\n- run: |\n    echo fine\n    make all\n- uses: docker/build-push-action@v6\n`,
      ),
      'build/action.yml': 'runs: {using: node24, main: x.js}\n',
    });
    expect(job.untrusted[0]?.executed.map(({ how, at }) => [how, at.line])).toEqual([
      ['the local action ./build', 9],
      ['make all', 12],
      ['docker/build-push-action@v6', 13],
    ]);
  });

  it('is executed no more once something else is checked out over it', () => {
    expect(
      found('pull_request_target', `${checkout(HEAD)}- uses: actions/checkout@v4\n- run: make\n`),
    ).toEqual(['fixed: ']);
  });

  it('in a folder of its own is executed by what goes there, and perhaps by what only names it', () => {
    const into = checkout(HEAD, 'v4', '    path: theirs\n');
    const steps = (run: string): string => `- uses: actions/checkout@v4\n${into}${run}`;
    expect(found('pull_request_target', steps('- run: make\n'))).toEqual(['fixed: ']);
    expect(found('pull_request_target', steps('- run: make\n  working-directory: theirs\n'))).toEqual([
      'fixed: make (certain)',
    ]);
    expect(found('pull_request_target', steps('- run: cd theirs && make\n'))).toEqual([
      'fixed: make (certain)',
    ]);
    expect(found('pull_request_target', steps('- run: make check DATA=theirs\n'))).toEqual([
      'fixed: make check (guess)',
    ]);
  });

  it.each([
    ['echo "make"', ''],
    ['# make', ''],
    ['npm install -g tool', ''],
    ['python -c "print(1)"', ''],
    ['pip install requests', ''],
    ['pip install -r requirements.txt', 'pip install -r (certain)'],
    ['pip install .', 'pip install . (certain)'],
    ['./gradlew build', './gradlew (certain)'],
    ['sudo make install', 'make install (certain)'],
    ['bash scripts/run.sh', 'bash scripts/run.sh (certain)'],
    ['terraform plan', 'terraform plan (certain)'],
    ['terraform -chdir=live plan -lock=false', 'terraform plan (certain)'],
    ['tfcmt -var x:y plan -- tofu -chdir=live plan', 'tofu plan (certain)'],
    ['kubectl exec pod -- make', ''],
    ['terraform version', ''],
    ['go build ./...', 'go build (guess)'],
    ['git diff --stat', ''],
  ])('%s executes: %s', (script, how) => {
    expect(found('pull_request_target', `${checkout(HEAD)}- run: |\n    ${script}\n`)).toEqual([
      `fixed: ${how}`,
    ]);
  });

  it('may stand behind a step that asks for the rights of whoever started it, here or in a job it needs', () => {
    const ask = '- run: gh api repos/x/collaborators/$ACTOR/permission | grep admin\n';
    const gate = (text: string): unknown => jobIn(text).untrusted[0]?.gate?.kind;
    expect(gate(workflow('issue_comment', '', `${ask}- run: gh pr checkout 5\n- run: make\n`))).toBe(
      'none-known',
    );
    expect(
      gate(workflow('issue_comment', '', `- run: gh pr checkout 5\n${ask}- run: make\n`)),
    ).toBeUndefined();
    const needs = `on: issue_comment
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions-cool/check-user-permission@v2
  a:
    needs: check
    runs-on: ubuntu-24.04
    steps:
      - run: gh pr checkout 5
      - run: make
`;
    expect(gate(needs)).toBe('none-known');
    expect(gate(needs.replace('    needs: check\n', ''))).toBeUndefined();
  });

  it('waits where only somebody with rights brings the event about', () => {
    const gate = (types: string): unknown =>
      jobIn(workflow(`{pull_request_target: {types: ${types}}}`, '', `${checkout(HEAD)}- run: make\n`))
        .untrusted[0]?.gate?.kind;
    expect(gate('[labeled]')).toBe('label');
    expect(gate('[labeled, synchronize]')).toBeUndefined();
    expect(gate('[]')).toBeUndefined();
  });

  it('stands behind the gate that its job has', () => {
    const gate = (job: string): unknown =>
      jobIn(workflow('pull_request_target', job, `${checkout(HEAD)}- run: make\n`)).untrusted[0]?.gate?.kind;
    expect(gate("if: contains(github.event.pull_request.labels.*.name, 'ok')")).toBe('label');
    expect(gate('if: github.event.pull_request.merged == true')).toBe('permission');
    expect(gate('if: github.event.pull_request.merged == false')).toBe('none-known');
    expect(gate('environment: review')).toBe('environment');
    expect(gate("if: github.actor == 'robot[bot]'")).toBe('spoofable');
    expect(gate("if: contains(github.event.pull_request.labels.*.name, 'ok') || github.actor == 'x'")).toBe(
      'none-known',
    );
    expect(gate('')).toBeUndefined();
  });
});
