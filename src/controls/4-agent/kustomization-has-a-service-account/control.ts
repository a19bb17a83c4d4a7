import type { Facts } from '../../../chain/facts.ts';
import type { Severity } from '../../../model/verdict.ts';
import type { AgentFact } from '../../../stages/4-agent/facts/fact.ts';
import { judgeFacts } from '../../agent-fact.ts';
import type { Control } from '../../control.ts';

export const control: Control = {
  id: 'agent/kustomization-has-a-service-account',
  title: "What Flux applies for somebody is applied with that somebody's account",
  severity: 'high',
  evaluate: (facts) =>
    judgeFacts(facts, {
      fact: 'flux-account-named',
      violatedBy: 'no',
      consequence:
        "It is applied with the controller's own rights, so whoever may change its source has them too.",
      location: (fact) => facts.feeds.find(({ feed }) => fact.feeds.includes(feed.id))?.feed.at,
      group: ({ at }) => `agent/kustomization-has-a-service-account ${at.repository ?? ''} ${at.path}`,
      severity: (fact) => severityOf(facts, fact),
    }),
};

/** Flux's own namespace holds what installs the platform, where the controller's account is what is meant. */
function severityOf(facts: Facts, fact: AgentFact): Severity | undefined {
  const feeds = facts.feeds.filter(({ feed }) => fact.feeds.includes(feed.id)).map(({ feed }) => feed);
  const [feed] = feeds;
  if (feed === undefined || feed.namespace !== 'flux-system') return undefined;
  return feed.name === 'flux-system' || feed.identity.privilege === 'bounded' ? 'low' : 'medium';
}
