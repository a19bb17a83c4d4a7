import type { ErrorCode } from '../../model/errors.ts';

/** The exit codes that scripts may rely on. */
export const EXIT = {
  judged: 0,
  violated: 1,
  usage: 2,
  nothingToJudge: 3,
  permissionNeeded: 4,
  undecided: 5,
  defect: 70,
} as const;

/** Every error ends in exactly one exit code; `docs/errors.md` repeats this table and a test compares both. */
export const EXIT_OF_ERROR: Readonly<Record<ErrorCode, number>> = {
  USAGE: EXIT.usage,
  PATH_NOT_FOUND: EXIT.usage,
  NOTHING_TO_JUDGE: EXIT.nothingToJudge,
  NODE_TOO_OLD: EXIT.usage,
  REVISION_UNKNOWN: EXIT.usage,
  REPOSITORY_UNREADABLE: EXIT.usage,
  GIT_FAILED: EXIT.undecided,
  GIT_TOO_OLD: EXIT.usage,
  BUDGET_EXCEEDED: EXIT.undecided,
  YAML_REJECTED: EXIT.usage,
  JSON_REJECTED: EXIT.usage,
  POLICY_INVALID: EXIT.usage,
  EVIDENCE_INVALID: EXIT.usage,
  ROSTER_INVALID: EXIT.usage,
  CONTROL_UNKNOWN: EXIT.usage,
  SUBJECT_UNKNOWN: EXIT.usage,
  RESOURCE_UNKNOWN: EXIT.usage,
  CLUSTER_UNKNOWN: EXIT.usage,
  TARGET_UNKNOWN: EXIT.usage,
  STORE_UNAVAILABLE: EXIT.undecided,
  KUBECONFIG_INVALID: EXIT.usage,
  CLUSTER_UNREACHABLE: EXIT.undecided,
  CLUSTER_FORBIDDEN: EXIT.permissionNeeded,
  CLUSTER_CONFLICT: EXIT.undecided,
  CLUSTER_REFUSED: EXIT.usage,
  OUTPUT_FAILED: EXIT.usage,
  PACKAGE_MISSING: EXIT.usage,
  NOT_BUILT: EXIT.usage,
  DEFECT: EXIT.defect,
};
