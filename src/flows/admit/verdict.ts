import type { LiveRbac } from '../../stages/5-cluster/drift/live-rbac.ts';
import type { DesiredState } from '../guard/desired/state.ts';
import type { Asked } from './asked.ts';
import type { Allowance, Refusal } from './codes.ts';
import type { Violations } from './violations.ts';

/** How one request ends. */
export type Verdict =
  | { readonly allowed: true; readonly code: Allowance }
  | {
      readonly allowed: false;
      readonly code: Refusal;
      /** Which rule it breaks, as a sentence without its end. */
      readonly rule: string;
      /** What whoever asks can do about it, in sentences. */
      readonly how: string;
    };

/** What steps know of the world. */
export interface Surroundings {
  readonly cluster: string;
  /** The newest verified state; with `again` whatever was remembered of it is asked anew. */
  desired(again: boolean): Promise<DesiredState | undefined>;
  /** `undefined` until everything was listed once. */
  live(): LiveRbac | undefined;
  readonly violations: Violations;
  /** Users that offer verified sources. */
  readonly publishers: ReadonlySet<string>;
  /** Users as which agents themselves write. */
  readonly agents: ReadonlySet<string>;
}

/** One named question about a request: its answer ends the judgement, none leads on. */
export interface Step {
  readonly name: string;
  readonly ask: (asked: Asked, around: Surroundings) => Verdict | undefined | Promise<Verdict | undefined>;
}

export function allow(code: Allowance): Verdict {
  return { allowed: true, code };
}

export function refuse(code: Refusal, rule: string, how: string): Verdict {
  return { allowed: false, code, rule, how };
}
