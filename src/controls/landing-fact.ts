import type { Facts, RepositoryFacts } from '../chain/facts.ts';
import type { LandedApproval, Landing } from '../model/landing.ts';
import { fileLocation, type Location } from '../model/location.ts';
import type { PersonRef } from '../model/person.ts';
import type { Judgement } from './control.ts';

/** A person's id, or the account that stands for somebody. */
export function nameOf(ref: PersonRef): string {
  return typeof ref === 'string' ? ref : ref.account;
}

export function makersOf(landing: Landing): string {
  return landing.people.map(nameOf).join(', ');
}

/** `shop 1234567890ab (pull request 7)`. */
export function describeLanding({ repository, commit, pullRequest }: Landing): string {
  const pull = pullRequest === undefined ? '' : ` (pull request ${pullRequest})`;
  return `${repository} ${commit.slice(0, 12)}${pull}`;
}

/** The first file that a landing changed, as it was after it. */
function placeOf({ paths, repository, commit }: Landing): Location | undefined {
  const [path] = paths ?? [];
  return path === undefined ? undefined : fileLocation({ path, repository, commit });
}

/** What is common to all that is said of one landing: it has one cause. */
export function aboutLanding(
  landing: Landing,
): Pick<Judgement, 'group' | 'context'> & { readonly location?: Location } {
  const location = placeOf(landing);
  return {
    ...(location === undefined ? {} : { location }),
    group: `landing ${landing.repository} ${landing.commit}`,
    context: landing.commit,
  };
}

/** How a control reads the landings of each repository. */
export interface LandingReading {
  /** What is wrong with one landing; nothing where all is well. */
  readonly violations: (landing: Landing, repository: RepositoryFacts) => readonly Judgement[];
  /** Could not be told for this landing. */
  readonly open: (landing: Landing, repository: RepositoryFacts) => boolean;
  /** What to provide where some could not be told, as the object of `Provide`. */
  readonly provide: string;
  /** What holds where nothing is wrong, as a sentence. */
  readonly holds: string;
}

/** Violations one by one; what could not be told, once for each repository. */
export function judgeLandings(facts: Facts, reading: LandingReading): readonly Judgement[] {
  return facts.repositories.flatMap((repository): readonly Judgement[] => {
    const { name, landings } = repository;
    if (landings === undefined)
      return [
        {
          verdict: 'unknown',
          subject: name,
          message: `The history of ${name} was not read. Provide a Git clone of it.`,
          group: `history of ${name}`,
        },
      ];
    const violations = landings.flatMap((landing) => reading.violations(landing, repository));
    const open = landings.filter((landing) => reading.open(landing, repository));
    if (open.length > 0)
      return [
        ...violations,
        {
          verdict: 'unknown',
          subject: name,
          message: `${open.length} of ${landings.length} changes of ${name} cannot be told. Provide ${reading.provide}.`,
          group: `landings of ${name}`,
        },
      ];
    if (violations.length > 0 || landings.length === 0) return violations;
    return [{ verdict: 'holds', subject: name, message: `${name}: ${reading.holds}` }];
  });
}

/** What settles who agreed to what, and when. */
export const REVIEWS = 'evidence of pull requests with reviews and pushes, and a roster with keys';

/** Who agreed, or who they are, was not supplied. */
export function isReviewOpen(landing: Landing): boolean {
  return (
    landing.landing !== 'initial' &&
    landing.reasons.some(({ code }) => code === 'reviews-not-supplied' || code === 'roster-not-supplied')
  );
}

/** What was demanded of a landing and was not so, in words. */
export function unmetOf({ required }: Landing): readonly string[] {
  return required
    .filter(({ met }) => met === false)
    .map(({ requirement, missing }) => `${requirement}: ${missing}`);
}

export interface VoidReading {
  /** Why the approval does not count. */
  readonly why: string;
  /** The reason under which it explains that approvals are missing. */
  readonly code: string;
  readonly subject: (approval: LandedApproval, landing: Landing, repository: RepositoryFacts) => string;
  /** One sentence about one approval. */
  readonly message: (subject: string, landing: Landing) => string;
}

/**
 * Void approvals without which too few are left. Where nothing demanded any, one that stands alone is still an
 * approval in appearance only.
 */
export function voidApprovals(
  landing: Landing,
  repository: RepositoryFacts,
  { why, code, subject, message }: VoidReading,
): readonly Judgement[] {
  const lacking = landing.reasons.some((reason) => reason.code === code);
  const alone = landing.approvals.every(({ state }) => state === 'void') && landing.required.length === 0;
  if (!lacking && !alone) return [];
  return landing.approvals
    .filter((approval) => approval.why === why)
    .map((approval): Judgement => {
      const who = subject(approval, landing, repository);
      return {
        verdict: 'violated',
        subject: who,
        message: message(who, landing),
        ...aboutLanding(landing),
        ...(lacking ? {} : { severity: 'medium' }),
        chain: unmetOf(landing),
      };
    });
}
