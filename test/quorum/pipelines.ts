import type { ForgeEnvironment, ForgeEvidence, ForgeSettings } from '../../src/model/evidence.ts';
import type { ClaimTest, Trust } from '../../src/model/trust.ts';
import { evidence, fluxRepository, rule, type Scenario, TEAM } from './setup.ts';

const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683';
const PATH = '.github/workflows/deploy.yaml';
const ROLE = 'arn:aws:iam::111122223333:role/deploy';

/** One job that deploys with a role, as landed on main. */
function byRole(more = '', steps = ''): Readonly<Record<string, string>> {
  return {
    [PATH]: `on:
  push: {branches: [main]}
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-24.04
    permissions: {contents: read, id-token: write}
${more}    steps:
      - uses: ${CHECKOUT}
      - uses: aws-actions/configure-aws-credentials@e3dd6a429d7300a6a4c196c26e071d42e0343502
        with: {role-to-assume: '${ROLE}', aws-region: eu-central-1}
${steps}      - run: kubectl apply -k deploy/
`,
  };
}

/** One job that deploys with a kubeconfig. */
function bySecret(
  on: string,
  more = '',
  first = `      - uses: ${CHECKOUT}\n`,
): Readonly<Record<string, string>> {
  return {
    [PATH]: `on: ${on}
permissions: {contents: read}
jobs:
  deploy:
    runs-on: ubuntu-24.04
${more}    steps:
${first}      - run: make && kubectl apply -k deploy/
        env: {KUBECONFIG_DATA: '\${{ secrets.PROD_KUBECONFIG }}'}
`,
  };
}

const OF_A_FORK = `      - uses: ${CHECKOUT}
        with: {ref: '\${{ github.event.pull_request.head.sha }}'}
`;

function trust(test: ClaimTest): Trust {
  const at = { path: 'trusts/deploy.json', line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    provider: 'aws',
    id: ROLE,
    issuer: 'token.actions.githubusercontent.com',
    statements: [
      { effect: 'allow', all: [{ claim: 'sub', tests: [test], not: false, absent: 'fail' }], unknown: [] },
    ],
    reaches: [{ environment: 'production', effects: ['workload'] }],
    source: 'written by hand',
    observedAt: '2026-11-20T00:00:00Z',
    at,
  };
}

function exactly(subject: string): Trust {
  return trust({ kind: 'equals', value: subject, ignoreCase: false });
}

function like(pattern: string): Trust {
  return trust({ kind: 'glob', pattern });
}

/** Everything observed about a repository whose subjects bear its name. */
function seen(change: Partial<ForgeEvidence> = {}, settings: Partial<ForgeSettings> = {}): ForgeEvidence {
  const { settings: usual, ...rest } = evidence('app', change);
  return { ...rest, settings: { ...usual, immutableSubject: false, ...settings } };
}

function unseen(part: 'environments'): ForgeEvidence {
  const { [part]: _left, ...rest } = seen();
  return rest;
}

function production(change: Partial<ForgeEnvironment> = {}): ForgeEnvironment {
  return {
    name: 'production',
    reviewers: [],
    preventSelfReview: false,
    branches: 'all',
    adminsMayBypass: false,
    ...change,
  };
}

const KUBECONFIG = { name: 'PROD_KUBECONFIG', scope: 'repository' } as const;
const IN_PRODUCTION = '    environment: production\n';
const ON_MAIN = 'repo:acme/app:ref:refs/heads/main';
const IN_ENVIRONMENT = 'repo:acme/app:environment:production';

