import type { AccessChange } from '../../model/access-grant.ts';
import type { ForgeEvidence, Review } from '../../model/evidence.ts';
import type { Landing, LandingReason } from '../../model/landing.ts';
import type { Requirement } from '../../model/policy.ts';
import type { ChangedPath, GitRepository } from '../../ports/git.ts';
import type { BroughtCommit } from '../../stages/2-review/judge/input.ts';
import { judgeLanding } from '../../stages/2-review/judge-landing.ts';
import { type Brought, broughtBy } from '../../stages/2-review/landings/brought.ts';
import { pushOfEach } from '../../stages/2-review/landings/line.ts';
import type { Proof } from '../../stages/2-review/landings/proof.ts';
import { type Recognised, recognise } from '../../stages/2-review/landings/recognise.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { PolicyReader } from '../evidence/read-policy.ts';
import { accessOf } from './access.ts';
import { type History, type HistoryBounds, readHistory } from './history.ts';
import { proveContents, proveUpdates } from './prove.ts';
import type { Span } from './range.ts';
import { readSignatures, ringOf, unverified } from './signatures.ts';
import { reviewsOfStatements, type Statements } from './statements.ts';
import { type InForce, inForceFrom } from './tracked.ts';

export interface LandingsRead {
  /** Newest first. */
  readonly landings: readonly Landing[];
  /** Landings that were left out because of a bound on their number. */
  readonly cut: boolean;
  /** What is in force after the newest of them; absent where they were only recognised. */
  readonly next?: InForce;
  /** Commits that nobody could agree on, so that what lies behind them was not looked at. */
  readonly unreadable: number;
}

export interface LandingsRequest {
  /** The name that evidence and reports use. */
  readonly name: string;
  readonly span: Span;
  readonly evidence: Evidence;
  /** Signed statements, where there may be any. */
  readonly statements?: Statements;
  readonly bounds: HistoryBounds;
  /** Only recognise: prove nothing and verify nothing. */
  readonly cheaply: boolean;
  /** The time of the reading; RFC 3339 UTC. */
  readonly now: string;
  /** How policy files are read, where not in the usual way. */
  readonly readPolicy?: PolicyReader;
  /** What was in force is supplied, so files of the time that cannot be used never were. */
  readonly inForceSupplied?: true;
}

/** The landings of a ref, from Git and what was supplied, step by step. */
export async function readLandings(
  repository: GitRepository,
  request: LandingsRequest,
): Promise<LandingsRead> {
  const { name, span, evidence, statements, bounds, cheaply, now, readPolicy, inForceSupplied } = request;
  const forge = evidence.forges.find((one) => one.repository === name);
  const history = await readHistory(repository, span, forge, bounds);
  const recognised = recognise(history);
  const brought = broughtBy(recognised, history.commits, history.missing);
  const signed = cheaply
    ? unverified(brought)
    : await readSignatures(brought, history, forge, { ring: ringOf(evidence), now });
  const proofs = cheaply ? recognised.map(notLookedAt) : await proveContents(repository, recognised, history);
  const updates = cheaply ? [] : await proveUpdates(repository, recognised, brought);
  const changes = cheaply ? recognised.map(() => null) : await changesOf(repository, recognised, history);
  const said =
    statements === undefined
      ? []
      : await reviewsOfStatements(statements, recognised, brought, {
          repository: statements.repository,
          ref: span.ref,
          roster: evidence.roster,
          now,
        });
  const [next, ...before] = cheaply
    ? []
    : await inForceFrom(repository, span.tip, changes.toReversed(), readPolicy);
  const inForce = before.toReversed();
  const pushes = pushOfEach(history.line, history.pushes);
  const landings: Landing[] = [];
  for (const [index, landing] of recognised.entries()) {
    const read = inForce[index] ?? {
      requirements: [],
      accessPolicies: [],
      grants: [],
      broken: [],
    };
    const force = inForceSupplied === true ? { ...read, broken: [] } : read;
    const push = pushes.get(landing.commit.oid);
    const proof = proofs[index] ?? { proved: null };
    const time = timeOf(landing, proof, push);
    const parts: Parts = {
      landing,
      brought: brought[index] ?? { commits: [], incomplete: true },
      signed: signed[index] ?? [],
      proof,
      updates: updates[index] ?? new Map(),
      changes: changes[index] ?? null,
      force,
      kinds: await kindsOf(repository, changes[index] ?? null, [
        ...evidence.requirements,
        ...force.requirements,
      ]),
      push,
      time,
      access: await accessOf(repository, {
        changes: changes[index] ?? null,
        base: landing.parent,
        accessPolicies: force.accessPolicies,
        grants: force.grants,
        roster: evidence.roster,
        at: time.at,
        witnessed: time.witnessed,
        ...(readPolicy === undefined ? {} : { read: readPolicy }),
      }),
      ...(statements === undefined ? {} : { said: { reviews: said[index] ?? [], only: statements.only } }),
    };
    landings.push(judged(name, span.ref, parts, evidence, forge));
  }
  return {
    landings: landings.reverse(),
    cut: history.cut,
    ...(next === undefined ? {} : { next }),
    unreadable: history.unreadable.length,
  };
}

