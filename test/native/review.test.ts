import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemPause } from '../../src/adapters/system/pause.ts';
import { inProcessCluster } from '../../src/entrypoints/demo/cluster/in-process.ts';
import { objectsOf } from '../../src/entrypoints/demo/cluster/seed.ts';
import { type Composed, compose } from '../../src/entrypoints/server/compose.ts';
import { NO_CONFIG } from '../../src/entrypoints/server/config/config.ts';
import { makeLogger } from '../../src/entrypoints/server/logger.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import type { ReviewVerdict } from '../../src/model/review.ts';
import type { ReviewRemediationDocument } from '../../src/model/review-document.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { NAMESPACES } from '../../src/ports/cluster-kinds.ts';
import { FakeAgent } from '../guard/fake-agent.ts';
import { FakeDesired } from '../guard/fake-desired.ts';
import { namespace } from '../guard/ground.ts';
import { browserKey, signedInBrowser } from '../review/decisions.ts';
import { type Clone, Host, POLICY } from './host.ts';

const DEFINITION = `apiVersion: mainward.dev/v1alpha1
kind: ReviewDefinition
metadata: {name: quarterly}
spec: {owner: leads, clusters: [production], reviewers: [{namespace: shop, group: leads}], mostRemoved: 0.5}
`;
const EDITORS = 'clusters/production/editors.yaml';
const BINDING = `# Who may change the shop.
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: editors, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects:
  # The team.
  - kind: User
    name: oidc:dan
    apiGroup: rbac.authorization.k8s.io
  # Helps out until the sale is over.
  - kind: User
    name: oidc:eve
    apiGroup: rbac.authorization.k8s.io
  - kind: User
    name: oidc:fay
    apiGroup: rbac.authorization.k8s.io
`;

let host: Host;
let cho: Clone;
let root: Cluster;
let agent: FakeAgent;
let desired: FakeDesired;
let composed: Composed;
let campaign: Campaign;
let log = '';

beforeAll(async () => {
  host = await Host.open();
  writeFileSync(host.roster, roster());
  await host.install();
  const ann = await host.clone('ann');
  await ann.git('checkout', '-q', '-b', 'main');
  await ann.commit('Begin', {
    '.mainward/policy.yaml': POLICY,
    '.mainward/roster.yaml': roster(),
    '.mainward/review.yaml': DEFINITION,
    'clusters/production/kustomization.yaml': 'resources:\n  - editors.yaml\n',
    [EDITORS]: BINDING,
  });
  const pushed = await ann.push('main');
  if (!pushed.ok) throw new Error(pushed.said);
  cho = await host.clone('cho');
  const cluster = inProcessCluster({ clock: systemClock, random: { bytes: (count) => randomBytes(count) } });
  const as = (name: string): Cluster => cluster.as({ user: name, groups: ['system:masters'] });
  root = as('root');
  for (const name of ['flux-system', 'shop']) await root.create(NAMESPACES, namespace(name));
  desired = new FakeDesired(systemClock);
  agent = new FakeAgent(as('kustomize-controller'), desired, systemPause);
  await sync();
  composed = await compose({
    config: {
      ...NO_CONFIG,
      repositories: [
        {
          name: 'shop',
          path: host.bare,
          ref: 'refs/heads/main',
          policy: '.mainward',
          committer: {
            robot: 'mainward',
            name: 'mainward',
            email: 'mainward@example.org',
            keyFile: join(host.root, 'mallory.key'),
          },
        },
      ],
      guards: [
        {
          cluster: 'production',
          repository: 'shop',
          atMost: 'alert',
          roots: [
            {
              namespace: 'flux-system',
              name: 'production',
              repository: 'shop',
              path: './clusters/production',
            },
          ],
          follows: [{ namespace: 'flux-system', name: 'shop', repository: 'shop' }],
        },
      ],
    },
    data: join(host.root, 'data'),
    version: '0.0.0',
    logger: makeLogger({ write: (line) => void (log += line) }),
    env: {},
    clusters: new Map([
      ['production', { broker: as('broker'), publisher: as('publisher'), observer: as('observer') }],
    ]),
  });
  composed.begin({ url: new URL('http://127.0.0.1:1') });
  await until(() => composed.services.guards?.get('production')?.status().ready === true);
});
afterAll(async () => {
  await composed.close();
  host.close();
});

