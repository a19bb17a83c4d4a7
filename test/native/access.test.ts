import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleOf } from '../../src/chain/access/bundle.ts';
import type { AccessGrant, AccessPolicy } from '../../src/model/access-grant.ts';
import { fileLocation } from '../../src/model/location.ts';
import { type Clone, Host, POLICY, type Pushed } from './host.ts';

/** What `ACCESS` says. */
const EDIT: AccessPolicy = {
  name: 'shop-edit',
  cluster: 'prod',
  offers: [{ namespace: 'shop', role: { kind: 'ClusterRole', name: 'edit' } }],
  eligible: ['developers'],
  minutes: { longest: 120, usual: 60 },
  approvals: [{ group: 'leads', count: 1 }],
  reasonPrefixes: ['INC-'],
  pendingMinutes: 60,
  folder: 'clusters/prod/access',
  breakGlass: {
    eligible: ['on-call'],
    longestMinutes: 30,
    reviewers: ['security'],
    reviewWithinMinutes: 1440,
    committer: 'mainward',
  },
  at: fileLocation({ path: '.mainward/access.yaml' }),
};
const ACCESS = `apiVersion: mainward.dev/v1alpha1
kind: AccessPolicy
metadata: {name: shop-edit}
spec:
  cluster: prod
  offers: [{namespace: shop, role: ClusterRole/edit}]
  eligible: [developers]
  longestMinutes: 120
  approvals: [{group: leads, count: 1}]
  reasonPrefixes: [INC-]
  folder: clusters/prod/access
  breakGlass: {eligible: [on-call], longestMinutes: 30, reviewers: [security], committer: mainward}
`;
const LISTED = 'clusters/prod/access/kustomization.yaml';
const EMPTY = 'kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources:\n- roles.yaml\n';

let host: Host;
let ann: Clone;
let ben: Clone;
/** Pushes as mallory, and signs as the robot: who pushes is not who signs. */
let robot: Clone;
let main: string;
let number = 0;

beforeAll(async () => {
  host = await Host.open();
  writeFileSync(host.roster, roster());
  await host.install();
  ann = await host.clone('ann');
  await ann.git('checkout', '-q', '-b', 'main');
  await ann.commit('Begin', {
    '.mainward/policy.yaml': POLICY,
    '.mainward/access.yaml': ACCESS,
    [LISTED]: EMPTY,
    'clusters/prod/access/roles.yaml': 'kind: List\napiVersion: v1\nitems: []\n',
  });
  const pushed = await ann.push('main');
  if (!pushed.ok) throw new Error(pushed.said);
  ben = await host.clone('ben');
  robot = await host.clone('mallory');
  await robot.git('config', 'user.name', 'mainward');
  await robot.git('config', 'user.email', 'mainward@example.org');
  main = await host.ref('refs/heads/main');
});
afterAll(() => host.close());

