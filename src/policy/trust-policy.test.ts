import { describe, expect, it } from 'vitest';
import type { TrustPolicy } from '../model/policy.ts';
import { issuerProblem } from './issuer-url.ts';
import { readPolicyFile } from './read.ts';
import { demandSoundTogether } from './trust-policy.ts';

const GRANT = `{stage: deploy, environment: production, repository: infrastructure, cluster: prod-eu, serviceAccount: pipelines/deploy}`;

function read(spec: Readonly<Record<string, string>> = {}, name = 'web'): TrustPolicy {
  const fields = {
    issuer: 'https://ci.example.org',
    audience: 'https://mainward.example.org',
    claims: '{repository: acme/infrastructure}',
    grants: `[${GRANT}]`,
    ...spec,
  };
  const lines = Object.entries(fields).map(([key, value]) => `  ${key}: ${value}\n`);
  const text = `apiVersion: mainward.dev/v1alpha1\nkind: TrustPolicy\nmetadata: {name: ${name}}\nspec:\n${lines.join('')}`;
  const [policy] = readPolicyFile(new TextEncoder().encode(text), { path: 'trust.yaml' }).trustPolicies;
  if (policy === undefined) throw new Error('There is no policy in it.');
  return policy;
}

describe('a TrustPolicy', () => {
  it('is read with its defaults', () => {
    expect(read()).toEqual({
      name: 'web',
      issuer: 'https://ci.example.org',
      audience: 'https://mainward.example.org',
      claims: new Map([['repository', { kind: 'exactly', value: 'acme/infrastructure' }]]),
      commitClaim: 'sha',
      refClaim: 'ref',
      grants: [
        {
          stage: 'deploy',
          environment: 'production',
          repository: 'infrastructure',
          cluster: 'prod-eu',
          account: { namespace: 'pipelines', name: 'deploy' },
          seconds: 600,
        },
      ],
      at: expect.objectContaining({ path: 'trust.yaml', line: 1 }),
    });
  });

  it('keeps the type of what a claim must be', () => {
    const { claims } = read({
      claims:
        '{sub: "repo:acme/web:ref:refs/heads/main", repository_id: "74", fork: false, run: 7, ref: {glob: refs/heads/*}}',
    });
    expect([...claims.values()]).toEqual([
      { kind: 'exactly', value: 'repo:acme/web:ref:refs/heads/main' },
      { kind: 'exactly', value: '74' },
      { kind: 'exactly', value: false },
      { kind: 'exactly', value: 7 },
      { kind: 'glob', pattern: 'refs/heads/*' },
    ]);
  });

  it.each([
    ['no claims', { claims: '{}' }],
    ['claims that bind nobody', { claims: '{event_name: push, ref: refs/heads/main}' }],
    ['a subject that anybody has', { claims: '{sub: {glob: "*"}}' }],
    ['a subject of any owner', { claims: '{sub: {glob: "repo:*/web:ref:refs/heads/main"}}' }],
    ['a subject of owners that begin alike', { claims: '{sub: {glob: "repo:acme*/web:pull_request"}}' }],
    ['a repository of any owner', { claims: '{repository: {glob: "*/web"}}' }],
    ['a glob over numbers', { claims: '{repository_id: {glob: "7*"}}' }],
    ['an empty repository', { claims: '{repository: ""}' }],
    ['a wildcard that is none here', { claims: '{repository: {glob: "acme/**"}}' }],
    ['a glob without a star', { claims: '{repository: {glob: "acme/web"}}' }],
    ['a claim that is judged already', { claims: '{repository: acme/web, aud: other}' }],
    ['a claim that is a list', { claims: '{repository: [acme/web]}' }],
    ['a claim of no name', { claims: '{repository: acme/web, "": x}' }],
    ['an issuer with user info', { issuer: 'https://ci.example.org@evil.example' }],
    ['an issuer over http', { issuer: 'http://ci.example.org' }],
    ['no grants', { grants: '[]' }],
    ['one grant twice', { grants: `[${GRANT}, ${GRANT}]` }],
    ['a grant for another stage', { grants: `[${GRANT.replace('deploy,', 'admin,')}]` }],
    [
      'a credential for less than the API server gives',
      { grants: `[${GRANT.replace('}', ', ttlMinutes: 9}')}]` },
    ],
    ['a credential for hours', { grants: `[${GRANT.replace('}', ', ttlMinutes: 61}')}]` }],
    ['an environment that looks encoded', { grants: `[${GRANT.replace('production', '"prod%3Aeu"')}]` }],
    ['an account without a namespace', { grants: `[${GRANT.replace('pipelines/deploy', 'deploy')}]` }],
    ['a field that does not exist', { subject: 'repo:acme/web' }],
  ] as [string, Record<string, string>][])('is refused with %s', (_, spec) => {
    expect(() => read(spec)).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
  });

  it('may leave the repository of one owner open, or what follows it', () => {
    for (const claims of [
      '{repository: {glob: acme/*}}',
      '{sub: {glob: "repo:acme/*:environment:production"}}',
    ])
      expect(read({ claims }).claims.size).toBe(1);
  });
});

describe('several TrustPolicies', () => {
  it('have names of their own', () => {
    expect(() => demandSoundTogether([read(), read()])).toThrow(/another TrustPolicy web/);
    expect(() => demandSoundTogether([read({}, 'a'), read({}, 'b')])).not.toThrow();
  });

  it('never give one service account to both stages', () => {
    const reading = read({ grants: `[${GRANT.replace('deploy,', 'validate,')}]` }, 'reading');
    expect(() => demandSoundTogether([read(), reading])).toThrow(/for deploy and for validate/);
    const elsewhere = read(
      { grants: `[${GRANT.replace('deploy,', 'validate,').replace('prod-eu', 'other')}]` },
      'e',
    );
    expect(() => demandSoundTogether([read(), elsewhere])).not.toThrow();
  });
});

describe('an issuer', () => {
  it.each([
    'https://token.actions.githubusercontent.com',
    'https://gitlab.example.org/',
    'https://oidc.circleci.com/org/5f1c',
    'http://127.0.0.1:4000',
    'http://localhost:8080/realms/x',
  ])('may be %s', (issuer) => {
    expect(issuerProblem(issuer)).toBeUndefined();
  });

  it.each([
    'ci.example.org',
    'https://CI.example.org',
    'https://ci.example.org:443',
    'https://ci.example.org/a/../b',
    'https://ci.example.org?x',
    'https://ci.example.org#',
    'https://a@ci.example.org',
    'https://ci.exämple.org',
    'http://ci.example.org',
    'http://127.0.0.1.example.org',
    'file:///etc/passwd',
    ' https://ci.example.org',
    'https://ci.example.org\n',
  ])('cannot be %j', (issuer) => {
    expect(issuerProblem(issuer)).toBeTypeOf('string');
  });
});
