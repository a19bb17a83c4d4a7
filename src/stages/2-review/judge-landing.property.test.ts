import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BranchRule, ForgeEvidence, PullRequest, Review } from '../../model/evidence.ts';
import type { Commit } from '../../model/git.ts';
import type { Roster } from '../../model/person.ts';
import type { Requirement } from '../../model/policy.ts';
import type { CommitSignature } from '../../model/signature.ts';
import type { BroughtCommit, LandingInput } from './judge/input.ts';
import { judgeLanding } from './judge-landing.ts';

const AT = { path: 'roster.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
const OID = { landed: 'a'.repeat(40), head: 'b'.repeat(40), older: 'c'.repeat(40), base: 'd'.repeat(40) };
const MERGED = '2026-11-01T12:00:00Z';
const FORGE = { name: 'GitHub', email: 'noreply@github.com' };

function stamp(name: string): Commit['author'] {
  const identity = name === 'github' ? FORGE : { name, email: `${name}@acme.example` };
  return { ...identity, when: 1_793_000_000, zone: '+0000' };
}

function commit(
  oid: string,
  by: string,
  more: Partial<Commit> & { readonly committedBy?: string } = {},
): Commit {
  const { committedBy = by, ...rest } = more;
  return {
    oid,
    tree: oid,
    parents: [OID.base],
    author: stamp(by),
    committer: stamp(committedBy),
    message: '',
    trailers: [],
    coAuthors: [],
    payload: new Uint8Array(),
    oddities: [],
    ...rest,
  };
}

const UNSIGNED: CommitSignature = {
  kind: 'none',
  status: 'unsigned',
  why: 'the commit carries no signature',
};

function brought(of: Commit, signature: CommitSignature = UNSIGNED): BroughtCommit {
  return { commit: of, signature };
}

const MERGE = brought(commit(OID.landed, 'ann', { committedBy: 'github', parents: [OID.base, OID.head] }));

function review(by: string, more: Partial<Review> = {}): Review {
  return {
    author: { login: by, kind: 'human' },
    state: 'approved',
    commit: OID.head,
    at: '2026-11-01T10:00:00Z',
    ...more,
  };
}

function pullRequest(reviews: readonly Review[], more: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    state: 'merged',
    author: { login: 'ann', kind: 'human' },
    base: 'refs/heads/main',
    head: { sha: OID.head, ref: 'refs/heads/topic', fork: false },
    createdAt: '2026-11-01T08:00:00Z',
    mergedAt: MERGED,
    mergeCommit: OID.landed,
    mergeMethod: 'merge',
    reviews,
    pushes: [{ actor: { login: 'ann', kind: 'human' }, after: OID.head, at: '2026-11-01T08:00:00Z' }],
    ...more,
  };
}

function rule(more: Partial<BranchRule> = {}): BranchRule {
  return {
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
    ...more,
  };
}

function evidence(more: Partial<ForgeEvidence> = {}): ForgeEvidence {
  return {
    schema: 'mainward.dev/forge-evidence/v1',
    forge: 'github',
    repository: 'shop',
    source: 'written by hand',
    observedAt: '2026-11-20T00:00:00Z',
    settings: { defaultBranch: 'main' },
    rules: [rule()],
    pullRequests: { openComplete: true, landedSince: '2026-10-01T00:00:00Z', items: [] },
    ...more,
  };
}

const ROSTER: Roster = {
  people: ['ann', 'bob', 'cem', 'dee'].map((id) => ({
    kind: 'person',
    id,
    accounts: [
      { system: 'github', login: id },
      { system: 'github', login: `${id}-at-home` },
    ],
    keys: [{ type: 'ssh', publicKey: 'ssh-ed25519 AAAA', at: AT }],
    emails: [`${id}@acme.example`],
    groups: id === 'ann' || id === 'dee' ? [] : ['security'],
    ...(id === 'dee' ? { until: '2026-10-15T00:00:00Z' } : {}),
    at: AT,
  })),
  robots: [
    {
      kind: 'robot',
      id: 'robot',
      owners: ['bob'],
      accounts: [{ system: 'github', login: 'acme-robot' }],
      keys: [],
      emails: [],
      at: AT,
    },
  ],
  at: AT,
};

const REQUIREMENT: Requirement = {
  name: 'permission-changes',
  paths: ['access/**'],
  kinds: ['RoleBinding'],
  approvals: [{ group: 'security', count: 2 }],
  signed: false,
  at: AT,
};

function landing(more: Partial<LandingInput> = {}): LandingInput {
  return {
    repository: 'shop',
    ref: 'refs/heads/main',
    commit: OID.landed,
    landing: 'merge',
    contentProved: true,
    commits: [MERGE, brought(commit(OID.head, 'ann'))],
    pullRequest: pullRequest([review('bob')]),
    evidence: evidence(),
    roster: ROSTER,
    requirements: [],
    ownership: { dialect: 'github', rules: [], shadowed: [], invalid: [] },
    paths: ['access/team.yaml'],
    kinds: ['RoleBinding'],
    at: MERGED,
    atWitnessed: true,
    ...more,
  };
}

/** Parts taken away. */
function without<Shape extends object, Key extends keyof Shape>(
  of: Shape,
  ...keys: readonly Key[]
): Omit<Shape, Key> {
  const copy: Partial<Shape> = { ...of };
  for (const key of keys) delete copy[key];
  return copy as Omit<Shape, Key>;
}

