import type { FeedFacts, RepositoryFacts } from '../../chain/facts.ts';
import type { Landing } from '../../model/landing.ts';
import type { PersonRef } from '../../model/person.ts';
import type { Happened } from '../../model/scan.ts';

export const WINDOW_DAYS = 90;

/** Who, in the window, landed changes on followed refs without a second person. */
export function whatHappened(
  repositories: readonly RepositoryFacts[],
  feeds: readonly FeedFacts[],
  now: string,
): Happened {
  const since = new Date(Date.parse(now) - WINDOW_DAYS * 86_400_000).toISOString();
  const feeding = new Set(feeds.map((facts) => facts.feed.source.repository));
  const landings = repositories
    .filter((repository) => feeding.size === 0 || feeding.has(repository.name))
    .flatMap((repository) => repository.landings ?? [])
    .filter((landing) => landing.at >= since && landing.landing !== 'initial');
  const alone = new Map<string, { person: PersonRef; changes: number }>();
  let unknown = 0;
  for (const landing of landings) {
    const who = aloneIn(landing);
    if (who === undefined) unknown += isOpen(landing) ? 1 : 0;
    else {
      const key = JSON.stringify(who);
      alone.set(key, { person: who, changes: (alone.get(key)?.changes ?? 0) + 1 });
    }
  }
  const sorted = [...alone.values()].sort(
    (a, b) => b.changes - a.changes || (JSON.stringify(a.person) < JSON.stringify(b.person) ? -1 : 1),
  );
  return { windowDays: WINDOW_DAYS, alone: sorted, unknown };
}

/** The one person behind a change that nobody else agreed to, where that is known. */
function aloneIn(landing: Landing): PersonRef | undefined {
  const [who, ...others] = landing.people;
  if (who === undefined || others.length > 0 || isOpen(landing)) return undefined;
  return landing.approvals.some((approval) => approval.state === 'counted') ? undefined : who;
}

/** Who agreed was not supplied, or not who made it. */
function isOpen({ people, reasons }: Landing): boolean {
  return (
    people.some((person) => typeof person !== 'string') ||
    reasons.some(({ code }) => code === 'reviews-not-supplied' || code === 'roster-not-supplied')
  );
}
