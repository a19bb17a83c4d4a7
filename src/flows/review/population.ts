import { createHash } from 'node:crypto';
import { byId, findWays, itemMaker, type RecordedItem } from '../../chain/review/population.ts';
import type { Way } from '../../chain/review/ways.ts';
import { leafHash } from '../../ledger/hash.ts';
import { completeRoot } from '../../ledger/root.ts';
import type { Commit } from '../../model/git.ts';
import type { Sha256 } from '../../model/ledger.ts';
import type { Roster } from '../../model/person.ts';
import type { System } from '../../model/policy.ts';
import type { ReviewDefinition, ReviewOrigin, ReviewPopulation } from '../../model/review.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { Pause } from '../../ports/pause.ts';
import { rightsWords } from '../../reports/access/words.ts';
import { defaultsOf } from '../ask/default-roles.ts';
import { isWanted } from '../scan/open.ts';
import { readSourceTree } from '../scan/source-tree.ts';
import type { AskLanding } from './landing-facts.ts';
import { type Brought, broughtBy } from './origins.ts';

export interface PopulationRequest {
  /** Object id. */
  readonly commit: string;
  /** The repository's name in policy; where it lies says nothing. */
  readonly name: string;
  readonly definition: ReviewDefinition;
  readonly roster: Roster;
  readonly system?: System;
  /** RFC 3339 UTC; who has left by then. */
  readonly now: string;
}

export interface PopulationMade extends ReviewPopulation {
  /** Canonical JSON, one item a line, with a line feed after each. */
  readonly text: string;
  /** Root of the Merkle tree (RFC 6962) over the lines. */
  readonly root: Sha256;
  /** Cluster -> namespace -> the group that its manifest names. */
  readonly owners: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly tree: SourceTree;
}

/** What of a repository says who has access, and what its charts are. */
export function isOfReview({ path, ...entry }: SourceTree['entries'][number]): boolean {
  return isWanted({ path, ...entry }) || /(^|\/)templates\//.test(path);
}

/** Items that are made without a pause. */
const AT_ONCE = 200;

/** The same bytes for the same commit, definition, roster and time, whoever asks and wherever. */
export async function populationAt(
  repository: GitRepository,
  request: PopulationRequest,
  ask: AskLanding,
  known?: SourceTree,
  pause?: Pause,
): Promise<PopulationMade> {
  const { commit, name, definition, roster, system, now } = request;
  const tree = known ?? { ...(await readSourceTree(repository, commit, isOfReview)), repository: name };
  const { ways, owners, coverage } = findWays({
    tree,
    definition,
    roster,
    now,
    defaults: defaultsOf(),
    say: rightsWords,
    ...(system === undefined ? {} : { system }),
  });
  const brought = await broughtBy(repository, commit, ways);
  const make = itemMaker(tree, await originsOf(ways, brought, ask));
  const made: RecordedItem[] = [];
  for (const way of ways) {
    made.push(make(way));
    if (made.length % AT_ONCE === 0) await pause?.pause(0);
  }
  made.sort(byId);
  const lines = made.map(({ line }) => line);
  return {
    items: made.map(({ item }) => item),
    coverage,
    owners,
    tree,
    text: lines.map((line) => `${line}\n`).join(''),
    root: rootOf(lines),
  };
}

/** Root over the items' bytes, hex. */
export function rootOf(lines: readonly string[]): Sha256 {
  const utf8 = new TextEncoder();
  const leaves = lines.map((line) => leafHash(sha256, utf8.encode(line)));
  return Buffer.from(completeRoot(sha256, leaves)).toString('hex');
}

async function originsOf(
  ways: readonly Way[],
  brought: (way: Way) => Brought,
  ask: AskLanding,
): Promise<(way: Way) => ReviewOrigin> {
  const commits = new Map<string, Commit>();
  for (const way of ways) {
    const found = brought(way);
    if (found.kind === 'landing') commits.set(found.commit.oid, found.commit);
  }
  const origins = new Map<string, ReviewOrigin>();
  for (const [oid, commit] of commits) origins.set(oid, await originOf(commit, ask));
  return (way) => {
    const found = brought(way);
    if (found.kind === 'unknown') return found;
    return origins.get(found.commit.oid) ?? { kind: 'unknown', why: 'history does not say' };
  };
}

async function originOf(commit: Commit, ask: AskLanding): Promise<ReviewOrigin> {
  const { authors, approvers, approversUnknown } = await ask(commit);
  const [author = commit.author.email, ...coAuthors] = authors;
  return {
    kind: 'known',
    commit: commit.oid,
    landed: commit.oid,
    at: new Date(commit.committer.when * 1_000).toISOString(),
    author,
    ...(coAuthors.length === 0 ? {} : { coAuthors }),
    approvers,
    ...(approversUnknown === undefined ? {} : { approversUnknown }),
  };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