/** Ann writes and commands the robot, which has the key of Mallory; Ben leads the shop; Cho is of security. */
function roster(): string {
  const key = (id: string): string =>
    readFileSync(join(host.root, `${id}.key.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  const entry = (id: string, groups: string): string =>
    `    - {id: ${id}, emails: [${id}@example.org], groups: [${groups}], accounts: [{system: git, login: ${id}}], keys: [{type: ssh, publicKey: '${key(id)}'}]}\n`;
  return `apiVersion: mainward.dev/v1alpha1
kind: Roster
metadata: {name: people}
spec:
  people:
${entry('ann', 'developers')}${entry('ben', 'leads')}${entry('cho', 'security')}  robots:
    - {id: mainward, owners: [ann], emails: [mainward@example.org], keys: [{type: ssh, publicKey: '${key('mallory')}'}]}
`;
}

/** The agent applies what the protected ref has, and prunes what it has no more. */
async function sync(): Promise<void> {
  desired.objects = objectsOf(`${await onMain(EDITORS)}\n`, EDITORS);
  await agent.apply();
}

const onMain = (path: string): Promise<string> => host.run(host.bare, 'git', 'show', `main:${path}`);

async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  for (let round = 0; round < 1_000; round += 1) {
    if (await check()) return;
    await sleep(30);
  }
  throw new Error(`It is never so. What was logged:\n${log.slice(-4_000)}`);
}

/** What Ben decides about everything, signed with the key that their session made. */
async function decide(verdictOf: (name: string) => ReviewVerdict): Promise<void> {
  const at = new Date().toISOString();
  const key = browserKey();
  const decisions = [...campaign.items()].map(({ item: { id, digest, principal } }) => {
    const verdict = verdictOf(principal.subject.name);
    return {
      item: id,
      digest,
      verdict,
      reason: verdict === 'revoke' ? 'the sale is over' : 'is of the team',
    };
  });
  const { population } = campaign.started.entry;
  const envelope = signedInBrowser(key, { campaign: campaign.id, population, decisions, at });
  const signer = {
    person: 'ben',
    issuer: 'https://id.example',
    subject: 'ben',
    signedInAt: at,
    key: key.key,
  };
  const decided = await composed.services.reviews.decisions.decide({
    campaign: campaign.id,
    envelope,
    signer,
  });
  if (!decided.ok) throw new Error(JSON.stringify(decided.error));
}

async function remedied(what: 'remediate' | 'verify'): Promise<ReviewRemediationDocument> {
  const answer = await composed.services.reviews.remedy[what](campaign.id);
  if (answer === undefined || !answer.ok) throw new Error(JSON.stringify(answer));
  return answer.value;
}

const states = (): readonly string[] =>
  [...campaign.items()].map(({ item, state }) => `${item.principal.subject.name} ${state}`).sort();

describe('access that its reviewer revokes', () => {
  let proposal: ReviewRemediationDocument['proposals'][number] | undefined;

  test('is asked about, of whoever owns the namespace, at the commit that is accepted', async () => {
    campaign = await composed.services.reviews.starter.start({ definition: 'quarterly', by: 'cho' });
    const asked = [...campaign.items()].map(
      ({ item, assignment }) => `${item.principal.subject.name}: ${assignment?.reviewer}`,
    );
    expect(asked.sort()).toEqual(['oidc:dan: ben', 'oidc:eve: ben', 'oidc:fay: ben']);
    await decide((name) => (name === 'oidc:eve' ? 'revoke' : 'keep'));
    expect(states()).toEqual(['oidc:dan kept', 'oidc:eve revoked', 'oidc:fay kept']);
    expect(campaign.state).toBe('in-remediation');
  });

  test('is proposed as a commit of the robot that takes out exactly its lines', async () => {
    [proposal] = (await remedied('remediate')).proposals;
    const head = proposal?.head ?? '';
    const diff = await host.run(host.bare, 'git', 'diff', '--unified=0', `${head}^`, head);
    const changed = diff.split('\n').filter((line) => /^[-+](?![-+]{2})/.test(line));
    expect(changed).toEqual([
      '-  # Helps out until the sale is over.',
      '-  - kind: User',
      '-    name: oidc:eve',
      '-    apiGroup: rbac.authorization.k8s.io',
    ]);
    expect(await host.run(host.bare, 'git', 'diff', '--name-only', `${head}^`, head)).toBe(EDITORS);
    expect(
      await host.run(
        host.bare,
        'git',
        'show',
        '-s',
        '--format=%ae %(trailers:key=Review-Campaign,valueonly)',
        head,
      ),
    ).toBe(`mainward@example.org ${campaign.id}`);
  });

  test('is still there as long as nobody agreed, and the campaign cannot be closed', async () => {
    expect(await onMain(EDITORS)).toContain('oidc:eve');
    const { canClose, unverified } = await remedied('verify');
    expect([canClose, unverified.map(({ state }) => state)]).toEqual([false, ['proposed']]);
  });

  test('is out of Git once somebody of security agreed, through the gate', async () => {
    const refs = await host.run(
      host.bare,
      'git',
      'for-each-ref',
      '--points-at',
      proposal?.head ?? '',
      'refs/pull',
    );
    await cho.approve(Number(/refs\/pull\/(\d+)\/head/.exec(refs)?.[1]));
    await until(async () => !(await onMain(EDITORS)).includes('oidc:eve'));
    await until(() => states().includes('oidc:eve removed'));
    const { unverified } = await remedied('verify');
    expect(unverified).toMatchObject([{ state: 'removed', missing: 'production still has it' }]);
  });

  test('is verified once the agent has pruned it, and then the campaign closes', async () => {
    await sync();
    await until(() => states().includes('oidc:eve verified'));
    const { canClose, obstacles } = await remedied('verify');
    expect([canClose, obstacles]).toEqual([true, []]);
    const wish = { campaign: campaign.id, why: 'All is verified', acknowledge: [], by: 'ben' };
    expect(await composed.services.reviews.remedy.close({ ...wish, outcome: 'closed' })).toMatchObject({
      ok: true,
      value: { state: 'closed' },
    });
    const types = await composed.services.ledger.find({
      types: ['review.closed', 'review.verified', 'review.proposed'],
    });
    expect(types.map(({ entry }) => ('cluster' in entry ? 'live' : entry.type)).reverse()).toEqual([
      'review.proposed',
      'review.verified',
      'live',
      'review.closed',
    ]);
  });
});
