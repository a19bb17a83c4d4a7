import type { GraphEdge, NodeId } from '../../model/graph.ts';
import type { ClaimTemplate, Trust } from '../../model/trust.ts';
import { type Job, jobAddress } from '../../model/workflow.ts';
import { targetNode } from './feeds.ts';
import {
  assuming,
  gatedEdges,
  insideNode,
  jobNode,
  landedFor,
  makeEdge,
  type PipelineContext,
  pushNode,
} from './pipeline-context.ts';
import { gateOf, OPEN } from './pipeline-gate.ts';
import { thirdParty } from './pipeline-inside.ts';

/** Roles whose trust policy lets in a token that somebody can mint here. */
export function roleEdges(context: PipelineContext): readonly GraphEdge[] {
  return context.trusts.flatMap((trust) => {
    const entered = context.templates.flatMap((template) => entry(context, trust, template));
    return entered.length === 0 ? [] : [...distinct(entered), ...reachesOf(trust)];
  });
}

/**
 * Of ways that take the same people after the same steps, one: which of the jobs or branches it is tells nothing more.
 * Where one of them asks nobody further, it stands for all after those steps.
 */
function distinct(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const free = new Set(
    edges.filter((edge) => edge.guard.duties.length === 0 && edge.assumed === undefined).map(needed),
  );
  const left = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const open = edge.guard.duties.length === 0 && edge.assumed === undefined;
    const key = free.has(needed(edge))
      ? needed(edge)
      : JSON.stringify([edge.needs, edge.guard, edge.assumed]);
    if (!left.has(key) && (open || !free.has(needed(edge)))) left.set(key, edge);
  }
  return [...left.values()];
}

function needed(edge: GraphEdge): string {
  return JSON.stringify(edge.needs);
}

function roleNode(trust: Trust): NodeId {
  return `role:${trust.provider}:${trust.id}`;
}

function entry(context: PipelineContext, trust: Trust, template: ClaimTemplate): readonly GraphEdge[] {
  const met = context.meets(trust, template);
  if (met.reachable === false) return [];
  const node = roleNode(trust);
  const job = context.workflows
    .flatMap((workflow) => workflow.jobs)
    .find((one) => one.workflow === template.workflow && one.id === template.job);
  const subject = met.reachable === true ? met.witness : 'a token that may fit';
  const id = `${node}<-${context.repository}:${template.id}`;
  const step = {
    from: makerOf(context, template, job),
    to: `role ${trust.id}`,
    why: `its trust policy lets in ${subject}`,
    location: trust.at,
    rests: [{ kind: 'trust' as const, provider: trust.provider, id: trust.id }],
    ...assuming(...template.assumed, met.reachable === 'unknown' ? met.why : undefined),
  };
  // Whoever steers a job has passed its environment; the other nodes stand before it.
  const gate =
    job !== undefined && template.class === 'outsider'
      ? { ways: [OPEN] }
      : gateOf(context, template.environment === '' ? undefined : template.environment);
  return [
    ...needsOf(context, template, job).flatMap((needs, index) =>
      gatedEdges(index === 0 ? id : `${id}+${index}`, needs, node, gate, step),
    ),
    ...(job === undefined || thirdParty(job).length === 0
      ? []
      : [makeEdge(`${id}+inside`, [insideNode(context, job)], node, OPEN, step)]),
  ];
}

function makerOf(context: PipelineContext, template: ClaimTemplate, job: Job | undefined): string {
  if (job !== undefined) return jobAddress(job);
  return template.class === 'outsider'
    ? 'a repository of anybody'
    : template.class === 'merged'
      ? `a workflow that landed in ${context.repository}`
      : `a workflow on a branch of ${context.repository}`;
}

/**
 * A template of a written job is minted by whoever steers the job; the one for new workflows by whoever may push, or has
 * one land. Any one of the lists suffices.
 */
function needsOf(
  context: PipelineContext,
  template: ClaimTemplate,
  job: Job | undefined,
): readonly (readonly NodeId[])[] {
  switch (template.class) {
    case 'outsider':
      return [job === undefined ? [] : [jobNode(context, job)]];
    case 'merged':
      return (job === undefined ? [context.landedNode] : landedFor(context, job)).map((node) => [node]);
    default:
      return [[pushNode(context)]];
  }
}

function reachesOf(trust: Trust): readonly GraphEdge[] {
  return (trust.reaches ?? []).flatMap((reach) =>
    reach.effects.map((effect) => {
      const to = targetNode(reach.environment, effect);
      return makeEdge(
        `${to}<-${roleNode(trust)}`,
        [roleNode(trust)],
        to,
        { duties: [], apart: [] },
        {
          from: `role ${trust.id}`,
          to: reach.environment,
          why: `the role may change ${effect === 'workload' ? 'what runs' : 'who may do what'} there`,
          location: trust.at,
          rests: [
            {
              kind: 'reach',
              provider: trust.provider,
              id: trust.id,
              environment: reach.environment,
            },
          ],
        },
      );
    }),
  );
}
