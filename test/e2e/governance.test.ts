import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cast, castOf } from '../../src/entrypoints/demo/thread/cast.ts';
import { KUSTOMIZATION } from '../../src/entrypoints/demo/thread/grant.ts';
import { until } from '../../src/entrypoints/demo/thread/until.ts';
import type { Workplace } from '../../src/entrypoints/demo/thread/workplace.ts';
import type { AccessGrantDocument } from '../../src/model/access-document.ts';
import type {
  ReviewDocument,
  ReviewItemsDocument,
  ReviewRemediationDocument,
} from '../../src/model/review-document.ts';
import { ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { AtWork } from './governance-people.ts';
import { mainward } from './mainward.ts';
import { signedInAs } from './thread-events.ts';
import { LONG_MS } from './thread-landing.ts';
import { ofType, recordOf } from './thread-record.ts';
import { type RealStage, setRealStage } from './thread-stage.ts';

const LAB = 'tenants/payments/lab.yaml';
const cast = castOf(1);
const owner = ownerOf(cast);
const guests = [4, 5, 6].map((number) => cast.people.member('orders', number));
const lead = cast.people.member('payments', 0);
const onCall = cast.people.member('payments', 2);

let stage: RealStage;
beforeAll(async () => {
  const account = (role: string, { id, name, email, groups }: typeof lead) => ({
    id,
    name,
    email,
    groups,
    role,
  });
  stage = await setRealStage({
    guarded: true,
    also: withLab,
    accounts: [account('second', cast.approvers[1]), account('lead', lead), account('on-call', onCall)],
  });
});
afterAll(async () => stage?.stop());

/** Leads a team, and not that whose namespace holds the lab's manifest. */
function ownerOf({ people, developer }: Cast): Cast['developer'] {
  return people.group('team-leads').find(({ groups }) => !groups.includes('team-payments')) ?? developer;
}

/** A namespace with an owner of its own, in which three people of another team have a role. */
function withLab(administrator: Workplace): void {
  const read = (path: string): string => readFileSync(join(administrator.folder, path), 'utf8');
  administrator.write(
    LAB,
    `apiVersion: v1
kind: Namespace
metadata:
  name: lab
  annotations:
    mainward.dev/owner: lab-owners
---
# Guests of the lab, until it is over.
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: guests
  namespace: lab
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: tenant-viewer
subjects:
${guests
  .map(
    ({ email }, index) => `  # guest ${index + 1}
  - apiGroup: rbac.authorization.k8s.io
    kind: User
    name: ${email}
`,
  )
  .join('')}`,
  );
  administrator.write(KUSTOMIZATION, `${read(KUSTOMIZATION).trimEnd()}\n  - lab.yaml\n`);
  administrator.write(
    '.mainward/lab-review.yaml',
    `apiVersion: mainward.dev/v1alpha1
kind: ReviewDefinition
metadata:
  name: lab
spec:
  owner: platform-security
  clusters: [production]
  namespaces: [lab]
  days: 7
  mostRemoved: 0.5
`,
  );
  const roster = '.mainward/roster.yaml';
  const entry = new RegExp(`(- id: ${owner.id.replaceAll('.', '\\.')}\\n(?: .*\\n)*?      groups: \\[)`);
  administrator.write(roster, read(roster).replace(entry, '$1lab-owners, '));
}

async function subjectsOf(namespace: string, name: string): Promise<readonly string[] | undefined> {
  const found = await stage.admin.get({ type: ROLE_BINDINGS, namespace, name });
  if (found === undefined) return undefined;
  return ((found['subjects'] ?? []) as readonly { readonly name: string }[]).map((one) => one.name);
}

/** Waits until something is so; the error says what was awaited. */
async function demand<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const found = await stage.telling(() => until(look, LONG_MS, 500));
  if (found === undefined) throw new Error(`It does not come to that: ${what}.`);
  return found;
}

