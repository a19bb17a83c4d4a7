import { MainwardError } from '../../model/errors.ts';

/** The identity may not. */
export function forbidden(why: string): MainwardError {
  return new MainwardError('CLUSTER_FORBIDDEN', `The cluster forbids it: ${why}.`, {
    fields: { status: 403, reason: 'Forbidden' },
    remedy: 'Grant it, or use the credential of somebody who may.',
  });
}

/** The credential is none. */
export function unauthorized(): MainwardError {
  return new MainwardError('CLUSTER_FORBIDDEN', 'The cluster does not accept the credential.', {
    fields: { status: 401, reason: 'Unauthorized' },
    remedy: 'Use a credential that is in force.',
  });
}

export function conflict(reason: 'AlreadyExists' | 'Conflict', why: string): MainwardError {
  return new MainwardError('CLUSTER_CONFLICT', `The cluster refuses it for now: ${why}.`, {
    fields: { status: 409, reason },
    remedy: 'Read it again and decide anew.',
  });
}

export function refused(
  status: 400 | 404 | 422,
  reason: 'BadRequest' | 'NotFound' | 'Invalid',
  why: string,
): MainwardError {
  return new MainwardError('CLUSTER_REFUSED', `The cluster refuses it: ${why}.`, {
    fields: { status, reason },
    remedy: 'Correct what is asked for.',
  });
}
