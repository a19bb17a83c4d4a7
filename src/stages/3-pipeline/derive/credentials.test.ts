import { describe, expect, it } from 'vitest';
import { jobIn, workflow } from '../fixtures/workflows.ts';
import { shapeOf } from './credentials.ts';

const secret = (name: string): string => `\${{ secrets.${name} }}`;

describe('what secrets a job is sent', () => {
  const sent = (job: string, steps: string): readonly string[] =>
    jobIn(workflow('push', job, steps)).secrets.named.map((one) => `${one.name} ${one.in}`);

  it('are those that any expression of it names, but the job’s own token', () => {
    expect(
      sent(
        `env: {A: '${secret('ONE')}'}\ncontainer: {image: x, credentials: {password: '${secret('two')}'}}`,
        `- run: echo ${secret('THREE')}\n- uses: x/y@v1\n  with: {t: '${secret('GITHUB_TOKEN')}', u: '${secret('FOUR')}'}\n- if: secrets.FIVE != ''\n  run: x`,
      ),
    ).toEqual(['ONE env', 'TWO container', 'THREE run', 'FOUR with', 'FIVE condition']);
  });

  it('include those in the environment of the workflow', () => {
    const text = `env: {A: '${secret('ONE')}'}\n${workflow('push', '', '- run: x')}`;
    expect(jobIn(text).secrets.named.map(({ name }) => name)).toEqual(['ONE']);
  });

  it.each(['toJSON(secrets)', 'secrets[matrix.name]', "secrets[format('{0}', inputs.x)]", 'secrets.*'])(
    'are all of them for %s',
    (text) => {
      const job = jobIn(workflow('push', '', `- run: echo \${{ ${text} }}`));
      expect(job.secrets.all).toBeDefined();
      expect(job.secrets.named).toEqual([]);
    },
  );

  it('are one for a name in brackets', () => {
    expect(sent('', `- run: echo \${{ secrets['ONE'] }}`)).toEqual(['ONE run']);
  });
});

describe('lasting keys', () => {
  it.each([
    ['AWS_SECRET_ACCESS_KEY', 'aws'],
    ['PROD_AWS_ACCESS_KEY_ID', 'aws'],
    ['GCP_SA_KEY', 'gcp'],
    ['GOOGLE_CREDENTIALS', 'gcp'],
    ['AZURE_CREDENTIALS', 'azure'],
    ['ARM_CLIENT_SECRET', 'azure'],
    ['VAULT_TOKEN', 'vault'],
    ['PROD_KUBECONFIG', 'kubernetes'],
    ['NPM_TOKEN', 'package'],
    ['RELEASE_PAT', 'git'],
  ])('%s is of %s', (name, provider) => {
    expect(shapeOf(name)?.provider).toBe(provider);
  });

  it.each([
    'AWS_REGION',
    'AWS_ROLE_ARN',
    'GCP_PROJECT_ID',
    'GCP_WORKLOAD_IDENTITY_PROVIDER',
    'AZURE_CLIENT_ID',
    'AZURE_TENANT_ID',
    'KUBE_NAMESPACE',
    'KUBE_CA_CERT',
    'DISPATCH_URL',
    'PATH_TO_X',
    'CODECOV_TOKEN',
  ])('%s is none that is told by its name', (name) => {
    expect(shapeOf(name)).toBeUndefined();
  });

  const kinds = (steps: string): readonly string[] =>
    jobIn(workflow('push', '', steps)).credentials.map((one) => `${one.kind} ${one.provider} ${one.name}`);

  it('are told by the input that takes them', () => {
    expect(
      kinds(`- uses: google-github-actions/auth@v3\n  with: {credentials_json: '${secret('ANYTHING')}'}`),
    ).toEqual(['static gcp ANYTHING']);
  });

  it('are none where a role is taken for the identity token', () => {
    expect(
      kinds(
        '- uses: aws-actions/configure-aws-credentials@v5\n  with: {role-to-assume: arn:x, aws-region: y}',
      ),
    ).toEqual(['federated aws arn:x']);
    expect(
      kinds(
        `- uses: azure/login@v2\n  with: {client-id: '${secret('AZURE_CLIENT_ID')}', tenant-id: '${secret('AZURE_TENANT_ID')}'}`,
      ),
    ).toEqual([`federated azure ${secret('AZURE_CLIENT_ID')}`]);
  });

  it('are had where a role is taken with a key', () => {
    const found = kinds(
      `- uses: aws-actions/configure-aws-credentials@v5\n  with: {role-to-assume: arn:x, aws-access-key-id: '${secret('A')}', aws-secret-access-key: '${secret('B')}'}`,
    );
    expect(found).toEqual(['static aws B']);
  });
});
