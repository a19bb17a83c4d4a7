/** Judgements are three-valued; `not-applicable` says that there was nothing to judge. */
export type Verdict = 'holds' | 'violated' | 'unknown' | 'not-applicable';

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The only place where the order of the stages is written. */
export const STAGES = ['commit', 'review', 'pipeline', 'agent', 'cluster', 'chain'] as const;
export type Stage = (typeof STAGES)[number];

/** True where `severity` is at least as grave as `threshold`. */
export function atLeastAsSevere(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
