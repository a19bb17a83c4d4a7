import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ForgeEvidence, PullRequest, Review } from '../../model/evidence.ts';
import type { Commit } from '../../model/git.ts';
import type { Landing } from '../../model/landing.ts';
import type { Roster } from '../../model/person.ts';
import type { Requirement } from '../../model/policy.ts';
import type { CommitSignature } from '../../model/signature.ts';
import { readGithubCodeowners } from './codeowners.ts';
import type { BroughtCommit, LandingInput } from './judge/input.ts';
import { judgeLanding } from './judge-landing.ts';

const AT = { path: 'roster.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
const HEAD = 'b'.repeat(40);
const LANDED = 'a'.repeat(40);

const roster: Roster = {
  at: AT,
  people: [
    ...['ann', 'ben', 'cho', 'dee'].map((id) => ({
      kind: 'person' as const,
      id,
      emails: [`${id}@example.org`],
      accounts: [{ system: 'github', login: id }],
      keys: [],
      groups: id === 'ann' ? [] : ['security'],
      at: AT,
    })),
    {
      kind: 'person',
      id: 'gone',
      emails: ['gone@example.org'],
      accounts: [{ system: 'github', login: 'gone' }],
      keys: [],
      groups: ['security'],
      until: '2026-01-01T00:00:00Z',
      at: AT,
    },
  ],
  robots: [
    {
      kind: 'robot',
      id: 'renovate',
      owners: ['ben', 'cho'],
      emails: ['bot@example.org'],
      accounts: [{ system: 'github', login: 'renovate' }],
      keys: [],
      at: AT,
    },
  ],
};

const withKey: Roster = {
  ...roster,
  people: roster.people.map((one) => ({
    ...one,
    keys: [{ type: 'ssh', publicKey: 'ssh-ed25519 AAAA', at: AT }],
  })),
};

function commit(
  oid: string,
  author: string,
  committer: string = author,
  coAuthors: readonly string[] = [],
): Commit {
  const stamp = (name: string): Commit['author'] => ({
    name,
    email: name.includes('@') ? name : `${name}@example.org`,
    when: 1_790_000_000,
    zone: '+0000',
  });
  return {
    oid,
    tree: 'c'.repeat(40),
    parents: ['d'.repeat(40)],
    author: stamp(author),
    committer: stamp(committer),
    message: 'A change',
    trailers: [],
    coAuthors: coAuthors.map((name) => ({ name, email: `${name}@example.org` })),
    payload: new Uint8Array(),
    oddities: [],
  };
}

function brought(made: Commit, signature: Partial<CommitSignature> = {}): BroughtCommit {
  const person = made.author.email.split('@')[0] ?? '';
  return { commit: made, signature: { kind: 'ssh', status: 'good', why: '', person, ...signature } };
}

const review = (login: string, over: Partial<Review> = {}): Review => ({
  author: { login, kind: 'human' },
  state: 'approved',
  commit: HEAD,
  at: '2026-09-02T00:00:00Z',
  ...over,
});

const pull = (reviews: readonly Review[], over: Partial<PullRequest> = {}): PullRequest => ({
  number: 7,
  state: 'merged',
  author: { login: 'ann', kind: 'human' },
  base: 'refs/heads/main',
  head: { sha: HEAD, ref: 'refs/heads/change', fork: false },
  createdAt: '2026-09-01T00:00:00Z',
  mergedAt: '2026-09-03T00:00:00Z',
  mergeCommit: LANDED,
  reviews,
  pushes: [{ actor: { login: 'ann', kind: 'human' }, after: HEAD, at: '2026-09-01T00:00:00Z' }],
  ...over,
});

const evidence: ForgeEvidence = {
  schema: 'mainward.dev/forge-evidence/v1',
  forge: 'github',
  repository: 'shop',
  source: 'written by hand',
  observedAt: '2026-09-10T00:00:00Z',
  rules: [
    {
      name: 'protect main',
      enforcement: 'active',
      include: ['~DEFAULT_BRANCH'],
      exclude: [],
      requirePullRequest: true,
      approvals: 1,
      codeOwners: false,
      dismissStale: true,
      lastPushApproval: true,
      signedCommits: false,
      blockForcePush: true,
      blockDeletion: true,
      bypass: [],
    },
  ],
  pullRequests: { openComplete: true, landedSince: '2026-01-01T00:00:00Z', items: [] },
};

const requirement: Requirement = {
  name: 'access',
  paths: ['rbac/**'],
  kinds: [],
  approvals: [{ group: 'security', count: 2 }],
  signed: false,
  at: AT,
};

function judged(over: Partial<LandingInput> = {}): Landing {
  return judgeLanding({
    repository: 'shop',
    ref: 'refs/heads/main',
    commit: LANDED,
    landing: 'merge',
    contentProved: true,
    commits: [
      brought(commit(LANDED, 'cho', 'noreply@github.com'), { person: 'cho' }),
      brought(commit(HEAD, 'ann')),
    ],
    pullRequest: pull([review('ben')]),
    evidence,
    roster,
    requirements: [],
    paths: ['app/deployment.yaml'],
    kinds: [],
    at: '2026-09-03T00:00:00Z',
    atWitnessed: true,
    ...over,
  });
}

const codes = ({ reasons }: Landing): readonly string[] =>
  [...new Set(reasons.map(({ code }) => code))].sort();

describe('a landed change', () => {
  test('passes where somebody else approved the head that landed; who only merged made nothing', () => {
    const landing = judged();
    expect(landing).toMatchObject({ verdict: 'pass', people: ['ann'], pullRequest: 7 });
    expect(landing.approvals).toMatchObject([{ person: 'ben', state: 'counted', boundTo: HEAD }]);
  });

  test.each([
    ['nobody', [], 'approvals-missing'],
    ['its author', [review('ann')], 'self-approved'],
    ['somebody before the last push', [review('ben', { commit: 'e'.repeat(40) })], 'stale-approval'],
    ['a robot of the roster', [review('renovate')], 'bot-approval'],
    [
      'a bot that nobody knows',
      [review('helper', { author: { login: 'helper', kind: 'bot' } })],
      'bot-approval',
    ],
    ['somebody who had left', [review('gone')], 'approver-left'],
    ['somebody after it landed', [review('ben', { at: '2026-09-04T00:00:00Z' })], 'approved-after-merge'],
    [
      'somebody who then asked for changes',
      [review('ben'), review('ben', { state: 'changes-requested', at: '2026-09-02T01:00:00Z' })],
      'approval-withdrawn',
    ],
  ])('fails where the only approval is by %s', (_, reviews, code) => {
    const landing = judged({ pullRequest: pull(reviews) });
    expect([landing.verdict, ...codes(landing)]).toEqual(['fail', code]);
  });

  test('keeps an approval through a later comment, and takes one again after changes', () => {
    const later = (state: Review['state'], hour: number): Review =>
      review('ben', { state, at: `2026-09-02T0${hour}:00:00Z` });
    expect(judged({ pullRequest: pull([review('ben'), later('commented', 1)]) }).verdict).toBe('pass');
    const again = pull([later('approved', 1), later('changes-requested', 2), later('approved', 3)]);
    expect(judged({ pullRequest: again }).verdict).toBe('pass');
  });

  test.each([
    [
      'a co-author',
      { commits: [brought(commit(LANDED, 'cho')), brought(commit(HEAD, 'ann', 'ann', ['ben']))] },
    ],
    ['a committer', { commits: [brought(commit(LANDED, 'cho')), brought(commit(HEAD, 'ann', 'ben'))] }],
    [
      'the signer',
      { commits: [brought(commit(LANDED, 'cho')), brought(commit(HEAD, 'ann'), { person: 'ben' })] },
    ],
    [
      'who pushed to the branch',
      {
        pullRequest: pull([review('ben')], {
          pushes: [{ actor: { login: 'ben', kind: 'human' }, after: HEAD, at: '2026-09-01T00:00:00Z' }],
        }),
      },
    ],
    [
      'who commands the robot that opened it',
      { pullRequest: pull([review('ben')], { author: { login: 'renovate', kind: 'bot' } }) },
    ],
  ] as readonly (readonly [string, Partial<LandingInput>])[])('is not approved by %s', (_, over) => {
    expect(codes(judged(over))).toEqual(['self-approved']);
  });

  test('keeps an approval through merges of the base that add nothing, whoever pressed that button', () => {
    const approved = 'e'.repeat(40);
    const update = { ...commit(HEAD, 'ben', 'noreply@github.com'), parents: [approved, 'base'.repeat(10)] };
    const pushes = [
      { actor: { login: 'ben', kind: 'human' as const }, after: HEAD, at: '2026-09-02T01:00:00Z' },
    ];
    const over = (made: Commit, clean?: boolean): Partial<LandingInput> => ({
      pullRequest: pull([review('ben', { commit: approved })], { pushes }),
      commits: [
        brought(commit(LANDED, 'cho', 'noreply@github.com')),
        brought(made),
        brought(commit(approved, 'ann')),
      ],
      ...(clean === undefined ? {} : { updates: new Map([[HEAD, clean]]) }),
    });
    expect(judged(over(update, true))).toMatchObject({ verdict: 'pass', people: ['ann'] });
    expect(judged(over(update, false)).verdict).toBe('fail');
    const byCho = { ...commit(HEAD, 'cho'), parents: update.parents };
    const open = over(byCho);
    const others = { ...open, pullRequest: pull([review('ben', { commit: approved })]) };
    expect(judged(others).verdict).toBe('unknown');
    // What is merged in is part of what landed, so nobody had looked at it.
    const foreign = { ...byCho, parents: [approved, LANDED] };
    expect(judged({ ...over(foreign, true), pullRequest: others.pullRequest }).verdict).toBe('fail');
  });

  test('keeps an approval through what was said when it had landed', () => {
    const late = { at: '2026-09-04T00:00:00Z' };
    const reviews = [review('ben'), review('ben', { ...late, state: 'dismissed' })];
    expect(judged({ pullRequest: pull(reviews) }).verdict).toBe('pass');
    expect(codes(judged({ pullRequest: pull([review('ben', late)]) }))).toEqual(['approved-after-merge']);
  });

  test('of a squash was made by whoever committed and signed what was offered, not by who pressed the button', () => {
    const squash = brought(commit(LANDED, 'ann', 'cho'), { person: 'cho' });
    const by = (offered: BroughtCommit): readonly unknown[] =>
      judged({ landing: 'squash', commits: [squash, offered] }).people;
    expect(by(brought(commit(HEAD, 'ann')))).toEqual(['ann']);
    expect(by(brought(commit(HEAD, 'ann', 'ben')))).toEqual(['ann', 'ben']);
    expect(by(brought(commit(HEAD, 'ann'), { person: 'ben', status: 'revoked' }))).toEqual(['ann', 'ben']);
  });

  test('of a rebase was not made by whoever pressed the button, in any of its commits', () => {
    const older = 'f'.repeat(40);
    const line = [
      brought({ ...commit(LANDED, 'ann', 'cho'), parents: [older] }),
      brought(commit(older, 'ann', 'cho')),
      brought(commit(HEAD, 'ann')),
    ];
    expect(judged({ landing: 'rebase', commits: line }).people).toEqual(['ann']);
  });

  test('merged and pushed by hand is a push, where the list of pull requests is complete', () => {
    expect(codes(judged({ landing: 'merge', ...without('pullRequest') }))).toContain('direct-push');
  });

  test('is open where somebody may pass over the rules and no push was observed', () => {
    const [rule] = evidence.rules ?? [];
    if (rule === undefined) throw new Error('there is a rule');
    const bypass = [{ kind: 'role', name: 'admin', mode: 'exempt' }] as const;
    const { bypass: _, ...hidden } = rule;
    for (const one of [{ ...rule, bypass }, hidden])
      expect(codes(judged({ evidence: { ...evidence, rules: [one] } }))).toEqual(['bypass-not-observed']);
  });

  test('is open where what landed could not be compared with what was approved', () => {
    expect(codes(judged({ contentProved: null }))).toEqual(['content-not-proved']);
  });

  test('counts whoever changed the content while merging', () => {
    const landing = judged({
      contentProved: false,
      commits: [brought(commit(LANDED, 'ben')), brought(commit(HEAD, 'ann'))],
    });
    expect(landing.people).toEqual(['ann', 'ben']);
    expect(codes(landing)).toEqual(['content-differs', 'self-approved']);
  });

  test('pushed past the pull request fails, and says that rules were passed over', () => {
    const landing = judged({
      landing: 'direct',
      commits: [brought(commit(LANDED, 'ann'))],
      push: {
        ref: 'refs/heads/main',
        before: HEAD,
        after: LANDED,
        actor: { login: 'ann', kind: 'human' },
        at: '2026-09-03T00:00:00Z',
        kind: 'push',
        bypassed: true,
      },
      ...without('pullRequest'),
    });
    expect(landing).toMatchObject({ verdict: 'fail', people: ['ann'] });
    expect(codes(landing)).toEqual(['approvals-missing', 'bypassed', 'direct-push']);
  });
});

/** Leaves a part out, as where nobody supplied it. */
function without(
  ...keys: readonly ('pullRequest' | 'evidence' | 'roster' | 'ownership')[]
): Partial<LandingInput> {
  return Object.fromEntries(keys.map((key) => [key, undefined])) as Partial<LandingInput>;
}

describe('what policy demands', () => {
  test('concerns the paths it names, and counts people of the group', () => {
    const two = pull([review('ben'), review('cho')]);
    const touching = { requirements: [requirement], paths: ['rbac/a.yaml'] };
    expect(judged({ ...touching, pullRequest: two }).verdict).toBe('pass');
    expect(judged({ ...touching, paths: ['app/a.yaml'] }).verdict).toBe('pass');
    const landing = judged(touching);
    expect(landing.required).toContainEqual({
      requirement: 'access: 2 of security',
      met: false,
      missing: '1 more of security',
    });
    expect(codes(landing)).toEqual(['approvals-missing']);
  });

  test('concerns the kinds it names; where they could not be told it cannot be decided', () => {
    const kinds = { ...requirement, paths: [], kinds: ['RoleBinding'] };
    expect(judged({ requirements: [kinds], kinds: ['Deployment'] }).verdict).toBe('pass');
    expect(judged({ requirements: [kinds], kinds: ['RoleBinding'] }).verdict).toBe('fail');
    expect(judged({ requirements: [kinds], kinds: null }).verdict).toBe('unknown');
  });

  test('may be signatures: one unsigned commit fails, one that cannot be verified is unknown', () => {
    const signed = { requirements: [{ ...requirement, paths: [], approvals: [], signed: true }] };
    const having = (signature: Partial<CommitSignature>): Landing =>
      judged({
        ...signed,
        roster: withKey,
        commits: [brought(commit(LANDED, 'cho')), brought(commit(HEAD, 'ann'), signature)],
      });
    expect(having({}).verdict).toBe('pass');
    expect(codes(having({ status: 'unsigned', kind: 'none' }))).toEqual(['unsigned']);
    expect(codes(having({ status: 'unknown-key' }))).toEqual(['unknown-key']);
    expect(codes(having({ status: 'revoked' }))).toEqual(['key-revoked']);
    expect(having({ status: 'unknown' }).verdict).toBe('unknown');
    expect(codes(having({ person: 'dee' }))).toEqual(['signed-by-another']);
    const unlisted = commit(HEAD, 'x@home.example');
    const commits = [brought(commit(LANDED, 'cho')), brought(unlisted, { person: 'dee' })];
    expect(judged({ ...signed, commits }).verdict, 'the address may be the signer’s').toBe('unknown');
    const keyless = judged({ ...signed, commits: [brought(commit(HEAD, 'ann'), { status: 'unknown-key' })] });
    expect(keyless.verdict).toBe('unknown');
  });

  test('may be signatures of some changes only, and then not of others', () => {
    const signed = [{ ...requirement, approvals: [], signed: true }];
    const commits = [brought(commit(LANDED, 'cho')), brought(commit(HEAD, 'ann'), { status: 'unsigned' })];
    const over = { requirements: signed, roster: withKey, commits };
    expect(judged({ ...over, paths: ['rbac/a.yaml'] }).verdict).toBe('fail');
    expect(judged({ ...over, paths: null }).verdict).toBe('unknown');
    expect(judged({ ...over, paths: ['docs/a.md'] }).verdict).toBe('pass');
    const unread = [
      commits[0] ?? brought(commit(LANDED, 'cho')),
      brought(commit(HEAD, 'ann'), { status: 'malformed' }),
    ];
    expect(judged({ ...over, paths: ['docs/a.md'], commits: unread }).verdict).toBe('pass');
  });

  test('may be a team, of which somebody who has gone from the forge may have been a member', () => {
    const requiredTeams = [{ team: 'acme/release', approvals: 1, paths: [] }];
    const [rule] = evidence.rules ?? [];
    const of = (members: readonly string[]): Landing =>
      judged({
        evidence: {
          ...evidence,
          rules: rule === undefined ? [] : [{ ...rule, requiredTeams }],
          teams: [{ name: 'acme/release', members: ['dee'] }],
          members: members.map((login) => ({ login, kind: 'human', permission: 'write' })),
        },
      });
    expect(of(['ben']).verdict).toBe('fail');
    expect(of([]).verdict).toBe('unknown');
  });

  test('does not concern the merge that the forge makes', () => {
    const signed = { requirements: [{ ...requirement, paths: [], approvals: [], signed: true }] };
    const merge = brought(commit(LANDED, 'cho', 'noreply@github.com'), { status: 'unsigned', kind: 'none' });
    expect(judged({ ...signed, commits: [merge, brought(commit(HEAD, 'ann'))] }).verdict).toBe('pass');
    expect(
      judged({ ...signed, contentProved: false, commits: [merge, brought(commit(HEAD, 'ann'))] }).verdict,
    ).toBe('fail');
  });

  test('may be a code owner', () => {
    const owned = {
      evidence: { ...evidence, rules: (evidence.rules ?? []).map((rule) => ({ ...rule, codeOwners: true })) },
      ownership: readGithubCodeowners(new TextEncoder().encode('/app/ @cho @acme/web\n'), {
        path: 'CODEOWNERS',
      }),
    };
    const team = { name: 'acme/web', members: ['dee'] };
    const known = { ...owned, evidence: { ...owned.evidence, teams: [team] } };
    expect(codes(judged(known))).toEqual(['code-owner-missing']);
    expect(judged({ ...known, pullRequest: pull([review('dee')]) }).verdict).toBe('pass');
    expect(judged({ ...known, pullRequest: pull([review('cho')]) }).verdict).toBe('pass');
    expect(judged({ ...known, paths: ['docs/a.md'] }).verdict).toBe('pass');
    expect(judged(owned).verdict, 'members of the team were not observed').toBe('unknown');
  });
});

describe('what was not supplied', () => {
  test('a hidden address names an account only where it is known whose accounts these are', () => {
    const commits = [
      brought(commit(LANDED, 'cho')),
      brought(commit(HEAD, '12+ann@users.noreply.github.com'), { person: 'ann' }),
    ];
    expect(judged({ commits }).people).toEqual(['ann']);
    expect(judged({ commits, ...without('evidence', 'pullRequest') }).people).toEqual([
      { account: '12+ann@users.noreply.github.com', identified: false },
      'ann',
    ]);
  });

  test('makes unknown, and says what to provide', () => {
    const alone = judged({ ...without('evidence', 'pullRequest') });
    expect([alone.verdict, ...codes(alone)]).toEqual([
      'unknown',
      'reviews-not-supplied',
      'rules-not-supplied',
    ]);
    const nobody = judged(without('roster'));
    expect([nobody.verdict, ...codes(nobody)]).toEqual(['unknown', 'roster-not-supplied', 'undecided']);
  });

  test('an author who is not in the roster may be the approver', () => {
    const landing = judged({
      commits: [brought(commit(LANDED, 'cho')), brought(commit(HEAD, 'x@home.example'), { person: 'ann' })],
    });
    expect([landing.verdict, ...codes(landing)]).toEqual(['unknown', 'undecided']);
  });

  test('a key that was revoked fails without anybody demanding signatures', () => {
    const landing = judged({
      ...without('evidence', 'pullRequest'),
      commits: [brought(commit(LANDED, 'cho')), brought(commit(HEAD, 'ann'), { status: 'revoked' })],
    });
    expect([landing.verdict, ...codes(landing)]).toEqual(['fail', 'key-revoked']);
  });
});

describe('whatever happened', () => {
  const logins = fc.constantFrom('ann', 'ben', 'cho', 'dee', 'gone', 'renovate', 'nobody');
  const reviews = fc.array(
    fc.record({
      login: logins,
      state: fc.constantFrom<Review['state']>('approved', 'changes-requested', 'commented', 'dismissed'),
      commit: fc.constantFrom(HEAD, 'e'.repeat(40)),
      hour: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 5 },
  );
  const scenes = fc.record({
    reviews,
    author: fc.constantFrom('ann', 'ben', 'x@home.example'),
    count: fc.integer({ min: 1, max: 3 }),
    signed: fc.boolean(),
    status: fc.constantFrom<CommitSignature['status']>('good', 'unsigned', 'unknown', 'unknown-key'),
    paths: fc.constantFrom(null, ['rbac/a.yaml'], ['app/a.yaml']),
  });
  const inputOf = (
    scene: typeof scenes extends fc.Arbitrary<infer Scene> ? Scene : never,
  ): Partial<LandingInput> => ({
    pullRequest: pull(
      scene.reviews.map(({ login, state, commit: oid, hour }) =>
        review(login, { state, commit: oid, at: `2026-09-02T0${hour}:00:00Z` }),
      ),
    ),
    commits: [brought(commit(LANDED, 'cho')), brought(commit(HEAD, scene.author), { status: scene.status })],
    requirements: [
      { ...requirement, approvals: [{ group: 'security', count: scene.count }], signed: scene.signed },
    ],
    paths: scene.paths,
  });

  test('a further approval by somebody uninvolved never makes it worse', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const before = judged(inputOf(scene));
        const given = inputOf(scene);
        const more = [...(given.pullRequest?.reviews ?? []), review('dee', { at: '2026-09-02T10:00:00Z' })];
        const after = judged({ ...given, pullRequest: pull(more) });
        expect(ORDER.indexOf(after.verdict)).toBeGreaterThanOrEqual(ORDER.indexOf(before.verdict));
      }),
    );
  });

  test('taking evidence away never makes it pass, and proves nothing wrong that was not', () => {
    fc.assert(
      fc.property(
        scenes,
        fc.subarray(['evidence', 'roster', 'pullRequest'] as const, { minLength: 1 }),
        (scene, away) => {
          const before = judged(inputOf(scene)).verdict;
          // A list that says that it is complete and names no pull request says that there was none.
          const { pullRequests: _, ...untold } = evidence;
          const told = away.includes('pullRequest') ? { evidence: untold } : {};
          const after = judged({ ...inputOf(scene), ...told, ...without(...away) }).verdict;
          if (before !== 'pass' && !away.includes('evidence')) expect(after).not.toBe('pass');
          if (before !== 'fail') expect(after).not.toBe('fail');
        },
      ),
    );
  });

  test('nobody who made it is counted among those who approved', () => {
    fc.assert(
      fc.property(scenes, (scene) => {
        const { people, approvals } = judged(inputOf(scene));
        const counted = approvals.filter(({ state }) => state === 'counted').map(({ person }) => person);
        expect(counted.filter((person) => people.includes(person))).toEqual([]);
      }),
    );
  });
});

const ORDER: readonly Landing['verdict'][] = ['fail', 'unknown', 'pass'];
