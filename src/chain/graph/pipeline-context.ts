import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Fact } from '../../model/fact.ts';
import type { GraphEdge, Guard, NodeId } from '../../model/graph.ts';
import type { Location } from '../../model/location.ts';
import type { ClaimTemplate, Intersection, Trust } from '../../model/trust.ts';
import { type Job, jobAddress, type Workflow, type WorkflowUnknown } from '../../model/workflow.ts';
import { actionName } from '../../stages/3-pipeline/read/action-ref.ts';
import { flatten } from '../../stages/3-pipeline/read/steps.ts';
import type { Cast, RepositoryCast } from './cast.ts';

/** One repository's pipelines and everything that decides who can steer them. */
export interface PipelineContext {
  readonly repository: string;
  readonly cast: Cast;
  readonly members: RepositoryCast | undefined;
  readonly evidence: ForgeEvidence | undefined;
  readonly workflows: readonly Workflow[];
  /** Workflow files that could not be read. */
  readonly unread: readonly WorkflowUnknown[];
  /** The node that stands for a landed change of a workflow file. */
  readonly landedNode: NodeId;
  /** The node that stands for a landed change of what is least guarded: what jobs check out and run. */
  readonly contentNode: NodeId;
  readonly landedRef: string;
  readonly templates: readonly ClaimTemplate[];
  readonly trusts: readonly Trust[];
  /** Is a token of the template let in by the trust? */
  readonly meets: (trust: Trust, template: ClaimTemplate) => Intersection;
  /** Names of environments that exist, for telling what a job deploys to. */
  readonly environments: readonly string[];
}

/** Whoever starts the job with code of their own. */
export function jobNode(context: PipelineContext, job: Job): NodeId {
  return `job:${context.repository}:${jobAddress(job)}`;
}

/** Whoever's code the job runs each time it starts, whoever starts it. */
export function insideNode(context: PipelineContext, job: Job): NodeId {
  return `inside:${context.repository}:${jobAddress(job)}`;
}

export function pushNode(context: PipelineContext): NodeId {
  return `push:${context.repository}`;
}

export interface StepText {
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly location?: Location;
  readonly assumed?: string;
  readonly rests?: readonly Fact[];
}

export function makeEdge(
  id: string,
  needs: readonly NodeId[],
  to: NodeId,
  guard: Guard,
  step: StepText,
): GraphEdge {
  const { assumed, rests, ...rest } = step;
  return {
    id,
    needs,
    to,
    guard,
    robots: [],
    step: { stage: 'pipeline', ...rest },
    ...(assumed === undefined ? {} : { assumed }),
    ...(rests === undefined ? {} : { rests }),
  };
}

/** What is taken for granted, joined; nothing where all was observed. */
export function assuming(...parts: readonly (string | undefined)[]): { readonly assumed?: string } {
  const told = parts.filter((part) => part !== undefined);
  return told.length === 0 ? {} : { assumed: told.join('; ') };
}

/** One edge for each way through a gate. */
export function gatedEdges(
  id: string,
  needs: readonly NodeId[],
  to: NodeId,
  gate: { readonly ways: readonly Guard[]; readonly assumed?: string; readonly passedBy?: Fact },
  step: StepText,
): readonly GraphEdge[] {
  return gate.ways.map((guard, index) =>
    makeEdge(index === 0 ? id : `${id}~${index}`, needs, to, guard, {
      ...step,
      ...assuming(step.assumed, gate.assumed),
      rests: [...(step.rests ?? []), ...(index === 0 || gate.passedBy === undefined ? [] : [gate.passedBy])],
    }),
  );
}

/** That an event starts the workflow of a job. */
export function triggerOf(context: PipelineContext, job: Job, event: string): Fact {
  return { kind: 'trigger', repository: context.repository, path: job.workflow, event };
}

/** What has to land to steer a job that runs what landed: its workflow, or the code that it checks out. */
export function landedFor(context: PipelineContext, job: Job): readonly NodeId[] {
  const checksOut = flatten(job.steps).some((step) => actionName(step.uses) === 'actions/checkout');
  return [...new Set([context.landedNode, ...(checksOut ? [context.contentNode] : [])])];
}