interface Parts {
  readonly landing: Recognised;
  readonly brought: Brought;
  readonly signed: readonly BroughtCommit[];
  readonly proof: Proof;
  readonly updates: ReadonlyMap<string, boolean>;
  readonly changes: readonly ChangedPath[] | null;
  readonly force: InForce;
  readonly kinds: readonly string[] | null;
  readonly push: ReturnType<History['pushes']['get']>;
  readonly time: Time;
  readonly access: AccessChange | undefined;
  readonly said?: { readonly reviews: readonly Review[]; readonly only: boolean };
}

function judged(
  repository: string,
  ref: string,
  parts: Parts,
  evidence: Evidence,
  forge: ForgeEvidence | undefined,
): Landing {
  const { landing, brought, signed, proof, updates, changes, force, kinds, push, said, time, access } = parts;
  const { pullRequest } = landing;
  const result = judgeLanding({
    repository,
    ref,
    commit: landing.commit.oid,
    landing: landing.kind,
    contentProved: proof.proved,
    commits: signed,
    ...(isRemade(landing) ? { remade: landing.series.map(({ oid }) => oid) } : {}),
    updates,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(landing.offered === undefined ? {} : { offered: landing.offered }),
    ...(said === undefined ? {} : { statements: said.reviews, onlyStatements: said.only }),
    ...(push === undefined ? {} : { push }),
    ...(forge === undefined ? {} : { evidence: forge }),
    ...(evidence.roster === undefined ? {} : { roster: evidence.roster }),
    requirements: onceEach([...evidence.requirements, ...force.requirements]),
    ...(force.ownership === undefined ? {} : { ownership: force.ownership }),
    paths: changes === null ? null : changes.map(({ path }) => path),
    kinds,
    ...(access === undefined ? {} : { access }),
    at: time.at,
    atWitnessed: time.witnessed,
  });
  const told = {
    ...result,
    ...(landing.parent === undefined ? {} : { before: landing.parent }),
    ...(landing.offered === undefined ? {} : { offered: landing.offered }),
  };
  return withReasons(told, [
    ...(landing.kind === 'initial' ? [] : force.broken).map((why) => ({
      code: 'undecided' as const,
      detail: `policy that was in force cannot be used: ${why}`,
    })),
    ...(proof.reason === undefined ? [] : [proof.reason]),
    ...(brought.incomplete
      ? [
          {
            code: 'history-missing' as const,
            detail: 'some of the commits that it brought are not in this clone',
          },
        ]
      : []),
  ]);
}

interface Time {
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly witnessed: boolean;
}

/** When it landed: by whoever saw it, else by what it says itself. */
function timeOf({ commit, pullRequest }: Recognised, { proved }: Proof, push: Parts['push']): Time {
  const witnessed = push?.at ?? (proved === null ? undefined : pullRequest?.mergedAt);
  const at = witnessed ?? new Date(commit.committer.when * 1_000).toISOString();
  return { at, witnessed: witnessed !== undefined };
}

/** The same demand is often handed in and in force as well. */
function onceEach(requirements: readonly Requirement[]): readonly Requirement[] {
  return [...new Map(requirements.map((one) => [JSON.stringify({ ...one, at: null }), one])).values()];
}

/** Its commits are the offered ones over again, with other parents. */
function isRemade({ kind, commit, offered }: Recognised): boolean {
  return kind === 'rebase' && offered !== undefined && offered !== commit.oid;
}

/** What stays open in Git keeps a landing from passing; a failure that is proved stays one. */
function withReasons(landing: Landing, reasons: readonly LandingReason[]): Landing {
  if (reasons.length === 0) return landing;
  const codes = new Set(reasons.map(({ code }) => code));
  const others = landing.reasons.filter(({ code }) => code === 'undecided' || !codes.has(code));
  const failed = landing.verdict === 'fail' || landing.contentProved === false;
  return { ...landing, verdict: failed ? 'fail' : 'unknown', reasons: [...others, ...reasons] };
}

function notLookedAt(landing: Recognised): Proof {
  if (landing.kind === 'direct' || landing.kind === 'initial') return { proved: true };
  return { proved: null };
}

async function changesOf(
  repository: GitRepository,
  landings: readonly Recognised[],
  { missing }: History,
): Promise<readonly (readonly ChangedPath[] | null)[]> {
  return Promise.all(
    landings.map(async ({ commit, parent }) => {
      if (parent !== undefined && missing.has(parent)) return null;
      const before = parent ?? EMPTY_TREE[repository.shape.objectFormat];
      const changes = await repository.changes(before, commit.oid);
      return changes === 'missing' ? null : changes;
    }),
  );
}

/** Git knows the empty tree without having it (`gitglossary(7)`, empty tree). */
const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

async function kindsOf(
  repository: GitRepository,
  changes: readonly ChangedPath[] | null,
  requirements: readonly { readonly kinds: readonly string[] }[],
): Promise<readonly string[] | null> {
  const wanted = [...new Set(requirements.flatMap(({ kinds }) => kinds))];
  if (wanted.length === 0) return [];
  return (await import('./kinds.ts')).changedKinds(repository, changes, wanted);
}
