import { parse } from 'yaml';
import { assess } from '../../src/chain/assess.ts';
import type { RepositoryInput, ScanInput } from '../../src/chain/read/input.ts';
import type { Control, Judgement } from '../../src/controls/control.ts';
import type { BranchRule, ForgeEvidence } from '../../src/model/evidence.ts';
import type { LandedCommit, Landing } from '../../src/model/landing.ts';
import type { LedgerEntry, Recorded } from '../../src/model/ledger.ts';
import type { Location } from '../../src/model/location.ts';
import type { Roster } from '../../src/model/person.ts';
import type { Requirement, System } from '../../src/model/policy.ts';
import type { SourceTree } from '../../src/model/tree.ts';
import type { Trust } from '../../src/model/trust.ts';

/** The repository that a fixture means where it names none. */
export const FIXTURE = 'fixture';

/** A judgement as a fixture expects it; what is left out may be anything. */
export interface Expected {
  readonly verdict: Judgement['verdict'];
  /** `path:line`. */
  readonly at?: string;
  readonly subject?: string;
  readonly severity?: string;
  /** Words of the message. */
  readonly contains?: string;
}

type Files = Readonly<Record<string, string>>;
type Loose<Shape> = Readonly<Partial<Shape>>;

/** One scenario of a control: what was read, and what the control says of it. */
export interface Fixture {
  /** Path -> text, or repository -> path -> text. */
  readonly files?: Files | Readonly<Record<string, Files>>;
  readonly evidence?: readonly (Omit<Loose<ForgeEvidence>, 'rules' | 'members'> & {
    /** `bypass: null` = its bypass actors were not observed. */
    readonly rules?: readonly (Omit<Loose<BranchRule>, 'bypass'> & {
      readonly bypass?: BranchRule['bypass'] | null;
    })[];
    /** A bare login writes. */
    readonly members?: readonly (string | NonNullable<ForgeEvidence['members']>[number])[];
  })[];
  /** Bare names are people whose login is their id. */
  readonly roster?: {
    readonly people?: readonly (string | Loose<Roster['people'][number]>)[];
    readonly robots?: readonly Loose<Roster['robots'][number]>[];
  };
  readonly requirements?: readonly Loose<Requirement>[];
  readonly landings?: readonly (Omit<Loose<Landing>, 'commits'> & {
    readonly commits?: readonly Loose<LandedCommit>[];
  })[];
  readonly trusts?: readonly Loose<Trust>[];
  readonly system?: Loose<System>;
  /** Entries of a ledger in their order; each minute one. */
  readonly ledger?: readonly { readonly type: LedgerEntry['type'] }[];
  readonly expect?: readonly Expected[];
}

export function readFixture(text: string): Fixture {
  return parse(text) as Fixture;
}

const AT: Location = {
  path: '.mainward/roster.yaml',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  repository: FIXTURE,
};
const COMMIT = '1'.repeat(40);

/** What one control says of a fixture. */
export function judgementsOf(control: Control, fixture: Fixture): readonly Judgement[] {
  return control.evaluate(assess(inputOf(fixture)));
}

function inputOf(fixture: Fixture): ScanInput {
  const names = Object.entries(fixture.files ?? {});
  const nested = names.some(([, value]) => typeof value !== 'string');
  const repositories = nested
    ? (names as [string, Files][])
    : [[FIXTURE, Object.fromEntries(names) as Files] as const];
  const { roster, system, ledger } = fixture;
  return {
    now: '2026-11-20T12:00:00Z',
    repositories: repositories.map(([name, files]) => repositoryOf(name, files, fixture)),
    forges: (fixture.evidence ?? []).map(evidenceOf),
    trusts: (fixture.trusts ?? []).map((trust) => ({
      provider: 'aws',
      id: 'arn:aws:iam::111122223333:role/deploy',
      issuer: 'token.actions.githubusercontent.com',
      statements: [],
      source: 'written by hand',
      observedAt: '2026-11-20T00:00:00Z',
      at: { ...AT, path: 'trusts/deploy.json' },
      ...trust,
    })),
    ...(roster === undefined ? {} : { roster: rosterOf(roster) }),
    ...(system === undefined
      ? {}
      : {
          system: {
            name: 'example',
            repositories: [],
            clusters: [],
            environments: [],
            breakGlass: [],
            at: AT,
            ...system,
          },
        }),
    ...(ledger === undefined ? {} : { ledger: ledger.map(entryOf) }),
  };
}

function entryOf(entry: { readonly type: LedgerEntry['type'] }, index: number): Recorded {
  const at = new Date(Date.parse('2026-11-20T08:00:00Z') + index * 60_000).toISOString();
  return { index, entry: { v: 1, at, repository: FIXTURE, ...entry } as LedgerEntry };
}

function repositoryOf(name: string, files: Files, fixture: Fixture): RepositoryInput {
  const landings = fixture.landings?.filter((landing) => (landing.repository ?? FIXTURE) === name);
  return {
    name,
    tree: treeOf(name, files),
    urls: [`https://github.com/acme/${name}.git`],
    branch: 'main',
    ...(landings === undefined ? {} : { landings: landings.map(landingOf) }),
    requirements: (fixture.requirements ?? []).map((requirement) => ({
      name: 'review',
      paths: [],
      kinds: [],
      approvals: [],
      signed: false,
      at: AT,
      ...requirement,
    })),
  };
}