/** Ann develops and is on call, Ben leads, Cho is of security; the robot is Cho's. */
function roster(): string {
  const key = (id: string): string =>
    readFileSync(join(host.root, `${id}.key.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  const entry = (id: string, groups: string): string =>
    `    - {id: ${id}, emails: [${id}@example.org], groups: [${groups}], accounts: [{system: git, login: ${id}}, {system: kubernetes, login: 'oidc:${id}'}], keys: [{type: ssh, publicKey: '${key(id)}'}]}\n`;
  return `apiVersion: mainward.dev/v1alpha1
kind: Roster
metadata: {name: people}
spec:
  people:
${entry('ann', 'developers, on-call, leads')}${entry('ben', 'leads, developers')}${entry('cho', 'security')}  robots:
    - {id: mainward, owners: [cho], emails: [mainward@example.org], accounts: [{system: git, login: mallory}], keys: [{type: ssh, publicKey: '${key('mallory')}'}]}
`;
}

const time = (minutes: number): string =>
  `${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)}Z`;

function grant(over: Partial<AccessGrant> = {}): AccessGrant {
  number += 1;
  return {
    id: `20261120-${String(number).padStart(6, '0')}`,
    kind: 'normal',
    policy: 'shop-edit',
    person: 'ann',
    subject: { kind: 'User', name: 'oidc:ann' },
    reason: 'INC-4711: the shop is down',
    requestedAt: time(-1),
    expires: time(59),
    at: fileLocation({ path: '' }),
    ...over,
  };
}

/** Its files, with its entry in the kustomization after the others. */
async function filesOf(...grants: readonly AccessGrant[]): Promise<Record<string, string>> {
  await ann.fetch();
  const listed = await ann.git('show', `${main}:${LISTED}`);
  const lines = grants.map(({ id }) => `- mainward-${id}.yaml\n`);
  const made = grants.flatMap((one) => {
    const { record, manifest } = bundleOf(one, EDIT);
    return [record, manifest].map(({ path, text }) => [path, text] as const);
  });
  return { ...Object.fromEntries(made), [LISTED]: `${listed}\n${lines.join('')}` };
}

async function offered(files: Readonly<Record<string, string>>, by: Clone = robot): Promise<string> {
  await ann.update();
  return by.offer(number, files);
}

async function landed(head: string, by: Clone = robot): Promise<Pushed> {
  await by.merge(head);
  const pushed = await by.push('main');
  if (pushed.ok) main = await host.ref('refs/heads/main');
  return pushed;
}

async function give(one: AccessGrant): Promise<void> {
  const head = await offered(await filesOf(one));
  await ben.approve(number);
  const pushed = await landed(head);
  if (!pushed.ok) throw new Error(pushed.said);
}

async function expectRefused(pushed: Pushed, ...words: readonly string[]): Promise<void> {
  expect(pushed.ok, pushed.said).toBe(false);
  for (const word of words) expect(pushed.said).toContain(word);
  expect(await host.ref('refs/heads/main')).toBe(main);
}

describe('a change that gives temporary access', () => {
  test('lands with the agreement that its policy wants, in place of what is wanted of other changes', async () => {
    const head = await offered(await filesOf(grant()));
    await expectRefused(await landed(head), 'approvals-missing', 'shop-edit: 1 of leads');
    await ben.approve(number);
    const pushed = await landed(head);
    expect(pushed.ok, pushed.said).toBe(true);
    await ben.update();
    await ben.git('fetch', '-q', 'origin', '+refs/mainward/attestations:refs/mainward/attestations');
    const { out } = await ben.mainward('verify', '--roster', host.roster);
    expect(out).toContain('agreed to by ben');
  });

  test('is not agreed to by whoever gets it', async () => {
    const one = grant();
    const head = await offered(await filesOf(one));
    await ann.approve(number).catch(() => undefined);
    await expectRefused(await landed(head), '1 more of leads');
  });

  test('is agreed to as it is: edited afterwards it was agreed to by nobody', async () => {
    const one = grant();
    await offered(await filesOf(one));
    await ben.approve(number);
    const longer = { ...one, expires: time(110) };
    await robot.update();
    await robot.git('checkout', '-q', '--detach', `refs/pull/${number}/head`);
    const head = await robot.commit('Longer', await filesOf(longer));
    await robot.push(`+${head}:refs/pull/${number}/head`);
    await robot.git('checkout', '-q', 'main');
    await expectRefused(await landed(head), 'stale-approval');
  });

  test('with something else in it needs the agreement to that as well', async () => {
    const head = await offered({ ...(await filesOf(grant())), 'clusters/prod/other.yaml': 'a: 1\n' });
    await ben.approve(number);
    await expectRefused(await landed(head), 'two-eyes: 1 of security');
  });

  test('with another role than its policy offers is refused, whoever agrees', async () => {
    const one = grant();
    const files = await filesOf(one);
    const { path } = bundleOf(one, EDIT).manifest;
    const head = await offered({ ...files, [path]: (files[path] ?? '').replace('edit', 'cluster-admin') });
    await ben.approve(number);
    await expectRefused(await landed(head), 'grant-malformed');
  });
});

describe('a change that takes temporary access out', () => {
  test('lands with nobody’s agreement, and with nothing else in it', async () => {
    const one = grant();
    await give(one);
    await ann.update();
    const listed = readFileSync(join(ann.folder, LISTED), 'utf8');
    const { record, manifest } = bundleOf(one, EDIT);
    const takeOut = async (): Promise<void> => {
      await ann.git('rm', '-q', record.path, manifest.path);
      writeFileSync(join(ann.folder, LISTED), listed.replace(`- mainward-${one.id}.yaml\n`, ''));
    };
    await takeOut();
    await ann.commit('Take it out, and more', { 'clusters/prod/more.yaml': 'a: 1\n' });
    await expectRefused(await ann.push('main'), 'two-eyes: 1 of security');
    await ann.update();
    await takeOut();
    await ann.commit('Take it out', {});
    const pushed = await ann.push('main');
    expect(pushed.ok, pushed.said).toBe(true);
    main = await host.ref('refs/heads/main');
  });

  test('changes nothing of what stands, whoever agrees', async () => {
    const one = grant();
    await give(one);
    await ann.update();
    await ann.commit('Longer', await filesOf({ ...one, expires: time(100) }));
    await expectRefused(await ann.push('main'), 'grant-altered');
  });

  test('leaves no kustomization behind that the agent could not build', async () => {
    const one = grant();
    await give(one);
    await ann.update();
    const { record, manifest } = bundleOf(one, EDIT);
    await ann.git('rm', '-q', record.path, manifest.path);
    await ann.commit('Take it out, and leave it listed', {});
    await expectRefused(await ann.push('main'), 'grant-altered', 'still names its manifest');
  });
});

describe('break-glass', () => {
  const broken = (over: Partial<AccessGrant> = {}): AccessGrant =>
    grant({ kind: 'break-glass', expires: time(25), ...over });

  async function pushes(by: Clone, files: Readonly<Record<string, string>>): Promise<Pushed> {
    await by.update();
    await by.commit('Break the glass', files);
    const pushed = await by.push('main');
    if (pushed.ok) main = await host.ref('refs/heads/main');
    return pushed;
  }

  test('lands at once where the robot of the policy signs it', async () => {
    const pushed = await pushes(robot, await filesOf(broken()));
    expect(pushed.ok, pushed.said).toBe(true);
    await ben.update();
    const { out } = await ben.mainward('verify', '--roster', host.roster, '-o', 'json');
    expect(out).toContain('"break-glass"');
  });

  test.each<[string, () => Promise<Pushed>, string]>([
    ['signed by a person', async () => pushes(ann, await filesOf(broken())), 'grant-not-from-committer'],
    [
      'together with something else',
      async () => pushes(robot, { ...(await filesOf(broken())), 'docs/notes.md': 'x' }),
      'together with something else',
    ],
  ])('%s is refused', async (_, push, why) => {
    await expectRefused(await push(), why);
  });
});
