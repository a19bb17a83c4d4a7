import { repositoryOf } from '../organisation/teams.ts';
import { PINNED } from './actions.ts';

export const ACCOUNT = '111122223333';

export function validateWorkflow(): string {
  return `name: validate
on:
  pull_request:
    branches: [main]
permissions: {}
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - uses: ${PINNED.setupNode}
        with:
          node-version: 24
      - run: npm ci --ignore-scripts
      - run: npm test
`;
}

/** Builds an image of what landed; then brings the pages of that commit to each environment, with a role of its own. */
export function deliverWorkflow(team: string): string {
  return `name: deliver
on:
  push:
    branches: [main]
permissions: {}
concurrency:
  group: deliver
  cancel-in-progress: false
jobs:
  image:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - uses: ${PINNED.awsCredentials}
        with:
          role-to-assume: arn:aws:iam::${ACCOUNT}:role/${repositoryOf(team)}-images
          aws-region: eu-central-1
      - run: ./build/image.sh
${pages(team, 'staging', 'image')}${pages(team, 'production', 'pages-staging')}`;
}

function pages(team: string, environment: string, needs: string): string {
  return `  pages-${environment}:
    needs: ${needs}
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    environment: ${environment}
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - uses: ${PINNED.awsCredentials}
        with:
          role-to-assume: arn:aws:iam::${ACCOUNT}:role/${repositoryOf(team)}-${environment}
          aws-region: eu-central-1
      - run: aws s3 sync pages/ s3://acme-${team}-${environment}/
`;
}
