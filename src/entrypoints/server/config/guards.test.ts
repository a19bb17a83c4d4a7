import { describe, expect, test } from 'vitest';
import type { ServerConfig } from './config.ts';
import { readConfig } from './read.ts';

const CONTEXTS = 'observer: sees, revoker: deletes, reconciler: asks, registrar: registers';
const ASKED = "admission: { url: 'https://mainward.example:9443' }";
const ROOTS = 'roots: [{ namespace: flux-system, name: apps, path: ./live }]';
const GUARDED = `schema: mainward.dev/config/v1
repositories:
  - { name: infrastructure, path: infrastructure.git, ref: refs/heads/main }
clusters:
  - { name: production, environment: production, kubeconfig: kube, contexts: { ${CONTEXTS} } }
  - { name: bare, environment: staging, inCluster: true }
artifacts: { listen: ':9080', publicUrl: 'https://artifacts.example' }
admission: { listen: ':9443' }
sources:
  - { repository: infrastructure, cluster: production, namespace: flux-system, name: infrastructure }
  - { repository: infrastructure, cluster: bare, namespace: flux-system, name: infrastructure }
guards:
  - { cluster: production, repository: infrastructure, ROOTS }
`.replace('ROOTS', ROOTS);
const CLIENT = `schema: mainward.dev/config/v1
repositories:
  - { name: infrastructure, path: infrastructure.git, ref: refs/heads/main }
issuers:
  - { issuer: 'https://ci.example', audience: mainward, algorithms: [ES256] }
clusters:
  - { name: edge, environment: edge, kubeconfig: kube }
artifacts: { listen: ':9080', publicUrl: 'https://artifacts.example' }
sources:
  - { repository: infrastructure, cluster: edge, namespace: flux-system, name: infrastructure }
guards:
  - cluster: edge
    repository: infrastructure
    roots: [{ namespace: flux-system, name: apps, file: clusters/edge/apps.yaml }]
    client: { issuer: 'https://edge.example', audience: mainward, subject: 'system:serviceaccount:mainward:mainward-guard', algorithms: [RS256] }
`;

function read(text: string): ServerConfig {
  return readConfig(new TextEncoder().encode(text), 'mainward.yaml', '/etc/mainward');
}

test('the audit log of a guarded cluster comes with a token of which the digest is known', () => {
  const digest = 'ab'.repeat(32);
  const written = (text: string) =>
    GUARDED.replace(
      'repository: infrastructure, roots',
      `repository: infrastructure, audit: { tokenSha256: ${text} }, roots`,
    );
  expect(read(written(digest)).guards[0]?.audit).toEqual({ tokenSha256: digest });
  expect(() => read(written('the-token-itself'))).toThrow('64 lower-case hex digits');
});

