import type { PullRequest, PushEvent } from '../../../model/evidence.ts';
import type { Commit } from '../../../model/git.ts';
import type { LandingKind } from '../../../model/landing.ts';
import { type Commits, refParent } from './line.ts';
import { headChain, numberInMessage, type Offers, rebaseKey } from './offers.ts';

/** One change of a ref, and what it looks like it landed. */
export interface Recognised {
  /** The commit that the ref was left at. */
  readonly commit: Commit;
  /** Its commits on the ref's line, newest first: one, but for a rebased series. */
  readonly series: readonly Commit[];
  readonly kind: LandingKind;
  /** What the ref pointed to before; absent for the initial commit. */
  readonly parent?: string;
  /** The head that was offered; absent where nothing was, or nothing is known of it. */
  readonly offered?: string;
  readonly number?: number;
  readonly pullRequest?: PullRequest;
  /** Who says that it landed this: Git's parents, the forge, or only a message or a likeness that must be proved. */
  readonly by: 'nobody' | 'parents' | 'evidence' | 'message' | 'likeness';
}

export interface Material {
  /** The ref's line, newest first. */
  readonly line: readonly Commit[];
  /** Commits of the line and of what was offered. */
  readonly commits: Commits;
  readonly pushes: ReadonlyMap<string, PushEvent>;
  readonly offers: Offers;
}

type Claim = Omit<Recognised, 'commit' | 'series' | 'parent'>;

/** Tells for each change of the ref how it landed; oldest first. Contents are not looked at: `proof.ts` asks for that. */
export function recognise(material: Material): readonly Recognised[] {
  const { line } = material;
  const onLine = new Set(line.map(({ oid }) => oid));
  const likely = likelyTips(material);
  const found: Recognised[] = [];
  for (let at = 0; at < line.length; ) {
    const commit = line[at];
    if (commit === undefined) break;
    const claim = claimOf(commit, material, likely);
    const length = claim.kind === 'rebase' ? seriesLength(at, claim.offered, material, onLine) : 1;
    const series = line.slice(at, at + length);
    const parent = refParent(series.at(-1) ?? commit, material.pushes);
    found.push({ commit, series, ...claim, ...(parent === undefined ? {} : { parent }) });
    at += length;
  }
  return found.reverse();
}

function claimOf(commit: Commit, material: Material, likely: ReadonlyMap<string, number>): Claim {
  const { offers, pushes } = material;
  if (commit.parents.length === 0) return { kind: 'initial', by: 'nobody' };
  const pull = offers.landed.get(commit.oid);
  if (commit.parents.length > 1) return mergeClaim(commit, pull, material);
  if (pull !== undefined) {
    const { number } = pull;
    return {
      kind: methodOf(commit, pull),
      offered: pull.head.sha,
      number,
      pullRequest: pull,
      by: 'evidence',
    };
  }
  // A forge that lists every landed pull request and not this one says that it was none.
  const at = Date.parse(pushes.get(commit.oid)?.at ?? '') || commit.committer.when * 1_000;
  if (at >= offers.completeSince) return { kind: 'direct', by: 'nobody' };
  const named = numberInMessage(commit);
  if (named !== undefined) {
    const known = offers.byNumber.get(named);
    const elsewhere = known?.mergeCommit !== undefined && known.mergeCommit !== commit.oid;
    const head = offers.heads.get(named);
    if (!elsewhere && (head !== undefined || looksForgeMade(commit))) {
      return {
        kind: 'squash',
        number: named,
        ...(head === undefined ? {} : { offered: head }),
        ...(known?.state === 'merged' ? { pullRequest: known } : {}),
        by: 'message',
      };
    }
  }
  const number = likely.get(rebaseKey(commit));
  const head = number === undefined ? undefined : offers.heads.get(number);
  if (number === undefined || head === undefined || head === commit.oid)
    return { kind: 'direct', by: 'nobody' };
  return { kind: 'rebase', offered: head, number, by: 'likeness' };
}

function mergeClaim(commit: Commit, landed: PullRequest | undefined, material: Material): Claim {
  const { offers, pushes } = material;
  const before = refParent(commit, pushes);
  const others = commit.parents.filter((oid) => oid !== before);
  const [offered] = others;
  const number =
    landed?.number ??
    (offered === undefined ? undefined : offers.numbers.get(offered)) ??
    numberInMessage(commit);
  const known = number === undefined ? undefined : offers.byNumber.get(number);
  const pull = landed ?? (known?.state === 'merged' && known.mergeCommit === undefined ? known : undefined);
  return {
    kind: pull?.mergeMethod === 'queue' ? 'queue' : 'merge',
    ...(offered === undefined || others.length > 1 ? {} : { offered }),
    ...(number === undefined ? {} : { number }),
    ...(pull === undefined ? {} : { pullRequest: pull }),
    by: landed === undefined ? 'parents' : 'evidence',
  };
}

function methodOf(commit: Commit, pull: PullRequest): LandingKind {
  if (pull.mergeMethod === 'queue' || pull.mergeMethod === 'squash') return pull.mergeMethod;
  if (pull.mergeMethod === 'rebase' || commit.oid === pull.head.sha) return 'rebase';
  return numberInMessage(commit) === undefined ? 'rebase' : 'squash';
}

/** GitHub and GitLab make the commits of their squashes themselves; a message alone may be copied from anywhere. */
function looksForgeMade(commit: Commit): boolean {
  return commit.committer.email === 'noreply@github.com';
}

/** Offered heads by what a rebase leaves of their newest commit. */
function likelyTips({ offers, commits }: Material): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [number, head] of offers.heads) {
    const commit = commits.get(head);
    if (commit !== undefined) found.set(rebaseKey(commit), number);
  }
  return found;
}

/** How many commits of the line, from `at` on, are the offered ones over again. At least one. */
function seriesLength(
  at: number,
  head: string | undefined,
  { line, commits, pushes, offers }: Material,
  onLine: ReadonlySet<string>,
): number {
  if (head === undefined) return 1;
  const tip = line[at]?.oid ?? '';
  if (head === tip) return forwardLength(at, line, pushes, offers);
  let length = 0;
  for (const offered of headChain(head, commits, (oid) => onLine.has(oid))) {
    const landed = line[at + length];
    if (landed === undefined || landed.parents.length !== 1) break;
    if (length > 0 && offers.landed.has(landed.oid)) break;
    if (rebaseKey(landed) !== rebaseKey(offered)) break;
    length += 1;
  }
  return Math.max(1, length);
}

/** A head that became the ref itself brought what lies between it and where the forge says the ref was before. */
function forwardLength(
  at: number,
  line: readonly Commit[],
  pushes: ReadonlyMap<string, PushEvent>,
  offers: Offers,
): number {
  const before = pushes.get(line[at]?.oid ?? '')?.before;
  if (before === undefined) return 1;
  const within = line.findIndex(({ oid }, index) => index > at && oid === before);
  const end = within === -1 && line.at(-1)?.parents[0] === before ? line.length : within;
  if (end === -1) return 1;
  const other = line.slice(at + 1, end).findIndex(({ oid }) => offers.landed.has(oid));
  return other === -1 ? end - at : other + 1;
}
