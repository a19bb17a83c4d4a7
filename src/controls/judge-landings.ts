import type { Facts, RepositoryFacts } from '../chain/facts.ts';
import type { Landing } from '../model/landing.ts';
import { fileLocation } from '../model/location.ts';
import type { Severity } from '../model/verdict.ts';
import type { Judgement } from './control.ts';
import { chainOf, feedsFrom } from './feed-chain.ts';
import { branchName, weighed } from './followed.ts';
import { listed } from './person-name.ts';

/** One thing that is wrong with a landing. */
export interface Fault {
  /** Whose doing it is, where that is known; default: the landing itself. The message names the landing in any case. */
  readonly subject?: string;
  /** A clause that goes on after the name of the change. */
  readonly why: string;
  readonly severity?: Severity;
  /** Tells it from other faults of the same landing. */
  readonly context?: string;
  readonly group?: string;
}

/** How a control reads what landed. */
export interface LandingReading {
  readonly severity: Severity;
  readonly faults: (landing: Landing) => readonly Fault[];
  /** What to provide so that an open question is settled; nothing where there is none. */
  readonly open: (landing: Landing) => readonly string[];
  /** The question, as it goes on after "it cannot be told". */
  readonly question: string;
  /** Is the landing anything to judge? Default: each is. */
  readonly concerns?: (landing: Landing) => boolean;
}

/** Each fault of each landing, and per repository once what is open. */
export function judgeLandings(facts: Facts, reading: LandingReading): readonly Judgement[] {
  return facts.repositories.flatMap((repository) => judgeRepository(facts, repository, reading));
}

function judgeRepository(
  facts: Facts,
  { name, landings = [] }: RepositoryFacts,
  reading: LandingReading,
): readonly Judgement[] {
  const judged = landings.filter((landing) => reading.concerns?.(landing) ?? true);
  const found: Judgement[] = [];
  const open: string[] = [];
  let unsettled = 0;
  for (const landing of judged) {
    const faults = reading.faults(landing);
    const provide = faults.length > 0 ? [] : reading.open(landing);
    found.push(...faults.map((fault) => violated(facts, landing, fault, reading)));
    open.push(...provide);
    if (provide.length > 0) unsettled += 1;
  }
  if (unsettled > 0) {
    const provide = listed([...new Set(open)].sort());
    found.push({
      verdict: 'unknown',
      subject: name,
      severity: weighed(facts, name, reading.severity),
      message: `Of ${unsettled} of ${judged.length} changes that landed in ${name} it cannot be told ${reading.question}. Provide ${provide}.`,
      group: `landings are open: ${provide}`,
    });
  }
  if (judged.length > 0 && found.length === 0)
    found.push({
      verdict: 'holds',
      subject: name,
      message: `So it is for ${counted(judged.length)} of ${name}.`,
    });
  return found;
}

function violated(facts: Facts, landing: Landing, fault: Fault, reading: LandingReading): Judgement {
  const { repository, ref } = landing;
  const [path] = landing.paths ?? [];
  const name = `${repository} ${shortId(landing.commit)}`;
  const feeds = feedsFrom(facts, repository, ref).map(({ feed }) => feed.id);
  return {
    verdict: 'violated',
    subject: fault.subject ?? name,
    severity: weighed(facts, repository, fault.severity ?? reading.severity),
    message: `${titleOf(landing)} ${fault.why}.`,
    ...(path === undefined ? {} : { location: fileLocation({ path, repository, commit: landing.commit }) }),
    chain: [
      `${offerOf(landing)} → ${repository} at ${branchName(ref)}, ${shortId(landing.commit)}`,
      ...chainOf(facts, feeds),
    ],
    context: fault.context ?? landing.commit,
    group: fault.group ?? `landed ${name}`,
  };
}

function counted(landings: number): string {
  return landings === 1 ? 'the one landed change' : `all ${landings} landed changes`;
}

export function shortId(oid: string): string {
  return oid.slice(0, 12);
}

function titleOf({ pullRequest, repository, commit }: Landing): string {
  return pullRequest === undefined
    ? `${shortId(commit)} in ${repository}`
    : `Pull request ${pullRequest} of ${repository}, landed as ${shortId(commit)},`;
}

function offerOf({ pullRequest, landing }: Landing): string {
  if (pullRequest !== undefined) return `pull request ${pullRequest}`;
  return landing === 'direct' ? 'a push' : `a ${landing}`;
}
