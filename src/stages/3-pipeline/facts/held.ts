import type { Answered } from '../../../model/agent.ts';
import type { Job, JobStart } from '../../../model/workflow.ts';

/**
 * Does the job hold anything that is worth taking when it starts so: a secret, an identity token, a token that
 * writes? A step has all of it, whichever step it was meant for.
 */
export function holdsCredentials(job: Job, starts: readonly JobStart[] = job.starts): Answered {
  const rich = starts.filter((start) => start.privileged !== 'no');
  if (rich.length === 0 && starts.length > 0)
    return { answer: 'no', why: 'it starts only with the rights of a fork' };
  const { named, all, inherit } = job.secrets;
  if (all !== undefined) return { answer: 'yes', why: 'every secret is sent to it', at: all.at };
  const [secret] = named;
  if (secret !== undefined) return { answer: 'yes', why: `it has the secret ${secret.name}`, at: secret.at };
  if (inherit !== undefined) return { answer: 'yes', why: 'it hands every secret on', at: inherit };
  for (const access of ['write', 'unknown'] as const) {
    for (const { permissions } of rich) {
      const scope = [...permissions.scopes].find(([, has]) => has === access)?.[0];
      if (scope === undefined) continue;
      const at = permissions.at === undefined ? {} : { at: permissions.at };
      if (access === 'write') return { answer: 'yes', why: wording(scope), ...at };
      return {
        answer: 'unknown',
        why: permissions.because,
        ...at,
        supply: permissions.supply ?? 'the repository’s default for workflow permissions',
      };
    }
  }
  return starts.length > 0
    ? { answer: 'no', why: 'it has no secret and its token only reads' }
    : { answer: 'unknown', why: 'who starts it is not known', supply: 'the workflows that call it' };
}

function wording(scope: string): string {
  return scope === 'id-token' ? 'it can have an identity token' : `its token may write ${scope}`;
}
