import type { AskedGrant, Refusal } from '../../model/exchange.ts';
import { err, ok, type Result } from '../../model/result.ts';

/** The fields of a token request (RFC 8693 2.1), each there once. */
export interface TokenRequest {
  readonly grant_type?: string | undefined;
  readonly subject_token?: string | undefined;
  readonly subject_token_type?: string | undefined;
  readonly scope?: string | undefined;
  readonly requested_token_type?: string | undefined;
  readonly audience?: string | undefined;
  readonly resource?: string | undefined;
  readonly actor_token?: string | undefined;
  readonly actor_token_type?: string | undefined;
}

export const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const SUBJECT_TYPES: readonly (string | undefined)[] = [
  'urn:ietf:params:oauth:token-type:jwt',
  'urn:ietf:params:oauth:token-type:id_token',
];
const SCOPE = /^(validate|deploy)\/([A-Za-z0-9][A-Za-z0-9._-]{0,127})$/;

export interface Asked {
  readonly asked: AskedGrant;
  readonly compact: string;
}

/** What is asked: `scope` is STAGE/ENVIRONMENT, and one only. What this server cannot obey is refused, never ignored. */
export function readRequest(request: TokenRequest): Result<Asked, Refusal> {
  const { subject_token: compact } = request;
  if (request.grant_type !== GRANT_TYPE) return err('grant-type-unsupported');
  if (compact === undefined || compact === '' || !SUBJECT_TYPES.includes(request.subject_token_type))
    return err('request-malformed');
  const wanted = request.requested_token_type ?? ACCESS_TOKEN;
  const beyond = [request.audience, request.resource, request.actor_token, request.actor_token_type];
  if (wanted !== ACCESS_TOKEN || beyond.some((field) => field !== undefined))
    return err('request-unsupported');
  const [, stage, environment] = SCOPE.exec(request.scope ?? '') ?? [];
  if (environment === undefined || (stage !== 'validate' && stage !== 'deploy'))
    return err('scope-malformed');
  return ok({ asked: { stage, environment }, compact });
}
