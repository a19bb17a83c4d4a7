import type { Location } from './location.ts';
import type { Severity, Stage, Verdict } from './verdict.ts';

/** One judgement, as reports print it. The JSON shape is a contract (`docs`, `scan/v1`). */
export interface Finding {
  /** `<stage>/<slug>`. */
  readonly control: string;
  readonly title: string;
  readonly stage: Stage;
  readonly severity: Severity;
  readonly verdict: Verdict;
  /** Who or what it is about: a person, robot, binding, job … */
  readonly subject?: string;
  readonly message: string;
  readonly location?: Location;
  readonly related: readonly Location[];
  /** The steps that lead from the weakness to its effect, in words. */
  readonly chain: readonly string[];
  readonly remediation: string;
  /** Stable over moves of lines: hash of control, repository, path, subject and the judged context. */
  readonly fingerprint: string;
  /** Where the control's document is. */
  readonly docs: string;
  /** The root cause that reports fold by. */
  readonly group: string;
}
