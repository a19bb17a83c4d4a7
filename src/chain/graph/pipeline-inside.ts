import type { GraphEdge } from '../../model/graph.ts';
import { type ActionRef, type Job, jobAddress } from '../../model/workflow.ts';
import { untrustedFacts } from '../../stages/3-pipeline/facts/untrusted.ts';
import { flatten } from '../../stages/3-pipeline/read/steps.ts';
import { one } from './landing-context.ts';
import {
  assuming,
  gatedEdges,
  insideNode,
  jobNode,
  makeEdge,
  type PipelineContext,
  triggerOf,
} from './pipeline-context.ts';
import { gateOf, OPEN } from './pipeline-gate.ts';

/** Publishers whose code the job runs whenever it starts, whoever lets it start. */
export function insideEdges(context: PipelineContext, job: Job): readonly GraphEdge[] {
  const inside = insideNode(context, job);
  const entering = thirdParty(job).map((action) => {
    const publisher = context.cast.publisher(`${action.owner}/${action.repo}`);
    return makeEdge(
      `${inside}<-${publisher.id}`,
      [],
      inside,
      { duties: [one('publisher', [publisher])], apart: [] },
      {
        from: `publisher of ${action.owner}/${action.repo}`,
        to: jobAddress(job),
        why: `${action.text} is followed unpinned: whoever publishes it runs code in the job`,
        location: action.at,
        rests: [{ kind: 'action', repository: context.repository, action: `${action.owner}/${action.repo}` }],
      },
    );
  });
  if (entering.length === 0) return [];
  const node = jobNode(context, job);
  const step = {
    from: jobAddress(job),
    to: jobAddress(job),
    why: 'a step has what the job has',
    location: job.keyAt,
  };
  return [...entering, makeEdge(`${node}<-${inside}`, [inside], node, OPEN, step)];
}

/** Actions of other publishers that the job follows by a name that can be moved, each publisher's repository once. */
export function thirdParty(job: Job): readonly ActionRef[] {
  if (!job.starts.some((start) => start.privileged !== 'no')) return [];
  const open = flatten(job.steps)
    .flatMap((step) => step.uses ?? [])
    .filter(
      (action) =>
        action.publisher === 'third-party' &&
        (action.pin === 'tag' || action.pin === 'branch' || action.pin === 'none'),
    );
  return [...new Map(open.map((action) => [`${action.owner}/${action.repo}`, action])).values()];
}

/** Somebody without any right whose code or text the job executes. */
export function outsiderEdges(context: PipelineContext, job: Job): readonly GraphEdge[] {
  const node = jobNode(context, job);
  const found = untrustedFacts(job, context.evidence).filter(
    (fact) => fact.fact !== 'contributor-text-becomes-code' && fact.answer !== 'no',
  );
  const fact = found.find((one) => one.answer === 'yes') ?? found[0];
  if (fact === undefined) return [];
  const environment = job.environment?.dynamic === false ? job.environment.name : undefined;
  const unseen =
    context.evidence?.settings?.visibility === undefined
      ? `${context.repository} is public: settings not observed`
      : undefined;
  return gatedEdges(`${node}<-outsider`, [], node, gateOf(context, environment, 'outsider'), {
    from: 'a fork or a comment of anybody',
    to: jobAddress(job),
    why: fact.why,
    location: fact.at,
    rests: job.starts
      .filter((start) => start.privileged !== 'no' && start.trust === 'outsider')
      .map((start) => triggerOf(context, job, start.event)),
    ...assuming(unseen, fact.answer === 'yes' ? undefined : `${jobAddress(job)}: ${fact.why}`),
  });
}
