import type { ForgeEnvironment, ForgeEvidence } from '../../model/evidence.ts';
import type { Actor, Duty, Effect, Gap, GraphEdge, Guard, NodeId } from '../../model/graph.ts';
import type { Location } from '../../model/location.ts';
import type { ClaimTemplate, Intersection, Trust } from '../../model/trust.ts';
import { type Job, type JobStart, jobAddress, type Workflow } from '../../model/workflow.ts';
import type { Cast, RepositoryCast } from './cast.ts';
import { targetNode } from './feeds.ts';
import { one, shortRef } from './landing-context.ts';

/** One repository's pipelines and everything that decides who can steer them. */
export interface PipelineContext {
  readonly repository: string;
  readonly cast: Cast;
  readonly members: RepositoryCast | undefined;
  readonly evidence: ForgeEvidence | undefined;
  readonly workflows: readonly Workflow[];
  /** The node that stands for a landed change of a workflow file or of what its jobs run. */
  readonly landedNode: NodeId;
  readonly landedRef: string;
  readonly templates: readonly ClaimTemplate[];
  readonly trusts: readonly Trust[];
  /** Is a token of the template let in by the trust? */
  readonly meets: (trust: Trust, template: ClaimTemplate) => Intersection;
  /** Names of environments that exist, for telling what a job deploys to. */
  readonly environments: readonly string[];
}

/** How pipelines reach environments: by roles that trust them, and by secrets that their jobs hold. */
export function pipelineEdges(context: PipelineContext): readonly GraphEdge[] {
  return [...starts(context), ...roles(context), ...secrets(context)];
}

function jobNode(context: PipelineContext, job: Job): NodeId {
  return `job:${context.repository}:${jobAddress(job)}`;
}

function pushNode(context: PipelineContext): NodeId {
  return `push:${context.repository}`;
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
    ...(observed ? {} : { assumed: `somebody may push to ${context.repository}: members not observed` }),
  };
}

function startsOfJob(context: PipelineContext, job: Job): readonly GraphEdge[] {
  const node = jobNode(context, job);
  const edges: GraphEdge[] = [];
  const privileged = job.starts.filter((start) => start.privileged !== 'no');
  const gate = gateOf(context, job.environment?.dynamic === false ? job.environment.name : undefined);
  const outside = outsideCode(job, privileged);
  if (outside !== undefined) {
    edges.push(
      makeEdge(`${node}<-outsider`, [], node, gate.guard, {
        from: 'a fork or a comment of anybody',
        to: jobAddress(job),
        why: outside.why,
        location: outside.at,
        ...both(gate.assumed, publicOf(context)),
      }),
    );
  }
  const contributor = privileged.find((start) => start.trust === 'contributor' || start.trust === 'dispatch');
  if (contributor !== undefined) {
    edges.push(
      makeEdge(`${node}<-contributor`, [pushNode(context)], node, gate.guard, {
        from: `a branch of ${context.repository}`,
        to: jobAddress(job),
        why: `${contributor.event} runs the job as the branch has it`,
        location: contributor.at,
        ...(gate.assumed === undefined ? {} : { assumed: gate.assumed }),
      }),
    );
  }
  const merged = privileged.find((start) => start.trust === 'merged');
  if (merged !== undefined) {
    edges.push(
      makeEdge(`${node}<-merged`, [context.landedNode], node, gate.guard, {
        from: `${context.repository} ${shortRef(context.landedRef)}`,
        to: jobAddress(job),
        why: `${merged.event} runs what landed`,
        location: merged.at,
        ...both(gate.assumed),
      }),
    );
  }
  for (const action of thirdParty(job)) {
    const publisher = context.cast.publisher(`${action.owner}/${action.repo}`);
    edges.push(
      makeEdge(
        `${node}<-${publisher.id}`,
        [],
        node,
        { duties: [one('publisher', [publisher])], apart: [] },
        {
          from: `publisher of ${action.owner}/${action.repo}`,
          to: jobAddress(job),
          why: `${action.text} is followed unpinned: whoever publishes it runs code in the job`,
          location: action.at,
        },
      ),
    );
  }
  return edges;
}

/** That strangers see the repository at all, where that was not observed. */
function publicOf(context: PipelineContext): string | undefined {
  return context.evidence?.settings?.visibility === undefined
    ? `${context.repository} is public: settings not observed`
    : undefined;
}

function both(...parts: readonly (string | undefined)[]): { readonly assumed?: string } {
  const told = parts.filter((part) => part !== undefined);
  return told.length === 0 ? {} : { assumed: told.join('; ') };
}

