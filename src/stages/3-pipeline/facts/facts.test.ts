import { describe, expect, it } from 'vitest';
import type { ForgeEnvironment, ForgeEvidence } from '../../../model/evidence.ts';
import { inventoryOf, jobIn, workflow } from '../fixtures/workflows.ts';
import { mintTemplates } from '../mint/templates.ts';
import { intersect } from '../trust/intersect.ts';
import { readTrust } from '../trust/read.ts';
import { workflowFacts } from './all.ts';
import type { PipelineFact, PipelineFactName } from './fact.ts';
import { holdsCredentials } from './held.ts';
import { trustFacts } from './trusts.ts';

function evidence(change: Partial<ForgeEvidence> = {}): ForgeEvidence {
  return {
    schema: 'mainward.dev/forge-evidence/v1',
    forge: 'github',
    repository: 'app',
    fullName: 'acme/app',
    source: 'test',
    observedAt: '2026-01-01T00:00:00Z',
    ...change,
  };
}

function facts(text: string, name: PipelineFactName, seen?: ForgeEvidence): readonly PipelineFact[] {
  const settings = {
    fullName: 'acme/app',
    ...(seen?.settings === undefined ? {} : { settings: seen.settings }),
  };
  return workflowFacts(inventoryOf(text, settings), seen).filter((fact) => fact.fact === name);
}

const secret = `\${{ secrets.KEY }}`;

describe('what a job holds', () => {
  const held = (on: string, job: string, steps = '- run: x'): string => {
    const { answer, light } = holdsCredentials(jobIn(workflow(on, job, steps)));
    return light === true ? `${answer}, light` : answer;
  };

  it.each([
    ['push', 'permissions: {contents: read}', 'no'],
    ['push', 'permissions: {issues: write}', 'yes, light'],
    ['push', 'permissions: {issues: write, packages: write}', 'yes'],
    ['push', 'permissions: {id-token: write}', 'yes'],
    ['push', '', 'unknown'],
    ['push', `permissions: {}\nenv: {A: '${secret}'}`, 'yes'],
    ['workflow_call', 'permissions: {}', 'unknown'],
  ])('on %s with %j: %s', (on, job, answer) => {
    expect(held(on, job)).toBe(answer);
  });

  it('is nothing where only forks without rights start it', () => {
    const condition = 'if: github.event.pull_request.head.repo.fork\npermissions: {contents: write}';
    expect(held('pull_request', condition, `- run: x\n  env: {A: '${secret}'}`)).toBe('no');
  });

  it('leaves out the secret that is meant for one step, for that step', () => {
    const job = jobIn(
      workflow('push', 'permissions: {}', `- uses: some/report@v1\n  with: {token: '${secret}'}`),
    );
    expect(holdsCredentials(job, job.starts, 'some/report@v1').light).toBe(true);
    expect(holdsCredentials(job, job.starts, 'other').light).toBeUndefined();
  });
});

describe('code of others', () => {
  it('is known by place once for each, and pinned code is none', () => {
    const found = facts(
      workflow(
        'push',
        'permissions: {contents: write}',
        `- uses: a/b@v1\n- uses: a/c@${'0'.repeat(40)}\n- uses: actions/cache@v4\n- uses: docker://alpine:3`,
      ),
      'foreign-code-unpinned-with-credentials',
    );
    expect(found.map(({ at, answer }) => [at.line, answer])).toEqual([
      [7, 'yes'],
      [10, 'yes'],
    ]);
  });

  it('is not an image of the owner’s own', () => {
    const image = (name: string): number =>
      facts(
        workflow('push', `permissions: {contents: write}\ncontainer: ${name}`, '- run: x'),
        'foreign-code-unpinned-with-credentials',
      ).length;
    expect(image('ghcr.io/Acme/build:1')).toBe(0);
    expect(image('ghcr.io/acme-tools/build:1')).toBe(1);
    expect(image('node:24')).toBe(1);
  });

  it('that can only be used by a tag weighs little', () => {
    const call = (uses: string): string =>
      `on: push\npermissions: {id-token: write}\njobs:\n  a:\n    uses: ${uses}\n`;
    const stake = (uses: string): unknown =>
      facts(call(uses), 'foreign-code-unpinned-with-credentials').map((fact) => fact.stake);
    expect(
      stake('slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0'),
    ).toEqual(['little']);
    expect(stake('other/thing/.github/workflows/x.yml@v2.1.0')).toEqual([undefined]);
  });
});

