import type { Review } from '../../model/evidence.ts';
import type { Roster } from '../../model/person.ts';
import type { Witness } from '../../model/signature.ts';
import type { ApprovalStatement, SignedApproval, StatementStanding } from '../../model/statement.ts';
import type { FoundStatement, StatementFinder } from '../../ports/forge.ts';
import { judgeSsh, type SshJudgement } from '../../stages/1-commit/judge.ts';
import { grantsOfRoster, type KeyRing, keyRing } from '../../stages/1-commit/key-ring.ts';
import type { Brought } from '../../stages/2-review/landings/brought.ts';
import type { Recognised } from '../../stages/2-review/landings/recognise.ts';
import { readApproval } from '../../stages/2-review/statements/approval.ts';
import { digestOf } from './digest.ts';

/** Where signed statements about a repository come from. */
export interface Statements {
  readonly finder: StatementFinder;
  /** Name of the repository, as its statements must have it. */
  readonly repository: string;
  /** Nobody agrees in any other way. */
  readonly only: boolean;
}

export interface StatementContext {
  readonly repository: string;
  readonly ref: string;
  /** The accepted roster: nobody else's keys count. */
  readonly roster: Roster | undefined;
  /** The time of the reading; RFC 3339 UTC. */
  readonly now: string;
}

/** Beyond these, statements about single commits are looked for only where they were offered. */
const MOST_COMMITS = 20_000;
/** Clocks differ; what is dated further ahead of when it was seen cannot be true. */
const AHEAD = 600_000;

/** What signed statements say of each landing, as reviews. A statement of another repository or ref is none. */
export async function reviewsOfStatements(
  { finder }: Statements,
  landings: readonly Recognised[],
  brought: readonly Brought[],
  context: StatementContext,
): Promise<readonly (readonly Review[])[]> {
  const narrow = brought.reduce((sum, { commits }) => sum + commits.length, 0) > MOST_COMMITS;
  const heads = landings.map(({ commit, offered, pullRequest }, index) => [
    commit.oid,
    ...(offered === undefined ? [] : [offered]),
    ...(narrow ? [] : (brought[index]?.commits ?? []).map(({ oid }) => oid)),
    ...(pullRequest === undefined ? [] : [pullRequest.head.sha]),
    ...(pullRequest?.pushes ?? []).map(({ after }) => after),
  ]);
  const found = await finder.find(context.ref, [...new Set(heads.flat())]);
  const byHead = new Map<string, Review[]>();
  for (const review of readReviews(found, context)) {
    const list = byHead.get(review.commit);
    if (list === undefined) byHead.set(review.commit, [review]);
    else list.push(review);
  }
  return heads.map((own) => [...new Set(own)].flatMap((head) => byHead.get(head) ?? []));
}

/** Reads statements and judges their signatures. What is none, or speaks of something else, is left out. */
export function readReviews(found: readonly FoundStatement[], context: StatementContext): readonly Review[] {
  const ring = keyRing(context.roster === undefined ? [] : [grantsOfRoster(context.roster)]);
  const known = (context.roster?.people ?? []).some(({ keys }) => keys.length > 0);
  return found.flatMap((statement) => {
    const signed = readApproval(statement.envelope);
    if (!signed.ok) return [];
    const { repository, ref } = signed.value.approval;
    if (repository !== context.repository || ref !== context.ref) return [];
    const judged = judgeStatement(signed.value, ring, statement.seen, context.now);
    const standing = known ? judged.standing : UNSUPPLIED;
    return reviewOf(statement, signed.value.approval, { ...judged, standing }, context.now);
  });
}

const UNSUPPLIED: StatementStanding = {
  kind: 'open',
  why: 'whose keys are whose was not supplied: --roster FILE, with keys',
};

export interface JudgedStatement {
  readonly signature: SshJudgement;
  readonly standing: StatementStanding;
}

/** Who signed a statement, and whether the key was theirs when somebody else saw it, or without an end. */
export function judgeStatement(
  { approval, message, armour }: SignedApproval,
  ring: KeyRing,
  seen: string | undefined,
  now: string,
): JudgedStatement {
  const witness: Witness =
    seen === undefined
      ? { time: now, source: 'this reading', atLatest: true }
      : { time: seen, source: 'the record of pushes' };
  const signature = judgeSsh(
    { armour, payload: message, claimed: Date.parse(approval.at), what: 'statement' },
    ring,
    ring.attestations,
    witness,
  );
  return { signature, standing: standingOf(signature, approval, witness) };
}

function standingOf(
  { status, why }: SshJudgement,
  { at, verdict }: ApprovalStatement,
  { time }: Witness,
): StatementStanding {
  if (status === 'unknown' || status === 'unsigned') return { kind: 'open', why };
  if (status !== 'good') return { kind: 'void', why: status };
  return verdict === 'approve' && Date.parse(at) > Date.parse(time) + AHEAD
    ? { kind: 'open', why: 'the statement bears a date that cannot be true' }
    : { kind: 'holds' };
}

function reviewOf(
  { envelope, seen }: FoundStatement,
  { head, verdict, at }: ApprovalStatement,
  { signature, standing }: JudgedStatement,
  now: string,
): readonly Review[] {
  const { person, key } = signature;
  // Whoever did not sign it takes nothing back.
  if (verdict === 'withdraw' && standing.kind === 'void') return [];
  const author =
    typeof person === 'string'
      ? { login: person, kind: 'unknown' as const, person }
      : { login: key ?? 'an unreadable key', kind: 'unknown' as const };
  const early = Date.parse(at) < Date.parse(seen ?? now) ? at : (seen ?? now);
  return [
    {
      author,
      state: verdict === 'approve' ? 'approved' : 'dismissed',
      commit: head,
      // Against whoever signed: an approval is as old as it may be, its withdrawal as young.
      at: verdict === 'approve' ? early : (seen ?? at),
      statement: {
        digest: digestOf(envelope),
        standing,
        ...(seen === undefined ? {} : { seen }),
      },
    },
  ];
}