function outsideCode(job: Job, starts: readonly JobStart[]): { why: string; at: Location } | undefined {
  if (!starts.some((start) => start.trust === 'outsider')) return undefined;
  for (const code of job.untrusted) {
    const executed = code.executed.find((one) => one.confidence !== 'guess');
    if (executed === undefined || holdsBack(code.gate?.kind)) continue;
    return {
      why: `${code.checkout.how} fetches code of a fork, and ${executed.how} runs it with the job's rights`,
      at: code.checkout.at,
    };
  }
  return undefined;
}

function holdsBack(gate: string | undefined): boolean {
  return (
    gate === 'same-repository' ||
    gate === 'association' ||
    gate === 'never' ||
    gate === 'permission' ||
    gate === 'environment'
  );
}

function thirdParty(job: Job): readonly NonNullable<Job['steps'][number]['uses']>[] {
  const actions = job.steps
    .flatMap((step) => [step, ...step.inner])
    .flatMap((step) => (step.uses === undefined ? [] : [step.uses]));
  const open = actions.filter(
    (action) =>
      action.publisher === 'third-party' &&
      (action.pin === 'tag' || action.pin === 'branch' || action.pin === 'none'),
  );
  return [...new Map(open.map((action) => [`${action.owner}/${action.repo}`, action])).values()];
}

interface StepText {
  readonly from: string;
  readonly to: string;
  readonly why: string;
  readonly location?: Location;
  readonly assumed?: string;
}

function makeEdge(id: string, needs: readonly NodeId[], to: NodeId, guard: Guard, step: StepText): GraphEdge {
  const { assumed, ...rest } = step;
  return {
    id,
    needs,
    to,
    guard,
    robots: [],
    step: { stage: 'pipeline', ...rest },
    ...(assumed === undefined ? {} : { assumed }),
  };
}

/** What entering an environment of the forge takes: one of its reviewers, and not the one who started it where that is set. */
function gateOf(context: PipelineContext, name: string | undefined): { guard: Guard; assumed?: string } {
  const open: Guard = { duties: [], apart: [] };
  if (name === undefined) return { guard: open };
  const known = context.evidence?.environments;
  if (known === undefined)
    return {
      guard: open,
      assumed: `environment ${name} of ${context.repository} is not protected: settings not observed`,
    };
  const environment = known.find((one) => one.name === name);
  if (environment === undefined || environment.reviewers.length === 0) return { guard: open };
  const starter: readonly Duty[] =
    environment.preventSelfReview && context.members !== undefined
      ? [one('starter', context.members.writers)]
      : [];
  return {
    guard: {
      duties: [...starter, one('reviewer', reviewersOf(context, environment))],
      apart: environment.preventSelfReview ? [['starter', 'reviewer']] : [],
    },
  };
}

function reviewersOf(context: PipelineContext, environment: ForgeEnvironment): readonly Actor[] {
  const { members } = context;
  if (members === undefined) return [];
  const named = environment.reviewers.flatMap((reviewer) =>
    reviewer.startsWith('team:')
      ? (members.team(reviewer.slice('team:'.length)) ?? [])
      : [members.login(reviewer)],
  );
  return environment.adminsMayBypass ? [...named, ...members.admins] : named;
}

/** Roles whose trust policy lets in a token that somebody can mint here. */
function roles(context: PipelineContext): readonly GraphEdge[] {
  return context.trusts.flatMap((trust) => {
    const entered = context.templates.flatMap((template) => entry(context, trust, template));
    return entered.length === 0 ? [] : [...entered, ...reachesOf(trust)];
  });
}

function roleNode(trust: Trust): NodeId {
  return `role:${trust.provider}:${trust.id}`;
}