describe('environments', () => {
  const deploy = workflow(
    'push',
    'permissions: {id-token: write}\nenvironment: production',
    '- uses: aws-actions/configure-aws-credentials@v5\n  with: {role-to-assume: arn:x}\n- run: ./deploy.sh',
  );
  const production = (change: Partial<ForgeEnvironment>): ForgeEvidence =>
    evidence({
      settings: { defaultBranch: 'main' },
      environments: [
        {
          name: 'Production',
          reviewers: [],
          preventSelfReview: false,
          branches: 'all',
          adminsMayBypass: false,
          ...change,
        },
      ],
    });

  it.each<[Partial<ForgeEnvironment>, string]>([
    [{}, 'yes'],
    [{ branches: ['main'] }, 'no'],
    [{ branches: ['main', 'x/*'] }, 'yes'],
    [{ reviewers: ['ann'] }, 'yes little'],
    [{ reviewers: ['ann'], preventSelfReview: true }, 'no'],
    [{ branches: 'protected' }, 'unknown'],
  ])('%j: %s', (change, answer) => {
    const [fact] = facts(deploy, 'deploy-environment-open', production(change));
    expect([fact?.answer, fact?.stake].filter((part) => part !== undefined).join(' ')).toBe(answer);
  });

  it('that are not named, not set up or not observed are told apart', () => {
    expect(facts(deploy, 'deploy-environment-open')[0]?.answer).toBe('unknown');
    expect(facts(deploy, 'deploy-environment-open', evidence({ environments: [] }))[0]?.answer).toBe('yes');
    const bare = deploy
      .replace(/ +environment: production\n/, '')
      .replace('./deploy.sh', 'kubectl apply -f x');
    expect(facts(bare, 'deploys-without-environment')[0]?.answer).toBe('yes');
  });

  it('are no matter for tests that hold nothing, and for what only looks', () => {
    const kind = workflow('push', 'permissions: {}', '- run: kubectl apply -f x');
    expect(facts(kind, 'deploys-without-environment')).toEqual([]);
    const plan = workflow(
      'push',
      'permissions: {}',
      `- run: terraform plan\n  env: {ARM_CLIENT_SECRET: '${secret.replace('KEY', 'ARM_CLIENT_SECRET')}'}`,
    );
    expect(facts(plan, 'deploys-without-environment')).toEqual([]);
  });
});

describe('approvals', () => {
  const approve = (run: string, env = ''): string =>
    workflow('pull_request_target', 'permissions: {pull-requests: write}', `- run: ${run}\n${env}`);

  it.each([
    ['gh pr review --approve "$URL"', true],
    ['gh pr review -a 5', true],
    ['gh pr review --comment -b x 5', false],
    ['echo gh pr review --approve', false],
  ])('%s approves: %s', (run, found) => {
    const seen = evidence({ settings: { workflowsMayApprove: true } });
    expect(facts(approve(run), 'approves-pull-requests', seen)).toHaveLength(found ? 1 : 0);
  });

  it('rest on the setting for the job’s own token, and not for another account', () => {
    const answer = (text: string, setting?: boolean): unknown =>
      facts(
        text,
        'approves-pull-requests',
        evidence(setting === undefined ? {} : { settings: { workflowsMayApprove: setting } }),
      ).map((fact) => fact.answer);
    const own = approve('gh pr review --approve 5', `  env: {GH_TOKEN: "\${{ secrets.GITHUB_TOKEN }}"}`);
    expect(answer(own, false)).toEqual(['no']);
    expect(answer(own, true)).toEqual(['yes']);
    expect(answer(own)).toEqual(['unknown']);
    expect(
      answer(approve('gh pr review --approve 5', `  env: {GH_TOKEN: "\${{ secrets.BOT }}"}`), false),
    ).toEqual(['yes']);
  });
});

describe('roles', () => {
  function role(
    conditions: Record<string, Record<string, unknown>>,
    reaches?: unknown,
  ): PipelineFact | undefined {
    const issuer = 'token.actions.githubusercontent.com';
    const file = {
      schema: 'mainward.dev/trust-evidence/v1',
      provider: 'aws',
      id: 'deploy',
      document: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: `arn:aws:iam::1:oidc-provider/${issuer}` },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: conditions,
          },
        ],
      },
      ...(reaches === undefined ? {} : { reaches }),
      source: 'test',
      observedAt: '2026-01-01T00:00:00Z',
    };
    const read = readTrust(new TextEncoder().encode(JSON.stringify(file, null, 2)), {
      path: 'trusts/deploy.json',
    });
    if (!read.ok) throw new Error(read.error);
    const seen = evidence({
      settings: { defaultBranch: 'main', visibility: 'private' },
      environments: [],
      rules: [],
    });
    const settings = { fullName: 'acme/app' };
    const templates = mintTemplates(inventoryOf('on: push\njobs: {}\n', settings), seen);
    return trustFacts([read.value], [{ evidence: seen, templates }], intersect)[0];
  }
  const SUB = 'token.actions.githubusercontent.com:sub';
  const PRODUCTION = [{ environment: 'production', effects: ['workload'] }];

  it('let in before landing are shown at the condition of the subject, with one that is let in', () => {
    const fact = role({ StringLike: { [SUB]: 'repo:acme/app:*' } }, PRODUCTION);
    expect(fact?.answer).toBe('yes');
    expect(fact?.why).toContain('repo:acme/app:ref:refs/heads/');
    expect(fact?.at).toMatchObject({ path: 'trusts/deploy.json', line: 15 });
  });

  it('let in after landing only are in order', () => {
    expect(role({ StringEquals: { [SUB]: 'repo:acme/app:ref:refs/heads/main' } }, PRODUCTION)?.answer).toBe(
      'no',
    );
  });

  it('ask what they reach, unless a stranger is let in', () => {
    const any = { StringLike: { [SUB]: 'repo:acme/app:*' } };
    expect(role(any)).toMatchObject({ answer: 'unknown', supply: expect.stringContaining('reaches') });
    expect(role(any, [])?.answer).toBe('no');
    expect(role({ StringLike: { [SUB]: 'repo:acme*' } })).toMatchObject({ answer: 'yes', stake: 'most' });
    expect(role({})).toMatchObject({ answer: 'yes', stake: 'most' });
  });

  it('are unknown where a condition is not understood, or nobody in view has such a token', () => {
    expect(role({ NumericEquals: { [SUB]: '1' } }, PRODUCTION)?.answer).toBe('unknown');
    expect(role({ StringEquals: { [SUB]: 'repo:acme/other:ref:refs/heads/main' } }, PRODUCTION)?.answer).toBe(
      'unknown',
    );
  });
});