function treeOf(repository: string, files: Files): SourceTree {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const entries = [...bytes].map(([path, content]) => ({
    path,
    kind: 'file' as const,
    size: content.length,
  }));
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { repository, entries, has: (path) => bytes.has(path), read: (path) => bytes.get(path) };
}

function landingOf(landing: NonNullable<Fixture['landings']>[number]): Landing {
  return {
    repository: FIXTURE,
    commit: COMMIT,
    landing: 'merge',
    contentProved: true,
    verdict: 'pass',
    reasons: [],
    people: ['ann'],
    approvals: [],
    required: [],
    at: '2026-11-19T12:00:00Z',
    atWitnessed: true,
    paths: [],
    ref: 'refs/heads/main',
    ...landing,
    commits: (landing.commits ?? [{}]).map((commit) => ({
      commit: COMMIT,
      signature: { kind: 'ssh', status: 'good', key: 'SHA256:abc', person: 'ann' },
      author: 'Ann <ann@example.org>',
      committer: 'Ann <ann@example.org>',
      ...commit,
    })),
  };
}

function evidenceOf(evidence: NonNullable<Fixture['evidence']>[number]): ForgeEvidence {
  const { rules, members, ...rest } = evidence;
  const repository = rest.repository ?? FIXTURE;
  return {
    schema: 'mainward.dev/forge-evidence/v1',
    forge: 'github',
    fullName: `acme/${repository}`,
    source: 'written by hand',
    observedAt: '2026-11-20T00:00:00Z',
    ...rest,
    repository,
    ...(rules === undefined ? {} : { rules: rules.map(ruleOf) }),
    ...(members === undefined
      ? {}
      : {
          members: members.map((member) =>
            typeof member === 'string' ? { login: member, kind: 'human', permission: 'write' } : member,
          ),
        }),
  };
}

function ruleOf(rule: NonNullable<NonNullable<Fixture['evidence']>[number]['rules']>[number]): BranchRule {
  const { bypass, ...rest } = rule;
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
    ...(bypass === null ? {} : { bypass: bypass ?? [] }),
    ...rest,
  };
}

function rosterOf(roster: NonNullable<Fixture['roster']>): Roster {
  return {
    people: (roster.people ?? []).map((person) => {
      const given = typeof person === 'string' ? { id: person } : person;
      const id = given.id ?? 'ann';
      return {
        kind: 'person' as const,
        id,
        accounts: [{ system: 'github', login: id }],
        keys: [],
        emails: [`${id}@example.org`],
        groups: [],
        at: AT,
        ...given,
      };
    }),
    robots: (roster.robots ?? []).map((robot) => ({
      kind: 'robot' as const,
      id: 'robot',
      accounts: [{ system: 'github', login: robot.id ?? 'robot' }],
      keys: [],
      emails: [],
      owners: [],
      at: AT,
      ...robot,
    })),
    at: AT,
  };
}

/** Each judgement that no expectation meets, and each expectation that no judgement meets; every one is used once. */
export function differences(
  judgements: readonly Judgement[],
  expected: readonly Expected[],
): { readonly unexpected: readonly string[]; readonly missing: readonly Expected[] } {
  const left = [...judgements];
  const missing = expected.filter((one) => {
    const index = left.findIndex((judgement) => meets(judgement, one));
    if (index === -1) return true;
    left.splice(index, 1);
    return false;
  });
  return { unexpected: left.map(shown), missing };
}

function meets(judgement: Judgement, expected: Expected): boolean {
  return (
    judgement.verdict === expected.verdict &&
    (expected.at === undefined || place(judgement) === expected.at) &&
    (expected.subject === undefined || judgement.subject === expected.subject) &&
    (expected.severity === undefined || judgement.severity === expected.severity) &&
    (expected.contains === undefined || judgement.message.includes(expected.contains))
  );
}

function place({ location }: Judgement): string {
  return location === undefined ? '' : `${location.path}:${location.line}`;
}

/** The scenario of a fenced `yaml scenario` block below one heading of a document; `undefined` where there is none. */
export function scenarioUnder(document: string, heading: string): Fixture | undefined {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const text = /^```yaml scenario\n([\s\S]*?)^```$/m.exec(section)?.[1];
  return text === undefined ? undefined : readFixture(text);
}

/** A judgement on one line, for whoever reads a failed test. */
export function shown(judgement: Judgement): string {
  return `${judgement.verdict} [${judgement.subject ?? ''}] at ${place(judgement)}${judgement.severity === undefined ? '' : ` (${judgement.severity})`}: ${judgement.message}`;
}

/** The files of fenced `yaml path=PATH` blocks below one heading of a document: together one repository. */
export function exampleUnder(document: string, heading: string): Files {
  const lines = document.split('\n');
  const start = lines.indexOf(`## ${heading}`);
  const end = lines.findIndex((line, index) => index > start && line.startsWith('## '));
  const text = lines.slice(start + 1, end === -1 ? undefined : end).join('\n');
  return Object.fromEntries(
    [...text.matchAll(/^```\w+ path=(\S+)\n([\s\S]*?)^```$/gm)].map(([, path = '', body = '']) => [
      path,
      body,
    ]),
  );
}
