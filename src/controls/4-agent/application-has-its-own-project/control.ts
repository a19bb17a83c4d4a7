import type { Facts } from '../../../chain/facts.ts';
import type { Feed } from '../../../model/agent.ts';
import type { AgentFact } from '../../../stages/4-agent/facts/fact.ts';
import { controlPlaneFor } from '../../../stages/4-agent/inventory.ts';
import { isSo, judgeFacts } from '../../agent-fact.ts';
import type { Control, Judgement } from '../../control.ts';

export const control: Control = {
  id: 'agent/application-has-its-own-project',
  title: 'Every Argo CD Application is in a project that somebody made for it',
  severity: 'high',
  evaluate: (facts) => {
    const open = isSo(facts, 'argo-default-project-permits');
    const parents = new Set(facts.feeds.flatMap(({ feed }) => feed.parent ?? []));
    return [
      ...judgeFacts(facts, {
        fact: 'argo-application-in-default-project',
        violatedBy: 'yes',
        consequence: open
          ? 'It shares the rights of every Application that names no project, and Argo CD gives that project all rights until somebody narrows it.'
          : 'That project was closed, so nothing should be in it.',
        concerns: (fact) => projectKnown(facts, fact),
        group: (fact) => rootCause(facts, fact),
        severity: (fact) => (!open ? 'low' : fact.feeds.some((id) => parents.has(id)) ? 'medium' : undefined),
      }),
      ...untold(facts),
    ];
  },
};

/** One project `default` is one thing to mend, however many Applications are in it. */
function rootCause(facts: Facts, fact: AgentFact): string {
  const feed = facts.feeds.find((one) => fact.feeds.includes(one.feed.id))?.feed;
  const controlPlane = feed === undefined ? '' : controlPlaneFor(facts.inventory, feed.namespace);
  return `agent/application-has-its-own-project ${controlPlane}`;
}

function projectKnown(facts: Facts, fact: AgentFact): boolean {
  return !facts.feeds.some(({ feed }) => fact.feeds.includes(feed.id) && !told(feed));
}

function told({ limits }: Feed): boolean {
  return limits.project !== undefined && !limits.project.includes('{{');
}

function untold(facts: Facts): readonly Judgement[] {
  const feeds = facts.feeds.filter(({ feed }) => feed.agent === 'argocd' && !told(feed));
  return feeds.map(({ feed }) => {
    const subject = `${feed.kind} ${feed.namespace}/${feed.name}`;
    return {
      verdict: 'unknown',
      subject,
      location: feed.at,
      message: `${subject}: the project of what it makes cannot be told. Provide the Applications as they are generated.`,
    };
  });
}
