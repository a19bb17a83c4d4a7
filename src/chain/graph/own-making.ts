import type { Answered } from '../../model/agent.ts';
import type { FeedFacts } from '../facts.ts';
import { bringsApplications } from '../read/effects.ts';

/**
 * Where else a feed reaches that may bring Applications of its own making: every environment of the
 * Applications beside its own. Absent for feeds that may not.
 */
export function environmentsByOwnMaking(facts: FeedFacts, feeds: readonly FeedFacts[]): readonly string[] {
  const { feed } = facts;
  if (!bringsApplications(feed) || feed.runsIn === undefined) return [];
  const others = feeds.filter(
    (one) =>
      one.feed.agent === 'argocd' && one.feed.runsIn === feed.runsIn && one.feed.namespace === feed.namespace,
  );
  return [...new Set(others.map((one) => one.environment))].filter((one) => one !== facts.environment).sort();
}

/** What such a feed can do there. */
export function byOwnMaking(facts: FeedFacts, environment: string): Answered {
  const certain = facts.feed.identity.privilege === 'cluster-admin';
  return {
    ...facts.feed.limits.agentObjects,
    answer: certain ? 'yes' : 'unknown',
    why: certain
      ? `it may bring Applications of its own making, and the same Argo CD feeds ${environment}`
      : `the account that applies it may write Applications, and the same Argo CD feeds ${environment}: ${facts.feed.identity.why}`,
  };
}
