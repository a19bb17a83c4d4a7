import { describe, expect, test } from 'vitest';
import { readReviews } from '../../src/flows/verify/statements.ts';
import type { ForgeEvidence, PullRequest, Review } from '../../src/model/evidence.ts';
import type { Commit } from '../../src/model/git.ts';
import type { Landing } from '../../src/model/landing.ts';
import type { Requirement } from '../../src/model/policy.ts';
import type { FoundStatement } from '../../src/ports/forge.ts';
import type { BroughtCommit, LandingInput } from '../../src/stages/2-review/judge/input.ts';
import { judgeLanding } from '../../src/stages/2-review/judge-landing.ts';
import { AT, ROSTER } from './people.ts';
import { HEAD, type Made, statement } from './statements.ts';

const LANDED = 'a'.repeat(40);
const NOW = '2026-06-01T00:00:00Z';
const MERGED = '2026-03-02T00:00:00Z';

const requirement: Requirement = {
  name: 'two-eyes',
  paths: [],
  kinds: [],
  approvals: [{ group: 'security', count: 1 }],
  signed: false,
  at: AT,
};

function commit(oid: string, who: string, coAuthors: readonly string[] = []): Commit {
  const stamp = { name: who, email: `${who}@example.org`, when: 1_772_000_000, zone: '+0000' };
  return {
    oid,
    tree: 'c'.repeat(40),
    parents: ['d'.repeat(40)],
    author: stamp,
    committer: stamp,
    message: 'A change',
    trailers: [],
    coAuthors: coAuthors.map((name) => ({ name, email: `${name}@example.org` })),
    payload: new Uint8Array(),
    oddities: [],
  };
}

const brought = (made: Commit, person: string = made.author.name): BroughtCommit => ({
  commit: made,
  signature: { kind: 'ssh', status: 'good', why: '', person },
});

interface Circumstances extends Partial<LandingInput> {
  readonly landedAt?: string;
  readonly reviews?: readonly Review[];
  readonly pull?: Partial<PullRequest>;
}

const forge: ForgeEvidence = {
  schema: 'mainward.dev/forge-evidence/v1',
  forge: 'git',
  repository: 'shop',
  source: 'a test',
  observedAt: NOW,
};

function judged(found: readonly FoundStatement[], over: Circumstances = {}): Landing {
  const { landedAt, reviews, pull, ...input } = over;
  const context = { repository: 'shop', ref: 'refs/heads/main', roster: ROSTER, now: NOW };
  return judgeLanding({
    repository: 'shop',
    ref: 'refs/heads/main',
    commit: LANDED,
    landing: 'merge',
    contentProved: true,
    commits: [brought(commit(LANDED, 'dee')), brought(commit(HEAD, 'ann'))],
    offered: HEAD,
    statements: readReviews(found, context),
    onlyStatements: true,
    evidence: forge,
    roster: ROSTER,
    requirements: [requirement],
    paths: ['a.yaml'],
    kinds: [],
    at: landedAt ?? MERGED,
    atWitnessed: landedAt !== undefined,
    ...(pull === undefined && reviews === undefined
      ? {}
      : {
          pullRequest: {
            number: 7,
            state: 'merged',
            author: { login: 'ann', kind: 'unknown', person: 'ann' },
            base: 'refs/heads/main',
            head: { sha: HEAD, ref: 'refs/pull/7/head', fork: false },
            createdAt: '2026-03-01T00:00:00Z',
            reviews: reviews ?? [],
            ...pull,
          },
        }),
    ...input,
  });
}

const json = (text: string, change: (value: Record<string, never>) => unknown): string =>
  JSON.stringify(change(JSON.parse(text) as Record<string, never>));

const urlSafe = (text: string): string =>
  json(text, (one) => ({
    ...one,
    payload: Buffer.from(String(one['payload']), 'base64').toString('base64url'),
  }));