async function agree(role: string, person: typeof lead, head: string): Promise<void> {
  const { place } = await AtWork.begin(stage, person, role);
  await place.git(['fetch', '--quiet', 'origin', '+refs/heads/mainward/*:refs/heads/mainward/*']);
  const argv = ['approve', head, '--key', place.keyFile, '--roster', stage.world.roster, '--push'];
  const { code, err } = await mainward(argv, { cwd: place.folder, env: place.env });
  expect(code, err).toBe(0);
}

describe('an access review at the source', () => {
  let campaign: string;
  let revoked: string;

  test('is made from the commit, and the owner of the namespace keeps two and revokes one', async () => {
    const [gone] = guests;
    await demand('the agent applies the lab', async () => subjectsOf('lab', 'guests'));
    const security = await AtWork.begin(stage, cast.approvers[0], 'security');
    const begun = await stage.telling(() => security.json<ReviewDocument>('review', 'start', 'lab'));
    campaign = begun.campaign;
    expect(begun).toMatchObject({ items: 3, open: 3, state: 'in-review' });
    const she = await AtWork.begin(stage, owner, 'manager');
    const { items } = await she.json<ReviewItemsDocument>('review', 'list', campaign, '--mine');
    expect(items.map(({ principal }) => principal.subject.name).sort()).toEqual(
      guests.map(({ email }) => email).sort(),
    );
    expect(new Set(items.map(({ at, reviewer }) => `${at.path} ${reviewer}`))).toEqual(
      new Set([`${LAB} ${owner.id}`]),
    );
    revoked = items.find(({ principal }) => principal.subject.name === gone?.email)?.id ?? '';
    const kept = items.flatMap(({ id }) => (id === revoked ? [] : [id]));
    const signed = ['--key', she.keyFile];
    const why = ['--reason', 'still working on it'];
    await she.run('review', 'decide', campaign, ...kept, '--keep', ...why, ...signed);
    await she.run('review', 'decide', campaign, revoked, '--revoke', '--reason', 'went home', ...signed);
    const [now] = (await she.json<{ campaigns: readonly ReviewDocument[] }>('review', 'list')).campaigns;
    expect(now).toMatchObject({ campaign, state: 'in-remediation', open: 0 });
  });

  test('is proposed to be removed by a commit that only takes those lines out, which lands when two agreed', async () => {
    const [gone, ...kept] = guests;
    const security = await AtWork.begin(stage, cast.approvers[0], 'security');
    const { proposals, tasks } = await stage.telling(() =>
      security.json<ReviewRemediationDocument>('review', 'remediate', campaign),
    );
    expect(tasks).toEqual([]);
    const head = proposals[0]?.head ?? '';
    const git = (...argv: readonly string[]): Promise<string> => security.place.git(argv);
    await git('fetch', '--quiet', 'origin', '+refs/heads/mainward/*:refs/heads/mainward/*');
    const diff = (await git('diff', '--unified=0', `${head}^`, head)).split('\n');
    expect(diff.filter((line) => /^\+(?!\+\+)/.test(line))).toEqual([]);
    expect(diff.filter((line) => /^-(?!--)/.test(line))).toEqual([
      '-  # guest 1',
      '-  - apiGroup: rbac.authorization.k8s.io',
      '-    kind: User',
      `-    name: ${gone?.email}`,
    ]);
    const open = await mainward([...close(campaign), '--server', stage.world.server.origin], {
      cwd: security.place.folder,
      env: security.place.env,
    });
    expect(open.code).not.toBe(0);
    await agree('security', cast.approvers[0], head);
    await agree('second', cast.approvers[1], head);
    await demand('the guest is gone from the cluster', async () => {
      const now = await subjectsOf('lab', 'guests');
      return now !== undefined && !now.includes(gone?.email ?? '') ? true : undefined;
    });
    expect((await subjectsOf('lab', 'guests'))?.toSorted()).toEqual(kept.map(({ email }) => email).sort());
  });

  test('is verified in Git and live, closes, and its evidence pack verifies without a network', async () => {
    const security = await AtWork.begin(stage, cast.approvers[0], 'security');
    await demand('the removal is verified in the cluster', async () => {
      const { unverified } = await security.json<ReviewRemediationDocument>('review', 'verify', campaign);
      return unverified.length === 0 ? true : undefined;
    });
    const verified = ofType(await recordOf(stage), 'review.verified');
    expect(verified.map(({ cluster }) => cluster)).toEqual([undefined, 'production']);
    await security.run(...close(campaign));
    const pack = join(stage.world.root, 'pack');
    await security.run('review', 'export', campaign, '--out', pack);
    const verify = (): ReturnType<typeof mainward> =>
      mainward(['log', 'verify', pack, '--trust', stage.world.trust], {
        cwd: security.place.folder,
        env: { PATH: process.env['PATH'] ?? '' },
      });
    expect(await verify()).toMatchObject({ code: 0 });
    const file = join(pack, 'population.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').replace('tenant-viewer', 'tenant-viewed'));
    const damaged = await verify();
    expect(damaged.code).toBe(1);
    expect(`${damaged.out}${damaged.err}`).toContain('population.ndjson');
  });
});

