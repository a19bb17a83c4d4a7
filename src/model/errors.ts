/** The closed list of stable codes; `docs/errors.md` explains each, and a test holds both together. */
export const ERROR_CODES = [
  'USAGE',
  'PATH_NOT_FOUND',
  'NOTHING_TO_JUDGE',
  'NODE_TOO_OLD',
  'REVISION_UNKNOWN',
  'REPOSITORY_UNREADABLE',
  'GIT_FAILED',
  'GIT_TOO_OLD',
  'BUDGET_EXCEEDED',
  'YAML_REJECTED',
  'JSON_REJECTED',
  'POLICY_INVALID',
  'POLICY_REWOUND',
  'EVIDENCE_INVALID',
  'ROSTER_INVALID',
  'CONTROL_UNKNOWN',
  'SUBJECT_UNKNOWN',
  'RESOURCE_UNKNOWN',
  'CLUSTER_UNKNOWN',
  'TARGET_UNKNOWN',
  'STORE_UNAVAILABLE',
  'KUBECONFIG_INVALID',
  'CLUSTER_UNREACHABLE',
  'CLUSTER_FORBIDDEN',
  'CLUSTER_CONFLICT',
  'CLUSTER_REFUSED',
  'CONFIG_INVALID',
  'DATA_LOCKED',
  'LISTEN_FAILED',
  'SERVER_UNREACHABLE',
  'SIGN_IN_FAILED',
  'LEDGER_ABSENT',
  'LEDGER_KEY_INVALID',
  'LEDGER_ENTRY_INVALID',
  'LEDGER_ENTRY_UNKNOWN',
  'LEDGER_DAMAGED',
  'LEDGER_UNAVAILABLE',
  'NOT_RECORDED',
  'TRUST_INVALID',
  'ID_TOKEN_MISSING',
  'EXCHANGE_REFUSED',
  'ISSUER_UNREACHABLE',
  'ISSUER_INVALID',
  'APPROVAL_REFUSED',
  'REVIEW_REFUSED',
  'ACCESS_REFUSED',
  'ACCESS_UNDECIDED',
  'SIGNING_FAILED',
  'PUSH_FAILED',
  'OUTPUT_FAILED',
  'PACKAGE_MISSING',
  'NOT_BUILT',
  'DEFECT',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorDetail {
  /** Structured fields for machines; never a secret, never a URL with user info. */
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  /** One sentence: what to do about it. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** The one error class. `message` says what is wrong and why it matters; `remedy` says what to do. */
export class MainwardError extends Error {
  readonly code: ErrorCode;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'MainwardError';
    this.code = code;
    this.fields = detail.fields ?? {};
    this.remedy = detail.remedy;
  }
}
