/** The closed list of what a refusal is called; stable. */
export const PROBLEM_CODES = [
  'REQUEST_MALFORMED',
  'REQUEST_INVALID',
  'SIGN_IN_NEEDED',
  'ROLE_NEEDED',
  'MFA_NEEDED',
  'SIGN_IN_STALE',
  'SIGN_IN_REFUSED',
  'SIGN_IN_ABSENT',
  'IDENTITY_PROVIDER_FAILED',
  'ORIGIN_REFUSED',
  'NOT_FOUND',
  'REQUEST_TIMEOUT',
  'CONFLICT',
  'BODY_TOO_LARGE',
  'URI_TOO_LONG',
  'MEDIA_TYPE_REFUSED',
  'TOO_MANY_REQUESTS',
  'HEADERS_TOO_LARGE',
  'DEFECT',
  'UNAVAILABLE',
  'RECORD_UNAVAILABLE',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Status, and the one sentence that is said. `docs/server.md` lists them. */
export const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, detail: string]>> = {
  REQUEST_MALFORMED: [400, 'The request is not well-formed HTTP.'],
  REQUEST_INVALID: [400, 'The request does not fit what this address takes.'],
  SIGN_IN_NEEDED: [401, 'Sign in to see what is here, if anything is.'],
  ROLE_NEEDED: [403, 'None of your roles may do this.'],
  MFA_NEEDED: [403, 'Sign in with a second factor; without one nobody is let in.'],
  SIGN_IN_STALE: [400, 'This sign-in was not begun in this browser, or too long ago. Begin anew.'],
  SIGN_IN_REFUSED: [403, 'The identity provider did not let you through.'],
  SIGN_IN_ABSENT: [404, 'This server has no identity provider, so nobody can sign in.'],
  IDENTITY_PROVIDER_FAILED: [503, 'The identity provider could not say who you are. Try again later.'],
  ORIGIN_REFUSED: [403, 'The request comes from another site.'],
  NOT_FOUND: [404, 'There is nothing here, or nothing that you may see.'],
  REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  CONFLICT: [409, 'What you ask for does not fit the state of things.'],
  BODY_TOO_LARGE: [413, 'The body is larger than this address takes.'],
  URI_TOO_LONG: [414, 'The address is longer than any that exists here.'],
  MEDIA_TYPE_REFUSED: [415, 'This address does not take a body of that type.'],
  TOO_MANY_REQUESTS: [429, 'Too many requests; try again later.'],
  HEADERS_TOO_LARGE: [431, 'The headers are larger than the server takes.'],
  DEFECT: [500, 'The server failed at this; its log says why, under the request id.'],
  UNAVAILABLE: [503, 'This cannot be done at the moment; try again later.'],
  RECORD_UNAVAILABLE: [
    503,
    'Nothing can be recorded at the moment, so nothing that must be recorded is done.',
  ],
};

/** One place in a request that does not fit. Names fields of the contract only, and never repeats what was sent. */
export interface InvalidField {
  /** JSON pointer, below `params`, `query` or `body`. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemDetail {
  readonly errors?: readonly InvalidField[];
  /** Seconds. */
  readonly retryAfter?: number;
  /** What this server itself said in its log; never sent. */
  readonly cause?: unknown;
}

/** RFC 9457. Thrown by whatever refuses a request. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: readonly InvalidField[] | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, detail: ProblemDetail = {}) {
    super(PROBLEMS[code][1], detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = PROBLEMS[code][0];
    this.errors = detail.errors;
    this.retryAfter = detail.retryAfter ?? (this.status === 503 ? 5 : undefined);
  }
}
