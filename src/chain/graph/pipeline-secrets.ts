import type { ForgeSecret } from '../../model/evidence.ts';
import type { GraphEdge, NodeId } from '../../model/graph.ts';
import type { Location } from '../../model/location.ts';
import type { CredentialProvider, Job } from '../../model/workflow.ts';
import { admitsNewBranches } from '../../stages/3-pipeline/mint/admits.ts';
import { targetNode } from './feeds.ts';
import {
  assuming,
  gatedEdges,
  jobNode,
  makeEdge,
  type PipelineContext,
  pushNode,
  type StepText,
} from './pipeline-context.ts';
import { gateOf, OPEN } from './pipeline-gate.ts';

/** What lets a job change what runs; a registry's password or a token for packages does not. */
const REACHING: ReadonlySet<CredentialProvider> = new Set([
  'aws',
  'gcp',
  'azure',
  'vault',
  'kubernetes',
  'terraform-cloud',
]);

/** Static credentials of jobs that deploy, and of jobs whose identity token is traded for a role. */
export function secretEdges(context: PipelineContext): readonly GraphEdge[] {
  return context.workflows
    .flatMap((workflow) => workflow.jobs)
    .flatMap((job) => {
      const changes = job.deploys.filter(
        (deploy) => deploy.effect === 'change' && deploy.confidence !== 'guess',
      );
      const held = job.credentials.find(
        (credential) =>
          credential.kind === 'static' &&
          credential.confidence !== 'guess' &&
          REACHING.has(credential.provider),
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
  const listed = context.evidence?.secrets?.filter((one) => one.name.toUpperCase() === secret.toUpperCase());
  if (listed?.length === 0) return [];
  const to = targetNode(environment, 'workload');
  const text = {
    from: `secret ${secret}`,
    to: environment,
    why: `the job deploys with it (${how})`,
    location: at,
    ...assuming(
      listed === undefined
        ? `secret ${secret} of ${context.repository} is set: secrets not observed`
        : undefined,
    ),
    rests: (listed ?? []).map((one) => ({
      kind: 'secret' as const,
      repository: context.repository,
      secret: one,
    })),
  };
  const own = makeEdge(`${to}<-${jobNode(context, job)}:${secret}`, [jobNode(context, job)], to, OPEN, text);
  return [own, ...(listed ?? [undefined]).flatMap((one) => pushed(context, secret, one, to, text))];
}

/** A secret is sent to any workflow that names it, also one that somebody writes on a branch, unless an environment keeps it. */
function pushed(
  context: PipelineContext,
  secret: string,
  listed: ForgeSecret | undefined,
  to: NodeId,
  text: StepText,
): readonly GraphEdge[] {
  const name = listed?.scope === 'environment' ? listed.environment : undefined;
  const environment = context.evidence?.environments?.find(
    (one) => one.name.toLowerCase() === name?.toLowerCase(),
  );
  if (environment !== undefined && admitsNewBranches(environment, context.evidence) === false) return [];
  const where = name === undefined ? '' : ` in the environment ${name}`;
  return gatedEdges(
    `${to}<-push:${context.repository}:${secret}${where}`,
    [pushNode(context)],
    to,
    gateOf(context, name),
    {
      ...text,
      why: `secret ${secret} is sent to any workflow that names it${where}, also one on a branch; ${text.why}`,
    },
  );
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
