import { type ErrorCode, MainwardError } from '../../model/errors.ts';

/** The parts of a `Status` of the API that say why. */
interface Status {
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly details?: { readonly name?: unknown };
}

/** An answer of the API that is no success. */
export interface Failure {
  readonly status: number;
  /** The body, where it was JSON. */
  readonly body: unknown;
}

const MOST_CHARACTERS = 600;

/** What a failed request means. `confidential`: what it was about may be named in the answer, so that is not repeated. */
export function errorOf({ status, body }: Failure, address: string, confidential: boolean): MainwardError {
  const said = statusOf(body);
  const reason = typeof said.reason === 'string' ? said.reason.slice(0, 60) : '';
  const told = typeof said.message === 'string' && !confidential ? harmless(said.message) : reason;
  const { code, what, remedy } = meaningOf(status);
  const why = [`HTTP ${status}`, told].filter((part) => part !== '').join(', ');
  return new MainwardError(code, `The cluster at ${address} ${what} (${why}).`, {
    fields: { status, ...(reason === '' ? {} : { reason }) },
    remedy,
  });
}

function meaningOf(status: number): {
  readonly code: ErrorCode;
  readonly what: string;
  readonly remedy: string;
} {
  if (status === 401)
    return {
      code: 'CLUSTER_FORBIDDEN',
      what: 'does not accept the credential',
      remedy: 'Use a credential that is in force.',
    };
  if (status === 403)
    return {
      code: 'CLUSTER_FORBIDDEN',
      what: 'forbids it',
      remedy: 'Grant it, or use the credential of somebody who may.',
    };
  if (status === 409)
    return {
      code: 'CLUSTER_CONFLICT',
      what: 'refuses it for now',
      remedy: 'Read it again and decide anew.',
    };
  if (status >= 400 && status < 500 && status !== 408 && status !== 429)
    return { code: 'CLUSTER_REFUSED', what: 'refuses it', remedy: 'Correct what is asked for.' };
  return { code: 'CLUSTER_UNREACHABLE', what: 'does not serve it', remedy: REMEDY };
}

const REMEDY = 'Look whether the API server is well, and what of the change is there; then try again.';

/** No answer, or none that can be used. */
export function unreachable(address: string, why: string, cause?: unknown): MainwardError {
  return new MainwardError('CLUSTER_UNREACHABLE', `The cluster at ${address} cannot be asked: ${why}.`, {
    remedy: REMEDY,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A name or kind that the request could not even be made for. */
export function unaskable(why: string): MainwardError {
  return new MainwardError('CLUSTER_REFUSED', `A cluster cannot be asked for this: ${why}.`, {
    fields: { status: 400 },
    remedy: 'Correct what is asked for.',
  });
}

export function tooMuch(address: string, what: string): MainwardError {
  return new MainwardError('BUDGET_EXCEEDED', `The cluster at ${address} answers with more than ${what}.`, {
    remedy: 'Ask for a part of it.',
  });
}

/** The object that was asked for is not there, though its kind is served: then the answer names it. */
export function isMissing({ status, body }: Failure, name: string): boolean {
  return status === 404 && statusOf(body).details?.name === name;
}

/** What the server remembers begins later than what was asked for. */
export function isExpired(error: unknown): boolean {
  return error instanceof MainwardError && error.fields['status'] === 410;
}

function statusOf(body: unknown): Status {
  return typeof body === 'object' && body !== null ? body : {};
}

/** One line that steers no terminal. */
function harmless(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
