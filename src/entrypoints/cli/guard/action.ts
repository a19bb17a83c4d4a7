import type { CommandOptions, Invocation } from '../invocation.ts';

/** One action of `mainward guard`, or the guard itself where no action is named. */
export interface GuardAction {
  /** `<FILE>`: needed, `[INDEX]`: optional, empty: there is none. */
  readonly operand: string;
  /** Which of the options of `guard` mean something to it. */
  readonly options: readonly (keyof CommandOptions)[];
  /** Returns the exit code. */
  readonly run: (invocation: Invocation, operand: string) => Promise<number>;
}
