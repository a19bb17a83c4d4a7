import type { PullRequest } from '../../model/evidence.ts';
import type { Landing } from '../../model/landing.ts';
import type { CountedApproval, LandedEntry, MergedTree, Recorded } from '../../model/ledger.ts';
import type { CommitObject } from '../../model/payload.ts';
import type { GitRepository } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';
import { type OfferContext, offerOf, recordApproval, recordOffer, type VerifiedApproval } from './offers.ts';
import { digestOfText, encodePayload, salt } from './payload.ts';

export interface LandingContext extends OfferContext {
  readonly git: GitRepository;
  /** Index of the policy that it was judged by. */
  readonly policy?: number;
  readonly approvals: readonly VerifiedApproval[];
  readonly pulls: readonly PullRequest[];
  /** Index of the gap in which it came. */
  readonly gap?: number;
}

/** Commits of one landing beyond these, or with more bytes together, are not kept with it. */
const MOST_COMMITS = 200;
const MOST_BYTES = 1 << 20;
/** An entry is small: what more people agreed to is in the report. */
const MOST_APPROVALS = 32;

/**
 * Records one landing, and before it what it rests on: that it was offered, and who had agreed. `told` is what was
 * recorded of it while it was undecided; then only agreement counts that was recorded before.
 */
export async function recordLanding(
  landing: Landing,
  context: LandingContext,
  told: Recorded<LandedEntry> | undefined,
): Promise<void> {
  const { git, repository, ref, recorded, random, policy, gap } = context;
  const objects = await objectsOf(git, landing);
  const counted = countedBy(landing, context.approvals);
  const head = landing.offered ?? (counted.length > 0 ? landing.commit : undefined);
  const proposal = landing.pullRequest === undefined ? head : String(landing.pullRequest);
  if (told !== undefined && !counted.every((one) => wasRecorded(one, proposal ?? '', context))) return;
  if (head !== undefined && proposal !== undefined && told === undefined)
    await recordOffered(landing, { head, proposal, counted }, context);
  const report = JSON.stringify({ salt: salt(random), ...reportOf(landing) });
  const { before } = landing;
  await recorded.say(
    {
      type: 'change.landed',
      repository,
      ref,
      ...(before === undefined ? {} : { before }),
      commit: landing.commit,
      tree: treeOf(objects.commits[0]),
      ...(head === undefined ? {} : { head }),
      ...(proposal === undefined ? {} : { proposal }),
      merged: await mergeOf(git, before, head),
      approvals: await Promise.all(
        counted.map(async (one): Promise<CountedApproval> => {
          const merged = await mergeOf(git, before, one.head);
          return { statement: one.statement, head: one.head, merged };
        }),
      ),
      demanded: landing.approvalDemanded ?? true,
      ...(policy === undefined ? {} : { policy }),
      ...(gap === undefined ? {} : { gap }),
      verdict: landing.verdict,
      report: digestOfText(report),
    },
    encodePayload({ schema: 'mainward.dev/landed/v1', report, ...objects }, random),
  );
  if (head === undefined || proposal === undefined) return;
  // What came too late is said, too.
  for (const one of context.approvals) if (one.head === head) await recordApproval(proposal, one, context);
}

function wasRecorded(
  { head, statement }: VerifiedApproval,
  proposal: string,
  { ref, recorded }: LandingContext,
): boolean {
  return recorded.has({ type: 'change.approved', ref, proposal, head, statement });
}

async function recordOffered(
  landing: Landing,
  {
    head,
    proposal,
    counted,
  }: {
    readonly head: string;
    readonly proposal: string;
    readonly counted: readonly VerifiedApproval[];
  },
  context: LandingContext,
): Promise<void> {
  const { before, pullRequest } = landing;
  if (before === undefined) return;
  const pull = context.pulls.find(({ number }) => number === pullRequest);
  const offer =
    pull === undefined ? { by: landing.commits[0]?.author ?? '', title: '', at: landing.at } : offerOf(pull);
  for (const one of new Set([...counted.map((approval) => approval.head), head]))
    await recordOffer({ ...offer, proposal, head: one }, before, context);
  for (const approval of counted) await recordApproval(proposal, approval, context);
}

/** Records a commit that the configuration takes as it is: nothing before it is judged. */
export async function recordBaseline(
  commit: string,
  { git, repository, ref, recorded, random }: OfferContext & { readonly git: GitRepository },
): Promise<void> {
  const objects = await objectsOf(git, { commit, commits: [] });
  const reasons = [{ code: 'initial', detail: 'the configuration takes it as given' }];
  const report = JSON.stringify({ salt: salt(random), commit, landing: 'initial', verdict: 'pass', reasons });
  await recorded.say(
    {
      type: 'change.landed',
      repository,
      ref,
      commit,
      tree: treeOf(objects.commits[0]),
      merged: null,
      approvals: [],
      demanded: false,
      verdict: 'pass',
      report: digestOfText(report),
    },
    encodePayload({ schema: 'mainward.dev/landed/v1', report, ...objects }, random),
  );
}

/** Verified statements that the judgement counted. */
function countedBy(landing: Landing, approvals: readonly VerifiedApproval[]): readonly VerifiedApproval[] {
  const counted = new Set(
    landing.approvals.flatMap(({ state, statement }) => (state === 'counted' ? (statement ?? []) : [])),
  );
  return approvals.filter(({ statement }) => counted.has(statement)).slice(0, MOST_APPROVALS);
}

function reportOf({
  commit,
  landing,
  contentProved,
  verdict,
  reasons,
  people,
  commits,
  approvals,
  required,
  at,
  atWitnessed,
}: Landing): object {
  return {
    commit,
    landing,
    contentProved,
    verdict,
    reasons,
    people,
    commits: commits.slice(0, MOST_COMMITS),
    approvals,
    required,
    at,
    atWitnessed,
  };
}

async function mergeOf(
  git: GitRepository,
  before: string | undefined,
  head: string | undefined,
): Promise<MergedTree> {
  if (before === undefined || head === undefined) return null;
  const merged = await git.merge(before, head);
  return merged.kind === 'clean' ? merged.tree : merged.kind === 'conflict' ? 'conflict' : null;
}

async function objectsOf(
  git: GitRepository,
  landing: { readonly commit: string; readonly commits: readonly { readonly commit: string }[] },
): Promise<{ readonly commits: readonly CommitObject[]; readonly cut: boolean }> {
  const wanted = [...new Set([landing.commit, ...landing.commits.map(({ commit }) => commit)])];
  const kept: CommitObject[] = [];
  let bytes = 0;
  const blobs = await git.blobs(wanted.slice(0, MOST_COMMITS), { bytesEach: MOST_BYTES });
  for (const commit of wanted.slice(0, MOST_COMMITS)) {
    const object = blobs.get(commit);
    if (!(object instanceof Uint8Array) || bytes + object.length > MOST_BYTES) continue;
    bytes += object.length;
    kept.push({ commit, object: Buffer.from(object).toString('base64') });
  }
  return { commits: kept, cut: kept.length < wanted.length };
}

/** The landing commit was read and understood a moment ago. */
function treeOf(object: CommitObject | undefined): string {
  const commit =
    object === undefined ? undefined : readCommit(object.commit, Buffer.from(object.object, 'base64'));
  if (commit?.ok !== true) throw new RangeError('A landing has no commit that can be read.');
  return commit.value.tree;
}
