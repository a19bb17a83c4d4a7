import type { Facts, FeedFacts } from '../chain/facts.ts';

/** How many feeds a chain names before it only counts them. */
const MOST = 3;

/** From feeds to the environments that they change, one line a feed. */
export function chainOf(facts: Facts, feeds: readonly string[]): readonly string[] {
  const found = facts.feeds.filter(({ feed }) => feeds.includes(feed.id));
  const lines = found.slice(0, MOST).map(lineOf);
  return found.length > MOST ? [...lines, `and ${found.length - MOST} more`] : lines;
}

/** One feed with its source and its environment, in words. */
export function lineOf({ feed, ref, environment, cluster }: FeedFacts): string {
  const source = feed.source.repository ?? feed.source.url ?? 'a source that is not in view';
  const at = ref === undefined ? '' : ` at ${ref.replace('refs/heads/', '')}`;
  const place = environment === cluster ? environment : `${environment} (cluster ${cluster})`;
  return `${source}${at} → ${feed.kind} ${feed.namespace}/${feed.name} → ${place}`;
}

/** The feeds that follow a ref of a repository. */
export function feedsFrom(facts: Facts, repository: string, ref?: string): readonly FeedFacts[] {
  return facts.feeds.filter(
    (one) => one.feed.source.repository === repository && (ref === undefined || one.ref === ref),
  );
}
