import type { Answered } from '../../../model/agent.ts';
import type { EffectivePermissions, Job, JobStart } from '../../../model/workflow.ts';

/** What a job holds; `light` where it only lets one comment, label and report. */
export interface Held extends Answered {
  readonly light?: boolean;
}

/** Scopes by which code, images, sites, deployments or identities are had. */
const HEAVY: ReadonlySet<string> = new Set([
  'actions',
  'attestations',
  'contents',
  'deployments',
  'id-token',
  'packages',
  'pages',
]);

/**
 * Does the job hold anything that is worth taking when it starts so: a secret, an identity token, a token that
 * writes? A step has all of it, whichever step it was meant for. `meantFor` = a step whose own secrets are left out.
 */
export function holdsCredentials(
  job: Job,
  starts: readonly JobStart[] = job.starts,
  meantFor?: string,
): Held {
  const rich = starts.filter((start) => start.privileged !== 'no');
  if (rich.length === 0 && starts.length > 0)
    return { answer: 'no', why: 'it starts only with the rights of a fork' };
  const { named, all, inherit } = job.secrets;
  if (all !== undefined) return { answer: 'yes', why: 'every secret is sent to it', at: all.at };
  const secret = named.find((one) => meantFor === undefined || one.step !== meantFor);
  if (secret !== undefined) return { answer: 'yes', why: `it has the secret ${secret.name}`, at: secret.at };
  if (inherit !== undefined) return { answer: 'yes', why: 'it hands every secret on', at: inherit };
  const token = ofToken(rich);
  if (token !== undefined) return token;
  if (named.length > 0)
    return {
      answer: 'yes',
      light: true,
      why: 'it is given a secret of its own',
      at: named[0]?.at ?? job.keyAt,
    };
  return starts.length > 0
    ? { answer: 'no', why: 'it has no secret and its token only reads' }
    : { answer: 'unknown', why: 'who starts it is not known', supply: 'the workflows that call it' };
}

/** The gravest scope counts, one that is known before one that is not. */
function ofToken(starts: readonly JobStart[]): Held | undefined {
  const scopes = starts.flatMap(({ permissions }) =>
    [...permissions.scopes].map(([scope, access]) => ({ scope, access, permissions })),
  );
  const writes = scopes.filter(({ access }) => access === 'write');
  const heavy = writes.find(({ scope }) => HEAVY.has(scope));
  if (heavy !== undefined) return { answer: 'yes', why: wording(heavy.scope), ...placeOf(heavy.permissions) };
  const open = scopes.find(({ access }) => access === 'unknown');
  if (open !== undefined) {
    const { permissions } = open;
    return {
      answer: 'unknown',
      why: permissions.because,
      ...placeOf(permissions),
      supply: permissions.supply ?? 'the repository’s default for workflow permissions',
    };
  }
  const [light] = writes;
  return light === undefined
    ? undefined
    : { answer: 'yes', light: true, why: wording(light.scope), ...placeOf(light.permissions) };
}

function placeOf(permissions: EffectivePermissions): Pick<Held, 'at'> {
  return permissions.at === undefined ? {} : { at: permissions.at };
}

function wording(scope: string): string {
  return scope === 'id-token' ? 'it can have an identity token' : `its token may write ${scope}`;
}