/** Who starts which job with whose code, and what the job may do. */
export const PIPELINE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a role that any branch can have: each writer alone',
    why: 'Main needs two, but a workflow on a branch of one\u2019s own has the subject of that branch.',
    repositories: { app: byRole() },
    evidence: [seen()],
    roster: TEAM,
    trusts: [like('repo:acme/app:*')],
    expect: [{ atLeast: 1, atMost: 1, people: [['ann'], ['ben'], ['cho']], alone: ['ann', 'ben', 'cho'] }],
  },
  {
    name: 'a role for main only: as many as a landing takes',
    why: 'Only a push to main mints the subject, and main needs an author and an approver.',
    repositories: { app: byRole() },
    evidence: [seen()],
    roster: TEAM,
    trusts: [exactly(ON_MAIN)],
    expect: [{ atLeast: 2, atMost: 2, alone: [] }],
  },
  {
    name: 'a role for every organisation of similar name: anybody',
    why: 'The pattern takes repo:acme-x/app too, and whoever makes that organisation needs nobody.',
    repositories: { app: byRole() },
    evidence: [seen()],
    roster: TEAM,
    trusts: [like('repo:acme*/app:*')],
    expect: [{ atLeast: 0, atMost: 0 }],
  },
  {
    name: 'a public repository that runs the code of a fork beside its kubeconfig: nobody of ours is needed',
    why: 'Opening a pull request is enough; the stranger is no person of the roster.',
    repositories: { app: bySecret('pull_request_target', '', OF_A_FORK) },
    evidence: [seen({ secrets: [KUBECONFIG] }, { visibility: 'public', forks: true })],
    roster: TEAM,
    expect: [{ atLeast: 0, atMost: 0 }],
  },
  {
    name: 'the same where only members see the repository: each writer alone',
    why: 'Whoever can open a pull request is a member; the secret is sent to a workflow on any branch anyway.',
    repositories: { app: bySecret('pull_request_target', '', OF_A_FORK) },
    evidence: [seen({ secrets: [KUBECONFIG] })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, people: [['ann'], ['ben'], ['cho']] }],
  },
  {
    name: 'an action that is followed by its tag in the deploying job: its publisher is one person of its own',
    why: 'Two of ours are needed to land, one of theirs to move the tag.',
    repositories: { app: byRole('', '      - uses: harbour-tools/notify@v2\n') },
    evidence: [seen()],
    roster: TEAM,
    trusts: [exactly(ON_MAIN)],
    expect: [{ atLeast: 1, atMost: 1, people: [['publisher of harbour-tools/notify']] }],
  },
  {
    name: 'the same action by its commit',
    why: 'What the commit holds cannot be changed.',
    repositories: {
      app: byRole('', `      - uses: harbour-tools/notify@${'b'.repeat(40)} # v2\n`),
    },
    evidence: [seen()],
    roster: TEAM,
    trusts: [exactly(ON_MAIN)],
    expect: [{ atLeast: 2, atMost: 2 }],
  },
  {
    name: 'an environment whose reviewer is somebody else: two, also on a branch',
    why: 'Any branch may enter, but Ben has to let it in, and not what Ben started.',
    repositories: { app: byRole(IN_PRODUCTION) },
    evidence: [
      seen({ rules: [], environments: [production({ reviewers: ['ben'], preventSelfReview: true })] }),
    ],
    roster: TEAM,
    trusts: [exactly(IN_ENVIRONMENT)],
    expect: [
      {
        atLeast: 2,
        atMost: 2,
        people: [
          ['ann', 'ben'],
          ['ben', 'cho'],
        ],
      },
    ],
  },
  {
    name: 'an environment whose reviewer may be the one who started: that reviewer alone',
    why: 'Ben pushes a branch and lets its job in.',
    repositories: { app: byRole(IN_PRODUCTION) },
    evidence: [seen({ environments: [production({ reviewers: ['ben'] })] })],
    roster: TEAM,
    trusts: [exactly(IN_ENVIRONMENT)],
    expect: [{ atLeast: 1, atMost: 1, people: [['ben']], alone: ['ben'] }],
  },
  {
    name: 'an environment that administrators pass by: an administrator alone',
    why: 'Ben must not let in what he started, but Olga need not ask.',
    repositories: { app: byRole(IN_PRODUCTION) },
    evidence: [
      seen({
        owners: ['olga'],
        members: [
          { login: 'ann', kind: 'human', permission: 'write' },
          { login: 'ben', kind: 'human', permission: 'write' },
          { login: 'olga', kind: 'human', permission: 'admin' },
        ],
        environments: [production({ reviewers: ['ben'], preventSelfReview: true, adminsMayBypass: true })],
      }),
    ],
    roster: TEAM,
    trusts: [exactly(IN_ENVIRONMENT)],
    expect: [{ atLeast: 1, atMost: 1, people: [['olga']], alone: ['olga'] }],
  },
  {
    name: 'an environment for main only: as many as a landing takes',
    why: 'A branch of one\u2019s own is not let in, and main needs two.',
    repositories: { app: byRole(IN_PRODUCTION) },
    evidence: [seen({ environments: [production({ branches: ['main'] })] })],
    roster: TEAM,
    trusts: [exactly(IN_ENVIRONMENT)],
    expect: [{ atLeast: 2, atMost: 2 }],
  },
  {
    name: 'an environment that was not observed: one, if it is open',
    why: 'Whether any branch may enter, and whom it asks, was not seen: nothing is witnessed.',
    repositories: { app: byRole(IN_PRODUCTION) },
    evidence: [unseen('environments')],
    roster: TEAM,
    trusts: [exactly(IN_ENVIRONMENT)],
    expect: [{ atLeast: 1, atMost: null, assumed: 'not protected: settings not observed' }],
  },
  {
    name: 'a kubeconfig that every workflow may name: each writer alone',
    why: 'The job deploys what landed, but the secret goes to a workflow on any branch.',
    repositories: { app: bySecret('{push: {branches: [main]}}') },
    evidence: [seen({ secrets: [KUBECONFIG] })],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, people: [['ann'], ['ben'], ['cho']] }],
  },
  {
    name: 'a kubeconfig kept by an environment for main only: as many as a landing takes',
    why: 'A workflow on a branch is not let into the environment, so it is not sent the secret.',
    repositories: { app: bySecret('{push: {branches: [main]}}', IN_PRODUCTION) },
    evidence: [
      seen({
        secrets: [{ name: 'PROD_KUBECONFIG', scope: 'environment', environment: 'production' }],
        environments: [production({ branches: ['main'] })],
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 2, atMost: 2 }],
  },
  {
    name: 'workflows that the rules let pass by: each writer alone',
    why: 'A workflow on a branch asks for a token that writes, and pushes to main with it.',
    repositories: { infra: fluxRepository() },
    evidence: [
      evidence('infra', {
        rules: [rule({ bypass: [{ kind: 'app', name: 'github-actions', mode: 'always' }] })],
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 1, atMost: 1, people: [['ann'], ['ben'], ['cho']] }],
  },
  {
    name: 'what a token may do by default was not observed: anybody, if it writes',
    why: 'Workflows pass the rules by, and a stranger\u2019s code runs in a job that declares nothing.',
    repositories: {
      infra: {
        ...fluxRepository(),
        '.github/workflows/test.yaml': `on: pull_request_target
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
${OF_A_FORK}      - run: make
`,
      },
    },
    evidence: [
      evidence('infra', {
        settings: { defaultBranch: 'main', visibility: 'public' },
        rules: [rule({ bypass: [{ kind: 'app', name: 'github-actions', mode: 'always' }] })],
      }),
    ],
    roster: TEAM,
    expect: [{ atLeast: 0, atMost: 1, assumed: 'default' }],
  },
  {
    name: 'a role whose trust policy was not supplied: open',
    why: 'Whom the role lets in decides, and nobody said it.',
    repositories: { app: byRole(IN_PRODUCTION) },
    evidence: [seen({ environments: [production({ branches: ['main'] })] })],
    roster: TEAM,
    expect: [{ atLeast: 0, atMost: null }],
  },
];
