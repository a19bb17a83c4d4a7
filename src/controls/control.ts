import type { Facts } from '../chain/facts.ts';
import type { Location } from '../model/location.ts';
import type { Severity, Verdict } from '../model/verdict.ts';

/** What a control says about one subject. The rest of a finding comes from the control itself. */
export interface Judgement {
  readonly verdict: Verdict;
  /** One or two sentences: who, what, and for `unknown` what to provide. */
  readonly message: string;
  readonly subject?: string;
  readonly location?: Location;
  readonly related?: readonly Location[];
  readonly chain?: readonly string[];
  /** Root cause, where several judgements share one; default: control and subject. */
  readonly group?: string;
  /** Where this case is graver or lighter than the control's own severity. */
  readonly severity?: Severity;
  /** What tells this judgement from another of the same control at the same subject; part of the fingerprint. */
  readonly context?: string;
}

/** One control = one folder of `src/controls`. `evaluate` is pure. */
export interface Control {
  /** `<stage>/<slug>`: a sentence that is true or false. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  evaluate(facts: Facts): readonly Judgement[];
}

export interface RegisteredControl {
  readonly control: Control;
  /** The whole text of `control.md`. */
  readonly document: string;
}
