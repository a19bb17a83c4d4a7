import type { Gap, GraphEdge } from '../../model/graph.ts';
import { type Job, jobAddress } from '../../model/workflow.ts';
import { one, shortRef } from './landing-context.ts';
import {
  gatedEdges,
  jobNode,
  landedFor,
  type PipelineContext,
  pushNode,
  triggerOf,
} from './pipeline-context.ts';
import { gateOf } from './pipeline-gate.ts';
import { insideEdges, outsiderEdges } from './pipeline-inside.ts';
import { roleEdges } from './pipeline-roles.ts';
import { secretEdges } from './pipeline-secrets.ts';

/** How pipelines reach environments: by roles that trust them, and by secrets that their jobs hold. */
export function pipelineEdges(context: PipelineContext): readonly GraphEdge[] {
  return [...starts(context), ...roleEdges(context), ...secretEdges(context)];
}

/** Who can have code of their own run in a job. */
function starts(context: PipelineContext): readonly GraphEdge[] {
  const jobs = context.workflows.flatMap((workflow) => workflow.jobs);
  return [pushEdge(context), ...jobs.flatMap((job) => startsOfJob(context, job))].filter(
    (edge) => edge !== undefined,
  );
}

/** Whoever may push a branch. */
function pushEdge(context: PipelineContext): GraphEdge {
  const observed = context.members?.observed === true;
  const pushers = observed
    ? (context.members?.writers ?? [])
    : [context.cast.unnamed(`somebody with write access to ${context.repository}`)];
  return {
    id: pushNode(context),
    needs: [],
    to: pushNode(context),
    guard: { duties: [one('pusher', pushers)], apart: [] },
    robots: [],
    step: {
      stage: 'commit',
      from: 'anyone who may push a branch',
      to: `a branch of ${context.repository}`,
      why: "a branch of one's own needs no review",
    },
    ...(observed
      ? { rests: [{ kind: 'rights', repository: context.repository, least: 'write' }] }
      : { assumed: `somebody may push to ${context.repository}: members not observed` }),
  };
}

function startsOfJob(context: PipelineContext, job: Job): readonly GraphEdge[] {
  const node = jobNode(context, job);
  const to = jobAddress(job);
  const privileged = job.starts.filter((start) => start.privileged !== 'no');
  const gate = gateOf(context, job.environment?.dynamic === false ? job.environment.name : undefined);
  const contributor = privileged.find((start) => start.trust === 'contributor' || start.trust === 'dispatch');
  const merged = privileged.find((start) => start.trust === 'merged');
  return [
    ...outsiderEdges(context, job),
    ...(contributor === undefined
      ? []
      : gatedEdges(`${node}<-contributor`, [pushNode(context)], node, gate, {
          from: `a branch of ${context.repository}`,
          to,
          why: `${contributor.event} runs the job as the branch has it`,
          location: contributor.at,
          rests: [triggerOf(context, job, contributor.event)],
        })),
    ...(merged === undefined
      ? []
      : landedFor(context, job).flatMap((landed) =>
          gatedEdges(`${node}<-merged-${landed}`, [landed], node, gate, {
            from: `${context.repository} ${shortRef(context.landedRef)}`,
            to,
            why: `${merged.event} runs what landed`,
            location: merged.at,
            rests: [triggerOf(context, job, merged.event)],
          }),
        )),
    ...insideEdges(context, job),
  ];
}

/** What of the pipelines was not seen. */
export function pipelineGaps(context: PipelineContext): readonly Gap[] {
  const federated = context.workflows
    .flatMap((workflow) => workflow.jobs)
    .flatMap((job) => job.credentials)
    .filter((one) => one.kind === 'federated');
  const roles = [...new Set(federated.map((one) => one.role?.value ?? one.name))];
  const known = new Set(context.trusts.map((trust) => trust.id));
  return [...unreadGaps(context), ...elsewhereGaps(context), ...roleGaps(roles, known)];
}

function unreadGaps(context: PipelineContext): readonly Gap[] {
  return context.unread.map(({ at, why, supply }) => ({
    route: 'delivery' as const,
    what: `${at.path} of ${context.repository} could not be read: ${why}`,
    provide: supply,
  }));
}

/** A workflow of another repository that is handed secrets, or may have an identity token, may deploy with them. */
function elsewhereGaps(context: PipelineContext): readonly Gap[] {
  return context.workflows
    .flatMap((workflow) => workflow.jobs)
    .flatMap((job) => {
      const { call } = job;
      if (call === undefined || call.resolved !== undefined || call.uses.pin === 'local') return [];
      if (call.secrets === 'none' && job.mintsIdToken.answer === 'no') return [];
      return [
        {
          route: 'delivery' as const,
          what: `what ${call.uses.text} does with what ${jobAddress(job)} gives it is not in view`,
          provide: 'the repository of the called workflow as a further PATH',
        },
      ];
    });
}

function roleGaps(roles: readonly string[], known: ReadonlySet<string>): readonly Gap[] {
  return roles
    .filter((role) => !known.has(role))
    .map((role) => ({
      route: 'delivery' as const,
      what: `whom role ${role} lets in was not observed`,
      provide: '--evidence DIR with its trust policy under trusts/',
    }));
}