describe('access for a while', () => {
  let grant: AccessGrantDocument;

  test('is asked for, agreed to, and comes by the same way as any change', async () => {
    const developer = await AtWork.begin(stage, cast.developer, 'developer');
    const wish = ['--minutes', '2', '--reason', 'INC-4711: refunds time out'];
    grant = await stage.telling(() =>
      developer.json<AccessGrantDocument>('access', 'request', 'payments-operate', ...wish),
    );
    const agreeing = await AtWork.begin(stage, lead, 'lead');
    await agreeing.place.git(['fetch', '--quiet', 'origin', '+refs/heads/mainward/*:refs/heads/mainward/*']);
    const signed = ['--key', agreeing.keyFile, '--roster', stage.world.roster, '--push'];
    await agreeing.run('access', 'approve', grant.id, ...signed);
    await demand('it is in the cluster', () => subjectsOf('payments', bindingOf(grant)));
    expect(await subjectsOf('payments', bindingOf(grant))).toEqual([cast.developer.email]);
  });

  test('with break-glass is there at once, said loudly, and reviewed by somebody else', async () => {
    const own = await AtWork.begin(stage, onCall, 'on-call');
    const wish = ['--minutes', '5', '--reason', 'INC-4712: payments are down'];
    const taken = await stage.telling(() =>
      own.json<AccessGrantDocument>('break-glass', 'payments-operate', ...wish),
    );
    expect(taken).toMatchObject({ kind: 'break-glass', state: 'active' });
    await demand('it is in the cluster', () => subjectsOf('payments', bindingOf(taken)));
    expect(stage.server.events()).toContainEqual(
      expect.objectContaining({ level: 'error', grant: taken.id }),
    );
    const again = await mainward(
      ['break-glass', 'payments-operate', ...wish, '--server', stage.world.server.origin],
      { cwd: own.place.folder, env: own.place.env },
    );
    expect(again.code).not.toBe(0);
    const browser = await signedInAs(stage, 'security');
    const url = new URL(`/api/v1/access/grants/${taken.id}/review`, stage.world.server);
    const { status } = await browser.ask(url, {
      method: 'POST',
      body: JSON.stringify({ verdict: 'justified', say: 'Payments were down.' }),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        origin: stage.world.server.origin,
      },
    });
    expect(status).toBe(200);
  });

  test('ends by itself, in the cluster and in Git', async () => {
    await demand('the binding is gone', async () =>
      (await subjectsOf('payments', bindingOf(grant))) === undefined ? true : undefined,
    );
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(grant.expires));
    const ends = await demand('both ends are on record', async () => {
      const found = ofType(await recordOf(stage), 'grant.ended').filter((one) => one.grant === grant.id);
      return new Set(found.map(({ by }) => by)).size > 1 ? found : undefined;
    });
    expect(ends.map(({ by }) => by).sort()).toEqual(['commit', 'guard']);
  });
});

function close(campaign: string): readonly string[] {
  return ['review', 'verify', campaign, '--close', '--reason', 'all is verified'];
}

function bindingOf({ id }: AccessGrantDocument): string {
  return `mainward-${id}`;
}
