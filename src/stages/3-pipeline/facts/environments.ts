import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { Location } from '../../../model/location.ts';
import type { CredentialProvider, DeployEvidence, Job } from '../../../model/workflow.ts';
import { admitsNewBranches } from '../mint/admits.ts';
import { ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';

const REACHES: ReadonlySet<CredentialProvider> = new Set([
  'aws',
  'gcp',
  'azure',
  'vault',
  'kubernetes',
  'terraform-cloud',
]);
const RUNS: ReadonlySet<DeployEvidence['target']> = new Set([
  'kubernetes',
  'argocd',
  'flux',
  'terraform',
  'aws',
  'gcp',
  'azure',
]);

/** What stands between a branch and an environment that a job changes. */
export function environmentFacts(job: Job, evidence: ForgeEvidence | undefined): readonly PipelineFact[] {
  const deploy = deployOf(job);
  if (deploy === undefined) return [];
  const fact = 'deploy-environment-open';
  const { environment } = job;
  const related = [{ what: `${deploy.how} changes what runs`, at: deploy.at }];
  if (environment === undefined)
    return [
      ofJob(
        job,
        'deploys-without-environment',
        'yes',
        `${deploy.how} changes what runs, and no environment stands before it`,
        {
          at: deploy.at,
        },
      ),
    ];
  const more = { at: environment.at, related, cause: `environment ${environment.name}` };
  if (environment.dynamic)
    return [
      ofJob(job, fact, 'unknown', 'its environment is named by an expression', {
        ...more,
        supply: 'the names that it can have',
      }),
    ];
  return [protection(job, environment.name, evidence, more)];
}

/** A job that changes what runs, with something that lets it. Tests against a cluster of their own hold nothing. */
function deployOf(job: Job): { readonly how: string; readonly at: Location } | undefined {
  if (!job.starts.some((start) => start.privileged !== 'no')) return undefined;
  const held = job.credentials.find((one) => REACHES.has(one.provider) && one.confidence !== 'guess');
  if (held === undefined) return undefined;
  const found = job.deploys.find(
    (one) => RUNS.has(one.target) && one.effect === 'change' && one.confidence === 'certain',
  );
  if (found !== undefined) return found;
  // Whoever names an environment and takes a role there says that it deploys, whatever the script is.
  return job.environment === undefined ? undefined : { how: `what it does with ${held.name}`, at: held.at };
}

function protection(
  job: Job,
  name: string,
  evidence: ForgeEvidence | undefined,
  more: Pick<PipelineFact, 'at' | 'related'>,
): PipelineFact {
  const fact = 'deploy-environment-open';
  if (evidence?.environments === undefined)
    return ofJob(job, fact, 'unknown', `how the environment ${name} is protected was not observed`, {
      ...more,
      supply: 'the repository’s environments (forge evidence: environments)',
    });
  const environment = evidence.environments.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (environment === undefined)
    return ofJob(
      job,
      fact,
      'yes',
      `the environment ${name} is not set up, so it is made without protection`,
      more,
    );
  const place =
    environment.at === undefined
      ? more
      : { ...more, related: [...more.related, { what: `the environment ${name}`, at: environment.at }] };
  const open = admitsNewBranches(environment, evidence);
  if (open === false)
    return ofJob(job, fact, 'no', `only what landed may enter the environment ${name}`, place);
  if (environment.reviewers.length > 0) {
    if (environment.preventSelfReview)
      return ofJob(job, fact, 'no', `somebody else has to let it into the environment ${name}`, place);
    return ofJob(
      job,
      fact,
      'yes',
      `any branch may enter the environment ${name}, and whoever starts the job may be the one who lets it in`,
      { ...place, stake: 'little' },
    );
  }
  if (open === undefined)
    return ofJob(job, fact, 'unknown', `which branches may enter the environment ${name} could not be told`, {
      ...place,
      supply: 'the rules of the repository’s branches (forge evidence: rules)',
    });
  return ofJob(job, fact, 'yes', `any branch may enter the environment ${name}, and nobody is asked`, place);
}
