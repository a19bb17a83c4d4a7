import type { ForgeEvidence, PullRequest, Review } from '../../model/evidence.ts';
import type { Commit } from '../../model/git.ts';
import type { LandingReason } from '../../model/landing.ts';
import type { Ownership } from '../../model/ownership.ts';
import type { ChangedPath, GitRepository } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';
import { judgeProspect, type Outlook } from '../../stages/2-review/judge-landing.ts';
import { broughtBy } from '../../stages/2-review/landings/brought.ts';
import type { Recognised } from '../../stages/2-review/landings/recognise.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Declared } from '../scan/declared.ts';
import { accessOf } from '../verify/access.ts';
import { proveUpdates } from '../verify/prove.ts';
import { readSignatures, ringOf } from '../verify/signatures.ts';
import { reviewsOfStatements, type Statements } from '../verify/statements.ts';
import type { ProposedChange } from './change.ts';
import type { Merged } from './merge.ts';

/** One change's commits beyond these are not read. */
const MOST_COMMITS = 10_000;
/** Stands for the commit of the merge, which nobody has made yet. */
const UNMADE = '0'.repeat(40);

export interface OutlookRequest {
  /** The name that evidence and reports use. */
  readonly name: string;
  readonly change: ProposedChange;
  readonly merged: Merged;
  /** Of what was supplied and what is accepted at the base. */
  readonly evidence: Evidence;
  readonly forge?: ForgeEvidence;
  readonly pull?: PullRequest;
  readonly statements?: Statements;
  readonly ownership: Ownership;
  /** In force at the base. */
  readonly declared: Pick<Declared, 'accessPolicies' | 'grants'>;
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface Looked {
  readonly outlook: Outlook;
  /** What stays open in Git and keeps the change from passing. */
  readonly open: readonly LandingReason[];
  /** Changed paths; `null` = not read. */
  readonly paths: readonly string[] | null;
}

/** What `verify` would say of the merge: the same judgement, of a landing that is not there yet. */
export async function outlookOf(repository: GitRepository, request: OutlookRequest): Promise<Looked> {
  const { name, change, merged, evidence, forge, pull, statements, ownership, declared, now } = request;
  const offered = await readOffered(repository, change);
  const landing = unmade(request, offered.commits);
  const [brought = { commits: [], incomplete: true }] = broughtBy(
    [landing],
    offered.commits,
    offered.missing,
  );
  const [read = []] = await readSignatures([brought], offered, forge, { ring: ringOf(evidence), now });
  // Nobody has dated the merge yet.
  const signed = read.map(({ backdated, ...one }) =>
    one.commit.oid === UNMADE || backdated === undefined ? one : { ...one, backdated },
  );
  const [updates = new Map<string, boolean>()] = await proveUpdates(repository, [landing], [brought]);
  const changes = await changesOf(repository, merged);
  const paths = changes === null ? null : changes.map(({ path }) => path);
  const said =
    statements === undefined ? undefined : await statementsOf(statements, landing, brought, request);
  const access = await accessOf(repository, {
    changes,
    base: change.base,
    accessPolicies: declared.accessPolicies,
    grants: declared.grants,
    roster: evidence.roster,
    at: now,
    witnessed: true,
  });
  const outlook = judgeProspect({
    repository: name,
    ref: change.ref,
    commit: UNMADE,
    landing: 'merge',
    // What is judged is the merge and nothing besides; that there may be none is told apart.
    contentProved: true,
    commits: signed,
    updates,
    ...(pull === undefined ? {} : { pullRequest: pull }),
    offered: change.head,
    ...(said === undefined ? {} : { statements: said, onlyStatements: statements?.only === true }),
    ...(forge === undefined ? {} : { evidence: forge }),
    ...(evidence.roster === undefined ? {} : { roster: evidence.roster }),
    requirements: evidence.requirements,
    ownership,
    paths,
    kinds: await kindsOf(repository, changes, evidence),
    ...(access === undefined ? {} : { access }),
    at: now,
    atWitnessed: false,
    prospect: { offered: pull !== undefined || change.number !== undefined },
  });
  const incomplete = brought.incomplete || offered.cut || offered.unreadable > 0;
  return {
    outlook,
    paths,
    open: incomplete
      ? [
          {
            code: 'history-missing',
            detail: 'some of the commits that it brings are not in this clone, or unreadable',
          },
        ]
      : [],
  };
}

interface Offered {
  readonly commits: ReadonlyMap<string, Commit>;
  readonly missing: ReadonlySet<string>;
  readonly cut: boolean;
  readonly unreadable: number;
}

async function readOffered(repository: GitRepository, { base, head }: ProposedChange): Promise<Offered> {
  const raw = await repository.commits({ from: [head], not: [base], limit: MOST_COMMITS });
  const commits = new Map<string, Commit>();
  const absent = new Set<string>();
  let unreadable = 0;
  for (const { oid, bytes } of raw) {
    const commit = readCommit(oid, bytes);
    if (commit.ok) commits.set(oid, commit.value);
    else unreadable += 1;
  }
  for (const { parents } of commits.values())
    for (const oid of parents) if (!commits.has(oid)) absent.add(oid);
  const found = await repository.blobs([...absent], { bytesEach: 1 });
  const missing = new Set([...found].flatMap(([oid, answer]) => (answer === 'missing' ? [oid] : [])));
  return { commits, missing, cut: raw.length >= MOST_COMMITS, unreadable };
}

/** The merge as it would be recognised. Whoever makes it only joins what was offered, so that nobody made its own commit. */
function unmade(
  { change: { base, head, number }, merged: { tree }, pull, now }: OutlookRequest,
  commits: ReadonlyMap<string, Commit>,
): Recognised {
  const stamp = { name: '', email: '', when: Math.floor(Date.parse(now) / 1_000), zone: '+0000' };
  const commit: Commit = {
    oid: UNMADE,
    tree: tree ?? commits.get(head)?.tree ?? UNMADE,
    parents: [base, head],
    author: stamp,
    committer: stamp,
    message: '',
    trailers: [],
    coAuthors: [],
    payload: new Uint8Array(),
    oddities: [],
  };
  return {
    commit,
    series: [commit],
    kind: 'merge',
    parent: base,
    offered: head,
    by: 'parents',
    ...(number === undefined ? {} : { number }),
    ...(pull === undefined ? {} : { pullRequest: pull }),
  };
}

async function changesOf(
  repository: GitRepository,
  { states }: Merged,
): Promise<readonly ChangedPath[] | null> {
  if (states === undefined) return null;
  const changes = await repository.changes(states.before, states.after);
  return changes === 'missing' ? null : changes;
}

async function statementsOf(
  statements: Statements,
  landing: Recognised,
  brought: ReturnType<typeof broughtBy>[number],
  { change, evidence, now }: OutlookRequest,
): Promise<readonly Review[]> {
  const context = { repository: statements.repository, ref: change.ref, roster: evidence.roster, now };
  return (await reviewsOfStatements(statements, [landing], [brought], context))[0] ?? [];
}

async function kindsOf(
  repository: GitRepository,
  changes: readonly ChangedPath[] | null,
  { requirements }: Evidence,
): Promise<readonly string[] | null> {
  const wanted = [...new Set(requirements.flatMap(({ kinds }) => kinds))];
  if (wanted.length === 0) return [];
  return (await import('../verify/kinds.ts')).changedKinds(repository, changes, wanted);
}
