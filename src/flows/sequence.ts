import { err, ok, type Result } from '../model/result.ts';

/** Where a sequence ended, and why. `cause` is what the outside said, for the log only. */
export interface Stopped<Code extends string> {
  readonly step: string;
  readonly code: Code;
  readonly cause?: unknown;
}

export type Step<State, Context, Added, Code extends string> = (
  state: State,
  context: Context,
) => Result<Added, Code> | Promise<Result<Added, Code>>;

/**
 * Named steps, each of which gets what all before it found, and adds to it or ends the sequence. Nothing after an end
 * happens, and a step that throws ends it, too, with the code its row names.
 */
export class Sequence<Context, Start extends object, State extends object, Code extends string> {
  /** Every step, in order. */
  readonly names: readonly string[];
  readonly #run: (start: Start, context: Context) => Promise<Result<State, Stopped<Code>>>;

  constructor(
    names: readonly string[],
    run: (start: Start, context: Context) => Promise<Result<State, Stopped<Code>>>,
  ) {
    this.names = names;
    this.#run = run;
  }

  step<Added extends object>(
    name: string,
    work: Step<State, Context, Added, Code>,
    thrown: Code,
  ): Sequence<Context, Start, State & Added, Code> {
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

  run(start: Start, context: Context): Promise<Result<State, Stopped<Code>>> {
    return this.#run(start, context);
  }
}

export function sequence<Context, Start extends object, Code extends string>(): Sequence<
  Context,
  Start,
  Start,
  Code
> {
  return new Sequence<Context, Start, Start, Code>([], (start) => Promise.resolve(ok(start)));
}