const login = fc.constantFrom('ann', 'ann-at-home', 'bob', 'cem', 'dee', 'zoe', 'acme-robot');
const anyReview: fc.Arbitrary<Review> = fc.record({
  author: fc.record({ login, kind: fc.constantFrom('human', 'unknown', 'bot') }),
  state: fc.constantFrom('approved', 'approved', 'changes-requested', 'commented', 'dismissed'),
  commit: fc.constantFrom(OID.head, OID.head, OID.older, OID.landed),
  at: fc.constantFrom('2026-11-01T09:00:00Z', '2026-11-01T10:00:00Z', '2026-11-02T10:00:00Z'),
});
const anyRule: fc.Arbitrary<BranchRule> = fc
  .record({
    approvals: fc.integer({ min: 0, max: 2 }),
    requirePullRequest: fc.boolean(),
    codeOwners: fc.boolean(),
    signedCommits: fc.boolean(),
  })
  .map(rule);
const anySignature: fc.Arbitrary<CommitSignature> = fc.record({
  kind: fc.constant('ssh'),
  status: fc.constantFrom('good', 'good', 'unsigned', 'unknown-key', 'revoked', 'unknown'),
  person: fc.constantFrom('ann', 'bob'),
  why: fc.constant('so it is'),
});
/** Demands come from the policy or from the rules; who takes one of two sources away takes demands away, not evidence. */
const anyDemands = fc.oneof(
  fc.record({ rules: fc.array(anyRule, { maxLength: 2 }), requirements: fc.constant([]) }),
  fc.record({
    rules: fc.constant([]),
    requirements: fc.constantFrom([REQUIREMENT], [{ ...REQUIREMENT, paths: [], kinds: [] }]),
  }),
);
const anyLanding: fc.Arbitrary<LandingInput> = fc
  .record({
    demands: anyDemands,
    reviews: fc.array(anyReview, { maxLength: 4 }),
    opener: login,
    author: fc.constantFrom('ann', 'bob', 'zoe'),
    signature: anySignature,
    contentProved: fc.constantFrom(true, true, false, null),
    paths: fc.constantFrom(['access/team.yaml'], ['docs/a.md'], null),
    kinds: fc.constantFrom(['RoleBinding'], ['Deployment'], null),
    direct: fc.boolean(),
  })
  .map(({ demands, reviews, opener, author, signature, direct, ...rest }) => {
    const input = landing({
      ...rest,
      requirements: demands.requirements,
      evidence: evidence({ rules: demands.rules }),
      commits: [MERGE, brought(commit(OID.head, author), signature)],
      pullRequest: pullRequest(reviews, { author: { login: opener, kind: 'unknown' } }),
      ownership: {
        dialect: 'github',
        shadowed: [],
        invalid: [],
        rules: [{ pattern: '/access/', owners: ['@cem', '@acme/security'], at: AT }],
      },
    });
    return direct ? { ...without(input, 'pullRequest'), landing: 'direct' } : input;
  });

describe('any landing', () => {
  test('comes to each verdict: what follows is about something', () => {
    const seen = new Set(
      fc.sample(anyLanding, { numRuns: 500, seed: 1 }).map((one) => judgeLanding(one).verdict),
    );
    expect([...seen].sort()).toEqual(['fail', 'pass', 'unknown']);
  });

  test('is not failed by one more approval of somebody who had no part in it', () => {
    fc.assert(
      fc.property(anyLanding, (input) => {
        const { pullRequest: pull } = input;
        if (pull === undefined || pull.reviews.some(({ author }) => author.login === 'cem')) return;
        const reviews = [...pull.reviews, review('cem')];
        const after = judgeLanding({ ...input, pullRequest: pullRequest(reviews, { author: pull.author }) });
        if (judgeLanding(input).verdict === 'pass') expect(after.verdict).toBe('pass');
      }),
      { numRuns: 500 },
    );
  });

  test('does not come to pass by evidence that is taken away', () => {
    const blinder = fc.constantFrom<(input: LandingInput) => LandingInput>(
      (input) => without(input, 'evidence', 'pullRequest'),
      (input) => without(input, 'roster'),
      (input) => without(input, 'ownership'),
      (input) => ({ ...input, paths: null }),
      (input) => ({ ...input, kinds: null }),
      (input) => ({ ...input, contentProved: null }),
      (input) => ({
        ...input,
        evidence: without(input.evidence ?? evidence(), 'rules'),
      }),
      (input) =>
        without(
          {
            ...input,
            evidence: without(input.evidence ?? evidence(), 'pullRequests'),
          },
          'pullRequest',
        ),
    );
    fc.assert(
      fc.property(anyLanding, blinder, (input, blind) => {
        if (judgeLanding(input).verdict !== 'pass')
          expect(judgeLanding(blind(input)).verdict).not.toBe('pass');
      }),
      { numRuns: 2_000 },
    );
  });

  test('never counts the approval of somebody who made it, nor fails while everything it needed is met', () => {
    fc.assert(
      fc.property(anyLanding, (input) => {
        const judged = judgeLanding(input);
        const made = new Set(judged.people.map((ref) => JSON.stringify(ref)));
        const counted = judged.approvals.filter(({ state }) => state === 'counted');
        expect(counted.filter(({ person }) => made.has(JSON.stringify(person)))).toEqual([]);
        if (judged.verdict === 'pass') expect(judged.required.every(({ met }) => met === true)).toBe(true);
        if (judged.required.some(({ met }) => met === false)) expect(judged.verdict).toBe('fail');
      }),
      { numRuns: 500 },
    );
  });
});