test('a statement signed by somebody else of the group counts, and says where it comes from', () => {
  const landing = judged([statement()]);
  expect(landing.verdict).toBe('pass');
  expect(landing.approvals).toEqual([
    {
      person: 'ben',
      source: 'signed statement',
      state: 'counted',
      boundTo: HEAD,
      statement: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});

test.each<[string, Made]>([
  ['in URL-safe base64', { edit: urlSafe }],
  ['with fields that are not known', { payload: (text) => text.replace('{', '{"more":1,') }],
  ['seen by the server before it landed', { seen: '2026-03-01T11:00:00Z' }],
  ['signed with another key of the same person', { key: 'ben at home' }],
])('it counts %s', (_, made) => {
  expect(judged([statement({}, made)], { landedAt: MERGED }).verdict).toBe('pass');
});

describe('counts for nothing, and is not even a review:', () => {
  test.each<[string, FoundStatement]>([
    ['what is no JSON', { source: '', envelope: Buffer.from('approved by ben') }],
    ['an empty file', { source: '', envelope: Buffer.alloc(0) }],
    ['what is no UTF-8', { source: '', envelope: Buffer.from([0x7b, 0xff, 0x7d]) }],
    ['an envelope of a megabyte', statement({}, { edit: (text) => text + ' '.repeat(1 << 20) })],
    [
      'an envelope that says payload twice',
      statement({}, { edit: (text) => text.replace('{', '{"payload":"e30=",') }),
    ],
    ['an envelope nested deeply', { source: '', envelope: Buffer.from('['.repeat(9_000)) }],
    ['a payload of another type', statement({}, { payloadType: 'application/vnd.gittuf+json' })],
    [
      'an envelope without a signature',
      statement({}, { edit: (text) => json(text, (one) => ({ ...one, signatures: [] })) }),
    ],
    [
      'an envelope with two signatures',
      statement(
        {},
        {
          edit: (text) =>
            json(text, (one) => ({ ...one, signatures: [one['signatures']?.[0], one['signatures']?.[0]] })),
        },
      ),
    ],
    [
      'a signature that is no base64',
      statement({}, { edit: (text) => text.replace('"sig":"', '"sig":"!!') }),
    ],
    [
      'a payload in base64 that others read otherwise',
      statement({}, { edit: (text) => text.replace('"payload":"', '"payload":"=') }),
    ],
    [
      'a statement of another version',
      statement({}, { payload: (text) => text.replace('Statement/v1', 'Statement/v0.1') }),
    ],
    [
      'another predicate',
      statement(
        {},
        {
          payload: (text) =>
            text.replace('mainward.dev/approval/v1', 'gittuf.dev/reference-authorization/v0.1'),
        },
      ),
    ],
    ['a statement about no tree', statement({}, { payload: (text) => text.replace('gitTree', 'gitBlob') })],
    [
      'a statement about two commits',
      statement({}, { payload: (text) => text.replace('gitTree', 'gitCommit') }),
    ],
    [
      'a statement that names its commit twice over',
      statement(
        {},
        { payload: (text) => text.replace('"gitCommit"', `"gitCommit":"${'f'.repeat(40)}","gitCommit"`) },
      ),
    ],
    ['a statement about part of an object id', statement({ head: HEAD.slice(0, 12) })],
    ['a statement whose object ids are of two kinds', statement({ base: 'd'.repeat(64) })],
    ['a statement about a branch by its short name', statement({ ref: 'main' })],
    [
      'a statement that is neither approval nor withdrawal',
      statement({}, { payload: (text) => text.replace('"approve"', '"approved"') }),
    ],
    [
      'a statement with a truth for a verdict',
      statement({}, { payload: (text) => text.replace('"approve"', 'true') }),
    ],
    ['a time without a zone', statement({ at: '2026-03-01T10:00:00' })],
    ['a day that no calendar has', statement({ at: '2026-02-30T10:00:00Z' })],
    ['another repository', statement({ repository: 'tools' })],
    ['another repository of the same name in other letters', statement({ repository: 'Shop' })],
    ['another ref', statement({ ref: 'refs/heads/next' })],
  ])('%s', (_, found) => {
    const landing = judged([found]);
    expect(landing).toMatchObject({ verdict: 'fail', approvals: [] });
    expect(landing.reasons.map(({ code }) => code)).toEqual(['approvals-missing']);
  });
});

describe('is no approval, for its signature or its key:', () => {
  test.each<[string, FoundStatement, string]>([
    ['signed in the namespace of Git', statement({}, { namespace: 'git' }), 'bad-signature'],
    ['signed in the namespace of files', statement({}, { namespace: 'file' }), 'bad-signature'],
    ['signed without the framing of DSSE', statement({}, { over: Buffer.from('{}') }), 'bad-signature'],
    [
      'a withdrawal turned into an approval',
      statement({ verdict: 'withdraw' }, { swap: (text) => text.replace('withdraw', 'approve') }),
      'bad-signature',
    ],
    [
      'a head put in place of another',
      statement({ head: 'f'.repeat(40) }, { swap: (text) => text.replace('f'.repeat(40), HEAD) }),
      'bad-signature',
    ],
    [
      'a date put in place of another',
      statement({}, { swap: (text) => text.replace('T10', 'T09') }),
      'bad-signature',
    ],
    [
      'a signature that is none',
      statement({}, { edit: (text) => json(text, (one) => ({ ...one, signatures: [{ sig: 'AAAA' }] })) }),
      'bad-signature',
    ],
    ['a key that nobody has', statement({}, { key: 'mallory' }), 'unknown-key'],
    [
      'a key that nobody has, which says it is another',
      statement({}, { key: 'mallory', keyid: 'ben' }),
      'unknown-key',
    ],
    ['a key whose holder left, by its own date', statement({}, { key: 'gone' }), 'left'],
    [
      'a key whose holder had left when the server saw it, dated back',
      statement({ at: '2026-01-01T00:00:00Z' }, { key: 'gone', seen: '2026-03-01T00:00:00Z' }),
      'left',
    ],
    ['a revoked key, by its own date', statement({}, { key: 'lost' }), 'key-revoked'],
    [
      'a revoked key, dated back',
      statement({ at: '2026-01-01T00:00:00Z' }, { key: 'lost', seen: '2026-03-01T00:00:00Z' }),
      'key-revoked',
    ],
    ['a key that had ended', statement({}, { key: 'spent' }), 'key-expired'],
    ['a key that is not theirs yet', statement({}, { key: 'new' }), 'key-not-yet-valid'],
  ])('%s', (_, found, why) => {
    const landing = judged([found]);
    expect(landing.verdict).toBe('fail');
    expect(landing.approvals).toMatchObject([{ state: 'void', why, source: 'signed statement' }]);
  });

  test.each<[string, FoundStatement]>([
    [
      'of somebody who left, dated back, seen by nobody',
      statement({ at: '2026-01-01T00:00:00Z' }, { key: 'gone' }),
    ],
    [
      'with a revoked key, dated back, seen by nobody',
      statement({ at: '2026-01-01T00:00:00Z' }, { key: 'lost' }),
    ],
    [
      'with an ended key, dated back, seen by nobody',
      statement({ at: '2026-01-01T00:00:00Z' }, { key: 'spent' }),
    ],
    ['with a key of two people', statement({}, { key: 'twins' })],
    ['with a date in the future', statement({ at: '2027-01-01T00:00:00Z' })],
    [
      'with a date after the server saw it',
      statement({ at: '2026-03-01T23:00:00Z' }, { seen: '2026-03-01T11:00:00Z' }),
    ],
  ])('leaves open an approval %s', (_, found) => {
    expect(judged([found]).verdict).toBe('unknown');
  });

  test('leaves open everything where nobody says whose keys are whose', () => {
    const context = { repository: 'shop', ref: 'refs/heads/main', roster: undefined, now: NOW };
    const statements = readReviews([statement()], context);
    expect(statements).toMatchObject([{ statement: { standing: { kind: 'open' } } }]);
    expect(judged([], { statements }).verdict).toBe('unknown');
  });

  test('the approval of somebody who left counts where the server saw it in time', () => {
    const found = statement({ at: '2026-01-01T00:00:00Z' }, { key: 'gone', seen: '2026-01-02T00:00:00Z' });
    expect(judged([found], { landedAt: '2026-03-02T00:00:00Z' }).verdict).toBe('pass');
  });
});

describe('is no approval, for who gave it:', () => {
  const by = (key: string): FoundStatement => statement({}, { key });
  const helped = [brought(commit(LANDED, 'dee')), brought(commit(HEAD, 'ann', ['ben']))];
  const signedBy = [brought(commit(LANDED, 'dee')), brought(commit(HEAD, 'ann'), 'ben')];
  const pushes = [
    { actor: { login: 'ben', kind: 'unknown' as const }, after: HEAD, at: '2026-03-01T00:00:00Z' },
  ];
  const robots = [brought(commit(LANDED, 'dee')), brought(commit(HEAD, 'bot'), 'bot')];
  test.each<[string, FoundStatement, Circumstances, string]>([
    ['the author', by('ann'), {}, 'self-approval'],
    ['a co-author', by('ben'), { commits: helped }, 'self-approval'],
    ['who signed one of its commits', by('ben'), { commits: signedBy }, 'self-approval'],
    ['who pushed the pull request', by('ben'), { pull: { pushes } }, 'self-approval'],
    ['who commands the robot that made it', by('dee'), { commits: robots }, 'self-approval'],
    ['a robot', by('bot'), {}, 'not-a-person'],
    ['who merged other content than was offered', by('dee'), { contentProved: false }, 'self-approval'],
  ])('%s', (_, found, over, why) => {
    const landing = judged([found], over);
    expect(landing.verdict).toBe('fail');
    expect(landing.approvals).toMatchObject([{ state: 'void', why }]);
  });

  test('somebody of another group counts, and not for this one', () => {
    const landing = judged([by('eve')]);
    expect(landing.approvals).toMatchObject([{ state: 'counted' }]);
    expect(landing).toMatchObject({ verdict: 'fail', reasons: [{ code: 'approvals-missing' }] });
  });

  test('one person with two keys is one person', () => {
    const two = { ...requirement, approvals: [{ group: 'security', count: 2 }] };
    const found = [by('ben'), by('ben at home')];
    expect(judged(found, { requirements: [two] }).verdict).toBe('fail');
    expect(judged([...found, by('cho')], { requirements: [two] }).verdict).toBe('pass');
  });

  test('one person on a forge and in a statement is one person', () => {
    const two = { ...requirement, approvals: [{ group: 'security', count: 2 }] };
    const review: Review = {
      author: { login: 'ben', kind: 'human' },
      state: 'approved',
      commit: HEAD,
      at: '2026-03-01T10:00:00Z',
    };
    const landing = judged([by('ben')], { requirements: [two], reviews: [review] });
    expect(landing.verdict).toBe('fail');
    expect(landing.approvals).toMatchObject([{ state: 'counted' }, { state: 'void', why: 'same-person' }]);
  });

  test('nothing counts where somebody unknown took part', () => {
    const strange = [brought(commit(LANDED, 'dee')), brought(commit(HEAD, 'mallory'))];
    expect(judged([by('ben')], { commits: strange }).verdict).toBe('unknown');
  });
});

describe('is no approval any more, or not of this:', () => {
  const takenBack = (at: string, made: Made = {}): FoundStatement =>
    statement({ verdict: 'withdraw', at }, made);
  test.each<[string, readonly FoundStatement[]]>([
    ['withdrawn afterwards', [statement(), takenBack('2026-03-01T11:00:00Z')]],
    ['withdrawn at the same second', [takenBack('2026-03-01T10:00:00Z'), statement()]],
    [
      'withdrawn with another key of theirs',
      [statement(), takenBack('2026-03-01T11:00:00Z', { key: 'ben at home' })],
    ],
    [
      'withdrawn, by a clock that runs behind the server',
      [
        statement({}, { seen: '2026-03-01T10:00:00Z' }),
        takenBack('2026-03-01T08:00:00Z', { seen: '2026-03-01T11:00:00Z' }),
      ],
    ],
    [
      'approved by a clock that runs ahead, and withdrawn',
      [
        statement({ at: '2026-03-01T10:09:00Z' }, { seen: '2026-03-01T10:00:00Z' }),
        takenBack('2026-03-01T10:05:00Z', { seen: '2026-03-01T10:05:00Z' }),
      ],
    ],
    [
      'brought again in other spelling after it was withdrawn',
      [
        statement({}, { seen: '2026-03-01T10:00:00Z' }),
        takenBack('2026-03-01T11:00:00Z', { seen: '2026-03-01T11:00:00Z' }),
        statement({}, { seen: '2026-03-01T12:00:00Z', edit: (text) => ` ${text}` }),
      ],
    ],
    ['withdrawn and dated ahead', [statement(), takenBack('2027-03-01T11:00:00Z')]],
  ])('%s', (_, found) => {
    const landing = judged(found);
    expect(landing.verdict).toBe('fail');
    expect(landing.approvals).toMatchObject([{ state: 'void', why: 'withdrawn' }]);
  });

  test('a withdrawal that somebody else signed takes nothing back', () => {
    for (const made of [{ key: 'mallory' }, { key: 'cho' }, { namespace: 'git' }])
      expect(judged([statement(), takenBack('2026-03-01T11:00:00Z', made)]).verdict).toBe('pass');
  });

  test('whoever approves again after taking back approves', () => {
    const found = [statement(), takenBack('2026-03-01T11:00:00Z'), statement({ at: '2026-03-01T12:00:00Z' })];
    expect(judged(found).verdict).toBe('pass');
  });

  test('taking back what had been said of another head takes nothing back', () => {
    const other = { head: 'f'.repeat(40) };
    const later = statement({ ...other, verdict: 'withdraw', at: '2026-03-01T11:00:00Z' });
    expect(judged([statement(), statement(other), later]).verdict).toBe('pass');
  });

  test('what was taken back when it had landed counted when it did', () => {
    const found = [
      statement({}, { seen: '2026-03-01T10:00:00Z' }),
      takenBack('2026-03-03T00:00:00Z', { seen: '2026-03-03T00:00:00Z' }),
    ];
    expect(judged(found, { landedAt: MERGED }).verdict).toBe('pass');
  });

  test.each<[string, FoundStatement]>([
    ['seen when it had landed, dated back', statement({}, { seen: '2026-03-03T00:00:00Z' })],
    ['dated after it had landed', statement({ at: '2026-03-03T00:00:00Z' })],
  ])('an approval %s came too late', (_, found) => {
    const landing = judged([found], { landedAt: MERGED });
    expect(landing).toMatchObject({ verdict: 'fail', reasons: [{ code: 'approved-after-merge' }] });
  });

  test('an approval of an earlier head is stale, and the same person’s of this head is not', () => {
    const earlier = statement({ head: 'f'.repeat(40) });
    const stale = judged([earlier]);
    expect(stale).toMatchObject({ verdict: 'fail', reasons: [{ code: 'stale-approval' }] });
    expect(judged([statement({ at: '2026-03-01T09:00:00Z' }), earlier]).verdict).toBe('pass');
  });
});
