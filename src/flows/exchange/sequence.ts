import type { Refusal } from '../../model/exchange.ts';
import { err, ok, type Result } from '../../model/result.ts';

/** Where a sequence ended, and why. `cause` is what the outside said, for the log only. */
export interface Stopped {
  readonly step: string;
  readonly code: Refusal;
  readonly cause?: unknown;
}

export type Step<State, Context, Added> = (
  state: State,
  context: Context,
) => Result<Added, Refusal> | Promise<Result<Added, Refusal>>;

/**
 * Named steps, each of which gets what all before it found, and adds to it or ends the sequence. Nothing after an end
 * happens, and a step that throws ends it, too, with the code its row names.
 */
export class Sequence<Context, Start extends object, State extends object> {
  /** Every step, in order. */
  readonly names: readonly string[];
  readonly #run: (start: Start, context: Context) => Promise<Result<State, Stopped>>;

  constructor(
    names: readonly string[],
    run: (start: Start, context: Context) => Promise<Result<State, Stopped>>,
  ) {
    this.names = names;
    this.#run = run;
  }

  step<Added extends object>(
    name: string,
    work: Step<State, Context, Added>,
    thrown: Refusal,
  ): Sequence<Context, Start, State & Added> {
    return new Sequence([...this.names, name], async (start, context) => {
      const before = await this.#run(start, context);
      if (!before.ok) return before;
      try {
        const added = await work(before.value, context);
        return added.ok ? ok({ ...before.value, ...added.value }) : err({ step: name, code: added.error });
      } catch (cause) {
        return err({ step: name, code: thrown, cause });
      }
    });
  }

  run(start: Start, context: Context): Promise<Result<State, Stopped>> {
    return this.#run(start, context);
  }
}

export function sequence<Context, Start extends object>(): Sequence<Context, Start, Start> {
  return new Sequence<Context, Start, Start>([], (start) => Promise.resolve(ok(start)));
}