describe('a guard in the configuration', () => {
  test('may go as far as policy says, by accounts of its own', () => {
    const config = read(GUARDED);
    expect(config.guards).toEqual([
      {
        cluster: 'production',
        repository: 'infrastructure',
        atMost: 'revoke',
        follows: [],
        roots: [{ namespace: 'flux-system', name: 'apps', repository: 'infrastructure', path: './live' }],
      },
    ]);
    expect(config.clusters[0]?.contexts).toEqual({
      observer: 'sees',
      revoker: 'deletes',
      reconciler: 'asks',
      registrar: 'registers',
    });
  });

  test('can be lowered, and then needs no account that writes', () => {
    const text = GUARDED.replace(
      'cluster: production, repository',
      'atMost: observe, cluster: bare, repository',
    );
    expect(read(text).guards).toMatchObject([{ cluster: 'bare', atMost: 'observe' }]);
  });

  test('says how an API server reaches this one, if it is to ask', () => {
    const asked = (how: string): unknown =>
      read(GUARDED.replace('roots:', `admission: { ${how} }, roots:`)).guards[0]?.admission;
    expect(read(GUARDED).admission).toEqual({ listen: { host: '::', port: 9_443 } });
    expect(asked("url: 'https://mainward.example:9443'")).toEqual({
      url: new URL('https://mainward.example:9443'),
    });
    expect(asked('service: { namespace: mainward, name: mainward }')).toEqual({
      service: { namespace: 'mainward', name: 'mainward', port: 443 },
    });
  });

  test('may look on where agents fetch by themselves, and takes nothing back there', () => {
    const text = (tier: string): string =>
      GUARDED.replace(/^ {2}- \{ repository.*\n/gm, '')
        .replace('sources:\n', '')
        .replace('roots:', `${tier} follows: [{ namespace: flux-system, name: flux-system }], roots:`);
    expect(read(text('atMost: observe,')).guards).toMatchObject([
      { follows: [{ namespace: 'flux-system', name: 'flux-system', repository: 'infrastructure' }] },
    ]);
    expect(() => read(text(''))).toThrow('would fight them');
  });

  test('may run beside a cluster that this server does not reach', () => {
    expect(read(CLIENT).guards).toMatchObject([
      { cluster: 'edge', client: { issuer: 'https://edge.example', maxAgeMinutes: 60, loopback: false } },
    ]);
  });

  test.each([
    ['no cluster', GUARDED.replace('{ cluster: production', '{ cluster: other'), '13:16', 'no cluster'],
    [
      'no repository',
      GUARDED.replace('repository: infrastructure, roots', 'repository: other, roots'),
      '13:40',
      'no repository',
    ],
    [
      'two guards of one cluster',
      `${GUARDED}  - { cluster: production, repository: infrastructure, ${ROOTS} }\n`,
      '14:16',
      'has two',
    ],
    [
      'no account to take back with',
      GUARDED.replace('{ cluster: production', '{ cluster: bare'),
      '13:16',
      'revoker and reconciler',
    ],
    [
      'no account to ask agents with',
      GUARDED.replace(' reconciler: asks,', ''),
      '13:16',
      'no context for reconciler',
    ],
    [
      'one account that sees and deletes',
      GUARDED.replace('revoker: deletes', 'revoker: sees'),
      '5:105',
      'the same context as the observer',
    ],
    [
      'one account that deletes and registers',
      GUARDED.replace('registrar: registers', 'registrar: deletes'),
      '5:105',
      'the same context as the registrar',
    ],
    [
      'contexts in a pod',
      GUARDED.replace('inCluster: true', `inCluster: true, contexts: { ${CONTEXTS} }`),
      '6:5',
      'one account',
    ],
    ['a tier that is none', GUARDED.replace('{ cluster', '{ atMost: revert, cluster'), '13:15', ''],
    [
      'the tokens of jobs for its client',
      CLIENT.replace("'https://edge.example'", "'https://ci.example'"),
      '15:13',
      'those of jobs',
    ],
    [
      'a client without a subject',
      CLIENT.replace("subject: 'system:serviceaccount:mainward:mainward-guard', ", ''),
      '15:13',
      '',
    ],
    [
      'roots that nothing brings to the cluster',
      GUARDED.replace('cluster: production, namespace', 'cluster: bare, namespace'),
      '13:64',
      'no source brings',
    ],
    ['no roots', GUARDED.replace(ROOTS, 'roots: []'), '13:63', ''],
    ['a root that is nowhere', GUARDED.replace(', path: ./live', ''), '13:64', 'a file or a path'],
    ['a root outside', GUARDED.replace('./live', '../live'), '13:108', 'stay in the repository'],
    [
      'an API server that would ask a client',
      CLIENT.replace('    roots:', "    admission: { url: 'https://mainward.example:9443' }\n    roots:"),
      '14:16',
      'a client guards',
    ],
    [
      'an API server that asks where nobody listens',
      GUARDED.replace("admission: { listen: ':9443' }\n", '').replace('roots:', `${ASKED}, roots:`),
      '12:67',
      'no `admission` says',
    ],
    [
      'an API server that nobody tells where to ask',
      GUARDED.replace(', registrar: registers', '').replace('roots:', `${ASKED}, roots:`),
      '13:67',
      'no context for registrar',
    ],
    ['an issuer by http', CLIENT.replace('https://edge', 'http://edge'), '15:23', ''],
  ])('is refused with %s', (_, text, place, why) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(() => read(text)).toThrow(`mainward.yaml:${place} `);
    expect(() => read(text)).toThrow(why);
  });
});
