import { decodePayload } from '../../chain/ledger/payload.ts';
import { type LandingReport, readReport } from '../../chain/ledger/report.ts';
import type { Commit, GitIdentity } from '../../model/git.ts';
import type { Landing } from '../../model/landing.ts';
import type { PersonRef, Roster } from '../../model/person.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { LedgerReader } from '../../ports/ledger.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';

/** Who made a landing, and who agreed to it. */
export interface LandingFacts {
  /** Ids in the roster, or e-mail addresses; the first is whom people would name. */
  readonly authors: readonly string[];
  readonly approvers: readonly string[];
  /** Why it is not known who agreed. */
  readonly approversUnknown?: string;
}

export type AskLanding = (commit: Commit) => Promise<LandingFacts>;

const MOST_BROUGHT = 1_000;

/** What Git alone says: authors by their own word, and nobody who agreed. */
export function factsOfGit(repository: GitRepository, roster: Roster, why: string): AskLanding {
  const people = new Map(
    roster.people.flatMap(({ id, emails }) => emails.map((email) => [email.toLowerCase(), id] as const)),
  );
  const personOf = ({ email }: GitIdentity): string => people.get(email.toLowerCase()) ?? email;
  return async (commit) => {
    const [first, ...others] = commit.parents;
    const brought =
      first === undefined || others.length === 0 ? [commit] : await mergedBy(repository, first, others);
    const authors = brought.flatMap(({ author, coAuthors }) => [author, ...coAuthors]).map(personOf);
    return {
      authors: [...new Set(authors.length === 0 ? [personOf(commit.author)] : authors)],
      approvers: [],
      approversUnknown: why,
    };
  };
}

async function mergedBy(
  repository: GitRepository,
  first: string,
  others: readonly string[],
): Promise<readonly Commit[]> {
  const raw = await repository.commits({ from: others, not: [first], limit: MOST_BROUGHT });
  return raw.flatMap(({ oid, bytes }) => {
    const read = readCommit(oid, bytes);
    return read.ok ? [read.value] : [];
  });
}
/** What `verify` makes of the landings; it is asked once, and only if anybody asks for a landing. */
export function factsOfLandings(read: () => Promise<readonly Landing[]>, otherwise: AskLanding): AskLanding {
  let reading: Promise<ReadonlyMap<string, Landing>> | undefined;
  return async (commit) => {
    reading ??= read().then((landings) => new Map(landings.map((landing) => [landing.commit, landing])));
    const landing = (await reading).get(commit.oid);
    const unverified = await otherwise(commit);
    if (landing === undefined) return unverified;
    const { people, approvals, reasons } = landing;
    const unsupplied = reasons.find(({ code }) => code === 'reviews-not-supplied' || code === 'initial');
    return {
      authors: people.length === 0 ? unverified.authors : people.map(nameOf),
      approvers: countedIn(approvals),
      ...(unsupplied === undefined ? {} : { approversUnknown: unsupplied.detail }),
    };
  };
}

/** What was recorded when it landed; what landed before anything was recorded is told by Git. */
export function factsOfLedger(ledger: LedgerReader, repository: string, otherwise: AskLanding): AskLanding {
  return async (commit) => {
    const report = await recorded(ledger, repository, commit.oid);
    const unrecorded = await otherwise(commit);
    if (report === undefined) return unrecorded;
    const authors = report.people.map(nameOf);
    return {
      authors: authors.length === 0 ? unrecorded.authors : authors,
      approvers: countedIn(report.approvals),
    };
  };
}

async function recorded(
  ledger: LedgerReader,
  repository: string,
  commit: string,
): Promise<LandingReport | undefined> {
  const found = await ledger.find({ types: ['change.landed'], repository, commit });
  // The newest of them: what was undecided may have been decided since. A baseline was not judged.
  const landed = found.find(({ entry }) => entry.type === 'change.landed' && entry.commit === commit)?.entry;
  if (landed?.type !== 'change.landed' || landed.before === undefined || landed.payload === undefined)
    return undefined;
  const payload = decodePayload(await ledger.payload(landed.payload), 'mainward.dev/landed/v1');
  return payload === undefined ? undefined : readReport(payload.report);
}

function countedIn(approvals: LandingReport['approvals']): readonly string[] {
  const counted = approvals.filter(({ state }) => state === 'counted');
  return [...new Set(counted.map(({ person }) => nameOf(person)))].sort();
}

function nameOf(person: PersonRef): string {
  return typeof person === 'string' ? person : person.account;
}
