import type { JobClaims } from '../serving/job-issuer.ts';
import type { World } from './world.ts';

export interface Traded {
  readonly status: number;
  /** Absent where it was refused. */
  readonly credential?: string;
  readonly expiresIn?: number;
  /** What the refused one is told. */
  readonly error?: string;
}

/** The token of a job of `infrastructure`. */
export function jobToken(
  world: Pick<World, 'jobs' | 'audience'>,
  job: Pick<JobClaims, 'ref' | 'sha' | 'event_name'>,
): Promise<string> {
  const { ref, event_name: event } = job;
  const what = event === 'pull_request' ? event : `ref:${ref}`;
  return world.jobs.token(world.audience, {
    sub: `repo:acme/infrastructure:${what}`,
    repository: 'acme/infrastructure',
    ...job,
  });
}

/** Trades a job's token for a stage's credential (RFC 8693). */
export async function trade(world: Pick<World, 'server'>, token: string, scope: string): Promise<Traded> {
  const answer = await fetch(new URL('/oauth/token', world.server), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      scope,
    }).toString(),
  });
  const body = (await answer.json()) as {
    readonly access_token?: string;
    readonly expires_in?: number;
    readonly error?: string;
  };
  return {
    status: answer.status,
    ...(body.access_token === undefined ? {} : { credential: body.access_token }),
    ...(body.expires_in === undefined ? {} : { expiresIn: body.expires_in }),
    ...(body.error === undefined ? {} : { error: body.error }),
  };
}
