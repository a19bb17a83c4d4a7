import { describe, expect, test } from 'vitest';
import { MainwardError } from '../../../model/errors.ts';
import { parseListen } from './address.ts';
import type { ServerConfig } from './config.ts';
import { readConfig } from './read.ts';

const WHOLE = `schema: mainward.dev/config/v1
publicUrl: https://mainward.example
listen: '[::1]:8443'
metrics: { listen: ':9090' }
artifacts: { listen: 0.0.0.0:9080, publicUrl: 'https://artifacts.example' }
signIn:
  issuer: https://idp.example/realm
  clientId: mainward
  clientSecretFile: secrets/client
  groupsClaim: roles
  mfa: { amr: [mfa, hwk] }
roles:
  security: [platform-security]
  auditor: [audit, revision]
log: { origin: mainward.example/log, open: true }
repositories:
  - name: infrastructure
    path: git/infrastructure.git
    ref: refs/heads/main
clusters:
  - { name: production, environment: production, kubeconfig: kube/production }
  - { name: staging, environment: staging, inCluster: true }
issuers:
  - { issuer: 'https://ci.example', audience: 'https://mainward.example', algorithms: [ES256] }
sources:
  - { repository: infrastructure, cluster: production, namespace: flux-system, name: infrastructure }
`;

function read(text: string): ServerConfig {
  return readConfig(new TextEncoder().encode(text), 'mainward.yaml', '/etc/mainward');
}

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof MainwardError && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('the configuration', () => {
  test('says as whom Mainward commits, with a key in a file of its own', () => {
    const committer =
      'committer: { robot: mainward, name: Mainward, email: mainward@acme.example, keyFile: keys/robot }';
    const config = read(WHOLE.replace('ref: refs/heads/main', `ref: refs/heads/main\n    ${committer}`));
    expect(config.repositories[0]?.committer).toEqual({
      robot: 'mainward',
      name: 'Mainward',
      email: 'mainward@acme.example',
      keyFile: '/etc/mainward/keys/robot',
    });
    const crooked = committer.replace('name: Mainward', "name: 'M <root@acme.example>'");
    expect(refusal(WHOLE.replace('ref: refs/heads/main', `ref: refs/heads/main\n    ${crooked}`))).toContain(
      'one line without < and >',
    );
  });

  test('means what it says, with paths that count from its folder', () => {
    const config = read(WHOLE);
    expect(config).toMatchObject({
      listen: { host: '::1', port: 8_443 },
      metrics: { listen: { host: '::', port: 9_090 } },
      signIn: {
        clientSecretFile: '/etc/mainward/secrets/client',
        groupsClaim: 'roles',
        mfa: { amr: ['mfa', 'hwk'], acr: [] },
        session: { idle: 30, absolute: 600 },
      },
      roles: { security: ['platform-security'], auditor: ['audit', 'revision'], administrator: [] },
      log: { origin: 'mainward.example/log', open: true },
      repositories: [{ path: '/etc/mainward/git/infrastructure.git', policy: '.mainward' }],
      clusters: [{ kubeconfig: '/etc/mainward/kube/production' }, { name: 'staging' }],
      issuers: [{ loopback: false, privateNetwork: false, maxAgeMinutes: 10 }],
      broker: { policy: 'infrastructure' },
    });
    expect(config.publicUrl?.origin).toBe('https://mainward.example');
    expect(config.clusters[1]).not.toHaveProperty('kubeconfig');
  });

  test('lets nobody in where it says nothing of it', () => {
    const config = read('schema: mainward.dev/config/v1\n');
    expect(config.signIn).toBeUndefined();
    expect(Object.values(config.roles).flat()).toEqual([]);
    expect(config.log.open).toBe(false);
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 8_080 });
  });

  test.each([
    ['schema: mainward.dev/config/v2', '1:9'],
    ['schema: mainward.dev/config/v1\nnope: 1', '1:1'],
    ['schema: mainward.dev/config/v1\nlisten: nowhere', '2:9'],
    ['schema: mainward.dev/config/v1\nlisten: 127.0.0.1:99999', '2:9'],
    ['schema: mainward.dev/config/v1\npublicUrl: http://mainward.example', '2:12'],
    ['schema: mainward.dev/config/v1\npublicUrl: https://a@mainward.example', '2:12'],
    ['schema: mainward.dev/config/v1\npublicUrl: https://mainward.example/below', '2:12'],
    ['schema: mainward.dev/config/v1\nroles:\n  owner: [a]', '3:3'],
    ['schema: mainward.dev/config/v1\nschema: mainward.dev/config/v1', '2:1'],
    ['schema: mainward.dev/config/v1\n---\nschema: mainward.dev/config/v1', '1:1'],
    ['', '1:1'],
    [WHOLE.replace('refs/heads/main', 'main'), '19:10'],
    [WHOLE.replace('  mfa: { amr: [mfa, hwk] }', '  mfa: {}'), '11:8'],
    [WHOLE.replace('  mfa: { amr: [mfa, hwk] }\n', ''), '7:3'],
    [WHOLE.replace('inCluster: true', 'inCluster: true, kubeconfig: x'), '22:5'],
    [WHOLE.replace('name: staging', 'name: production'), '22:5'],
    [WHOLE.replace('repository: infrastructure', 'repository: other'), '26:19'],
    [WHOLE.replace('[ES256]', '[HS256]'), '24:88'],
    [WHOLE.replace("issuer: 'https://ci.example'", "issuer: 'https://CI.example'"), '24:15'],
    [WHOLE.replace("issuer: 'https://ci.example'", "issuer: 'http://ci.example'"), '24:15'],
    [`${WHOLE}broker: { policy: other }\n`, '27:19'],
    [WHOLE.replace('clusters:', '  - { name: two, path: two.git, ref: refs/heads/main }\nclusters:'), '25:3'],
    [WHOLE.replace('https://idp.example/realm', 'http://idp.example'), '7:11'],
  ])('is refused whole, and the place is named: %#', (text, place) => {
    expect(refusal(text)).toContain(`mainward.yaml:${place} `);
  });

  test('is not repeated where it is wrong', () => {
    expect(refusal('schema: mainward.dev/config/v1\nlisten: canary-canary')).not.toContain('canary');
  });
});

test.each([
  ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
  [':0', { host: '::', port: 0 }],
  ['[::]:1', { host: '::', port: 1 }],
  ['host.example:65535', { host: 'host.example', port: 65_535 }],
  ['::1:80', undefined],
  ['host', undefined],
  ['host:', undefined],
  ['ho st:1', undefined],
])('%s is the address %j', (text, address) => {
  expect(parseListen(text)).toEqual(address);
});
