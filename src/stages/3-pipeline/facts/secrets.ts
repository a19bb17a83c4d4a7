import type { CredentialProvider, Job, PipelineCredential } from '../../../model/workflow.ts';
import { foundOrNo, ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';

const ENTERED: readonly CredentialProvider[] = ['aws', 'gcp', 'azure', 'vault', 'kubernetes'];

/** Lasting keys, and secrets that go further than they need. */
export function secretFacts(job: Job): readonly PipelineFact[] {
  return [...lasting(job), ...everySecret(job), ...inherited(job)];
}

/** One fact for each step and provider: an access key has two parts and is one key. */
function lasting(job: Job): readonly PipelineFact[] {
  const fact = 'cloud-key-static';
  const concerned = job.credentials.filter((one) => ENTERED.includes(one.provider));
  const { call } = job;
  if (concerned.length === 0 && call !== undefined && call.secrets !== 'none' && call.resolved === undefined)
    return [
      ofJob(job, fact, 'unknown', `what ${call.uses.text} does with the secrets it gets is not in view`, {
        at: call.secretsAt ?? call.uses.at,
        supply: 'the called workflow',
        cause: call.uses.text,
      }),
    ];
  if (concerned.length === 0) return [];
  const keys = new Map<string, PipelineCredential[]>();
  for (const one of concerned) {
    if (one.kind !== 'static') continue;
    const key = `${one.provider} ${one.step ?? ''}`;
    const known = keys.get(key);
    if (known === undefined) keys.set(key, [one]);
    else known.push(one);
  }
  const found = [...keys.values()].map((parts) => {
    const [first] = parts.toSorted((a, b) => a.at.line - b.at.line);
    const names = [...new Set(parts.map((one) => one.name))].sort().join(' and ');
    const guess = parts.every((one) => one.confidence === 'guess');
    const what = `${first?.how ?? 'a key'} of ${first?.provider ?? 'a cloud'}`;
    const why = `${what} lives in ${names} until somebody rotates it`;
    return ofJob(job, fact, guess ? 'unknown' : 'yes', guess ? `by its name, ${why}` : why, {
      ...(first === undefined ? {} : { at: first.at }),
      ...(guess ? { supply: `what ${names} is` } : {}),
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
      ...(call.uses.publisher === 'third-party' ? { stake: 'most' } : {}),
    }),
  ];
}
