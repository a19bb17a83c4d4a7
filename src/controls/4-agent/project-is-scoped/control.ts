import type { Facts } from '../../../chain/facts.ts';
import type { AgentFact, FactName } from '../../../stages/4-agent/facts/fact.ts';
import type { Control, Judgement } from '../../control.ts';
import { chainOf } from '../../feed-chain.ts';

const WIDE: readonly FactName[] = [
  'argo-project-any-repository',
  'argo-project-any-destination',
  'argo-project-any-cluster-kind',
];

export const control: Control = {
  id: 'agent/project-is-scoped',
  title: 'Argo CD projects name the repositories, namespaces and cluster-wide kinds they permit',
  severity: 'medium',
  evaluate: (facts) => [...projects(facts).map((one) => judge(facts, one)), ...notInView(facts)],
};

/** The facts of each project in view but `default`, which is judged as a place to be in, not as a limit. */
function projects(facts: Facts): readonly (readonly AgentFact[])[] {
  const byProject = new Map<string, AgentFact[]>();
  for (const fact of facts.agentFacts) {
    if (!WIDE.includes(fact.fact) || fact.subject.endsWith('/default')) continue;
    const key = `${fact.subject} ${fact.at.repository ?? ''} ${fact.feeds.join()}`;
    byProject.set(key, [...(byProject.get(key) ?? []), fact]);
  }
  return [...byProject.values()];
}

function judge(facts: Facts, project: readonly AgentFact[]): Judgement {
  const wide = project.filter(({ answer }) => answer === 'yes');
  const [first] = wide.length > 0 ? wide : project;
  const subject = first?.subject ?? '';
  if (wide.length === 0)
    return { verdict: 'holds', subject, message: `${subject} names what it permits.`, ...place(project) };
  const everything = wide.length === WIDE.length;
  return {
    verdict: 'violated',
    subject,
    message: `${subject} is no limit: ${wide.map(({ why }) => why).join('; ')}.`,
    ...place(wide),
    related: wide.slice(1).map(({ at }) => at),
    chain: chainOf(facts, first?.feeds ?? []),
    ...(everything && (first?.feeds.length ?? 0) > 0 ? { severity: 'high' } : {}),
  };
}

function place([first]: readonly AgentFact[]): Pick<Judgement, 'location'> {
  return first === undefined ? {} : { location: first.at };
}

function notInView(facts: Facts): readonly Judgement[] {
  const known = new Set(facts.inventory.projects.map(({ fact }) => fact.name));
  const named = new Map(
    facts.feeds.flatMap(({ feed }) => {
      const { project } = feed.limits;
      return feed.agent !== 'argocd' || project === undefined || project === 'default' || known.has(project)
        ? []
        : [[project, feed] as const];
    }),
  );
  return [...named].map(([project, feed]) => ({
    verdict: 'unknown',
    subject: `AppProject ${project}`,
    location: feed.at,
    message: `${feed.kind} ${feed.namespace}/${feed.name} is in the project ${project}, which is not in view. Provide the AppProject.`,
  }));
}
