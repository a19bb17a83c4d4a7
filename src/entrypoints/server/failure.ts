import { MainwardError } from '../../model/errors.ts';
import { Problem, type ProblemCode } from './problem.ts';

/** What a failure is to whoever asked. Only a `Problem` has more to say than its code. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof MainwardError) {
    const code = PROBLEM_OF_ERROR[error.code];
    return new Problem(code ?? 'DEFECT', { cause: error });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new Problem(PROBLEM_OF_FRAMEWORK[code] ?? 'DEFECT', { cause: error });
}

/** Failures of the product that have a meaning for whoever asked; all others are defects. */
const PROBLEM_OF_ERROR: Readonly<Record<string, ProblemCode>> = {
  LEDGER_UNAVAILABLE: 'RECORD_UNAVAILABLE',
  STORE_UNAVAILABLE: 'RECORD_UNAVAILABLE',
  FORGE_UNREACHABLE: 'UNAVAILABLE',
  CLUSTER_UNREACHABLE: 'UNAVAILABLE',
  REPOSITORY_UNREADABLE: 'UNAVAILABLE',
};

const PROBLEM_OF_FRAMEWORK: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'REQUEST_MALFORMED',
  FST_ERR_MAX_PARAM_LENGTH: 'URI_TOO_LONG',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'REQUEST_INVALID',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'REQUEST_MALFORMED',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_REFUSED',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ECONNRESET: 'REQUEST_MALFORMED',
};

/** What RFC 6749 5.2 calls it. */
export function oauthError(problem: Problem): string {
  if (problem.status === 503) return 'temporarily_unavailable';
  return problem.status >= 500 ? 'server_error' : 'invalid_request';
}
