import { PINNED } from '../applications/actions.ts';
import { ACCOUNT } from '../applications/workflows.ts';
import { forEverySubject } from '../evidence/trusts.ts';
import { write } from '../history/change.ts';
import type { Plant } from './plant.ts';

/** What workflows do with whose code and which credentials. */
export function pipelinePlants(): readonly Plant[] {
  return [
    {
      id: 'static-cloud-key',
      weakness: 'A workflow signs in to the cloud with a key that never expires.',
      control: 'pipeline/no-static-cloud-keys',
      repository: 'app-reports',
      place: {
        kind: 'file',
        path: '.github/workflows/publish.yaml',
        text: `aws-access-key-id: \${{ secrets.AWS_ACCESS_KEY_ID }}`,
      },
      beginning: { 'app-reports': write('.github/workflows/publish.yaml', PUBLISH) },
      evidence: (evidence) => ({
        ...evidence,
        secrets: [
          { name: 'AWS_ACCESS_KEY_ID', scope: 'environment', environment: 'production' },
          { name: 'AWS_SECRET_ACCESS_KEY', scope: 'environment', environment: 'production' },
        ],
      }),
    },
    {
      id: 'fork-code-with-privileges',
      weakness:
        'A pull request from a fork runs its own code in a workflow that holds a secret and may write.',
      control: 'pipeline/no-untrusted-code-with-privileges',
      repository: 'app-support',
      place: {
        kind: 'file',
        path: '.github/workflows/preview.yaml',
        text: 'run: npm ci && npm run preview',
      },
      beginning: { 'app-support': write('.github/workflows/preview.yaml', PREVIEW) },
      evidence: (evidence) => ({
        ...evidence,
        settings: { ...evidence.settings, visibility: 'public', forks: true },
        secrets: [{ name: 'PREVIEW_TOKEN', scope: 'repository' }],
      }),
    },
    {
      id: 'deploy-role-for-any-branch',
      weakness: 'Whoever can push any branch of app-catalog can obtain its role for production.',
      control: 'pipeline/deploy-role-needs-a-landed-commit',
      repository: 'app-catalog',
      place: {
        kind: 'evidence',
        path: 'trusts/app-catalog-production.json',
        text: '"token.actions.githubusercontent.com:sub": "repo:acme/app-catalog:*"',
      },
      subject: `arn:aws:iam::${ACCOUNT}:role/app-catalog-production`,
      trust: {
        file: 'app-catalog-production',
        change: (trust) => forEverySubject(trust, 'repo:acme/app-catalog:*'),
      },
    },
    {
      id: 'unpinned-action-with-credentials',
      weakness:
        'A job that may sign in to the cloud runs somebody else’s action, whatever its tag points to that day.',
      control: 'pipeline/third-party-code-is-pinned',
      repository: 'app-payments',
      place: {
        kind: 'file',
        path: '.github/workflows/sign.yaml',
        text: 'uses: harbour-tools/sign-image@v2',
      },
      beginning: { 'app-payments': write('.github/workflows/sign.yaml', SIGN) },
    },
  ];
}

const PUBLISH = `name: publish
on:
  push:
    branches: [main]
permissions: {}
jobs:
  figures:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    environment: production
    permissions:
      contents: read
    steps:
      - uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - uses: ${PINNED.awsCredentials}
        with:
          aws-access-key-id: \${{ secrets.AWS_ACCESS_KEY_ID }}
          aws-secret-access-key: \${{ secrets.AWS_SECRET_ACCESS_KEY }}
          aws-region: eu-central-1
      - run: aws s3 sync pages/ s3://acme-figures/
`;

const PREVIEW = `name: preview
on:
  pull_request_target:
    branches: [main]
permissions: {}
jobs:
  preview:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
      pull-requests: write
    steps:
      - uses: ${PINNED.checkout}
        with:
          ref: \${{ github.event.pull_request.head.sha }}
          persist-credentials: false
      - run: npm ci && npm run preview
        env:
          PREVIEW_TOKEN: \${{ secrets.PREVIEW_TOKEN }}
`;

const SIGN = `name: sign
on:
  push:
    branches: [main]
permissions: {}
jobs:
  sign:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: ${PINNED.awsCredentials}
        with:
          role-to-assume: arn:aws:iam::${ACCOUNT}:role/app-payments-images
          aws-region: eu-central-1
      - uses: harbour-tools/sign-image@v2
        with:
          image: payments
`;