function entry(context: PipelineContext, trust: Trust, template: ClaimTemplate): readonly GraphEdge[] {
  const met = context.meets(trust, template);
  if (met.reachable === false) return [];
  const node = roleNode(trust);
  const gate = gateOf(context, template.environment === '' ? undefined : template.environment);
  const assumed = [
    ...template.assumed,
    ...(gate.assumed === undefined ? [] : [gate.assumed]),
    ...(met.reachable === 'unknown' ? [met.why] : []),
  ];
  const job = context.workflows
    .flatMap((workflow) => workflow.jobs)
    .find((one) => one.workflow === template.workflow && one.id === template.job);
  const needs = needsOf(context, template, job);
  const subject = met.reachable === true ? met.witness : 'a token that may fit';
  return [
    makeEdge(`${node}<-${context.repository}:${template.id}`, needs, node, gate.guard, {
      from: makerOf(context, template, job),
      to: `role ${trust.id}`,
      why: `its trust policy lets in ${subject}`,
      location: trust.at,
      ...(assumed.length === 0 ? {} : { assumed: assumed.join('; ') }),
    }),
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

/** A template of a written job is minted by whoever steers the job; the one for new workflows by whoever may push. */
function needsOf(context: PipelineContext, template: ClaimTemplate, job: Job | undefined): readonly NodeId[] {
  if (job === undefined && template.class === 'outsider') return [];
  if (job === undefined) return template.class === 'merged' ? [context.landedNode] : [pushNode(context)];
  switch (template.class) {
    case 'outsider':
      return [jobNode(context, job)];
    case 'merged':
      return [context.landedNode];
    default:
      return [pushNode(context)];
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
        },
      );
    }),
  );
}

/** Static credentials of jobs that deploy, and of jobs whose identity token is traded for a role. */
function secrets(context: PipelineContext): readonly GraphEdge[] {
  return context.workflows
    .flatMap((workflow) => workflow.jobs)
    .flatMap((job) => {
      const changes = job.deploys.filter(
        (deploy) => deploy.effect === 'change' && deploy.confidence !== 'guess',
      );
      const held = job.credentials.find(
        (credential) => credential.kind === 'static' && credential.confidence !== 'guess',
      );
      const [deploy] = changes;
      const environment = environmentOfJob(context, job);
      if (deploy === undefined || held === undefined || environment === undefined) return [];
      return secretReach(context, job, held.name, environment, deploy.how, deploy.at);
    });
}

function secretReach(
  context: PipelineContext,
  job: Job,
  secret: string,
  environment: string,
  how: string,
  at: Location,
): readonly GraphEdge[] {
  const listed = context.evidence?.secrets?.find((one) => one.name === secret);
  const unknown = context.evidence?.secrets === undefined;
  if (!unknown && listed === undefined) return [];
  const assumed = unknown
    ? `secret ${secret} of ${context.repository} is set: secrets not observed`
    : undefined;
  const effect: Effect = 'workload';
  const to = targetNode(environment, effect);
  const text = {
    from: `secret ${secret}`,
    to: environment,
    why: `the job deploys with it (${how})`,
    location: at,
    ...(assumed === undefined ? {} : { assumed }),
  };
  const edges = [
    makeEdge(
      `${to}<-${jobNode(context, job)}:${secret}`,
      [jobNode(context, job)],
      to,
      { duties: [], apart: [] },
      text,
    ),
  ];
  if (listed === undefined || listed.scope !== 'environment') {
    edges.push(
      makeEdge(
        `${to}<-push:${context.repository}:${secret}`,
        [pushNode(context)],
        to,
        { duties: [], apart: [] },
        {
          ...text,
          why: `secret ${secret} is sent to any workflow that names it, also one on a branch; the job deploys with it (${how})`,
        },
      ),
    );
  }
  return edges;
}

function environmentOfJob(context: PipelineContext, job: Job): string | undefined {
  const name = job.environment?.dynamic === false ? job.environment.name.toLowerCase() : undefined;
  if (name !== undefined)
    return context.environments.find((one) => one.toLowerCase() === name) ?? byWord(context, name);
  const only = context.environments.length === 1 ? context.environments[0] : undefined;
  return only ?? byWord(context, `${job.id} ${job.name ?? ''} ${job.workflow}`.toLowerCase());
}

function byWord(context: PipelineContext, text: string): string | undefined {
  const words = text.split(/[^a-z]+/);
  return context.environments.find(
    (one) => words.includes(one.toLowerCase()) || (one === 'production' && words.includes('prod')),
  );
}

/** What of the pipelines was not seen. */
export function pipelineGaps(context: PipelineContext): readonly Gap[] {
  const federated = context.workflows
    .flatMap((workflow) => workflow.jobs)
    .flatMap((job) => job.credentials)
    .filter((one) => one.kind === 'federated');
  const roles = [...new Set(federated.map((one) => one.role?.value ?? one.name))];
  const known = new Set(context.trusts.map((trust) => trust.id));
  return roles
    .filter((role) => !known.has(role))
    .map((role) => ({
      route: 'delivery' as const,
      what: `whom role ${role} lets in was not observed`,
      provide: '--evidence DIR with its trust policy under trusts/',
    }));
}
