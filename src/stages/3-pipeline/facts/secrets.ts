import type { CredentialProvider, Job } from '../../../model/workflow.ts';
import { foundOrNo, ofJob } from './build.ts';
import type { PipelineFact, PipelineFactName } from './fact.ts';

const CLOUDS: readonly CredentialProvider[] = ['aws', 'gcp', 'azure', 'vault'];

/** Lasting keys, and secrets that go further than they need. */
export function secretFacts(job: Job): readonly PipelineFact[] {
  return [
    ...lasting(job, 'cloud-key-static', CLOUDS),
    ...lasting(job, 'cluster-key-static', ['kubernetes']),
    ...everySecret(job),
    ...inherited(job),
  ];
}

function lasting(
  job: Job,
  fact: PipelineFactName,
  providers: readonly CredentialProvider[],
): readonly PipelineFact[] {
  const concerned = job.credentials.filter((one) => providers.includes(one.provider));
  if (concerned.length === 0) return [];
  const found = concerned
    .filter((one) => one.kind === 'static')
    .map((one) => {
      const guess = one.confidence === 'guess';
      const why = `the secret ${one.name} is ${one.how} of ${one.provider} that lives until somebody rotates it`;
      return ofJob(job, fact, guess ? 'unknown' : 'yes', guess ? `by its name, ${why}` : why, {
        at: one.at,
        ...(guess ? { supply: `what ${one.name} is` } : {}),
      });
    });
  return foundOrNo(job, fact, found, 'it gets its access for its identity token');
}

function everySecret(job: Job): readonly PipelineFact[] {
  const { all, named } = job.secrets;
  if (all !== undefined) return [ofJob(job, 'every-secret-sent', 'yes', all.why, { at: all.at })];
  return named.length === 0 ? [] : [ofJob(job, 'every-secret-sent', 'no', 'it is sent the secrets it names')];
}

function inherited(job: Job): readonly PipelineFact[] {
  const { call } = job;
  if (call === undefined) return [];
  const fact = 'secrets-inherited-elsewhere';
  const at = call.secretsAt ?? call.uses.at;
  if (call.secrets !== 'inherit')
    return [ofJob(job, fact, 'no', 'it hands on only the secrets it names', { at })];
  if (call.resolved !== undefined)
    return [ofJob(job, fact, 'no', `${call.uses.text} lies in the same repository`, { at })];
  if (call.uses.pin === 'local' || call.uses.pin === 'dynamic')
    return [
      ofJob(job, fact, 'unknown', `${call.uses.text} could not be followed`, {
        at,
        supply: 'the called workflow',
      }),
    ];
  return [
    ofJob(job, fact, 'yes', `every secret of the repository goes to ${call.uses.text}`, {
      at,
      related: [{ what: 'the called workflow', at: call.uses.at }],
    }),
  ];
}
