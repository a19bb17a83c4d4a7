import { MainwardError } from '../../model/errors.ts';
import type { CommandOptions, Invocation, OutputFormat } from './invocation.ts';
import { mirrorOf } from './options.ts';
import type { CommandSpec, ConcerningOption } from './table/spec.ts';

/** One action of a command that has several. */
export interface Action {
  /** Its operands, as messages name them; `[X]` may be left out, and the last, `X...`, is one or more. */
  readonly operands: readonly string[];
  /** Which options of the command mean something to it. */
  readonly options: readonly (keyof CommandOptions | ConcerningOption)[];
  readonly formats: readonly OutputFormat[];
  /** Returns the exit code. */
  readonly run: (invocation: Invocation, operands: readonly string[]) => Promise<number>;
}

/** Each with its module, so that one loads nothing of what another needs. */
export type Actions = Readonly<Record<string, () => Promise<Action>>>;

/** Runs the action that the first word names; `shared` are global options that do not concern all of them. */
export async function runAction(
  { name: command, options }: Pick<CommandSpec, 'name' | 'options'>,
  actions: Actions,
  shared: readonly ConcerningOption[],
  invocation: Invocation,
): Promise<number> {
  const [name = '', ...operands] = invocation.args;
  const load = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (load === undefined) {
    throw new MainwardError('USAGE', `\`${command}\` has no action ${JSON.stringify(name)}.`, {
      remedy: `Use one of ${Object.keys(actions).join(', ')}.`,
    });
  }
  const action = await load();
  const known = [...options, ...shared.map((key) => ({ key, long: key }))];
  refuseIdle(`${command} ${name}`, action, known, operands, invocation);
  return action.run(invocation, operands);
}

/** What would have no effect is refused. */
function refuseIdle(
  line: string,
  { operands: wanted, options, formats }: Action,
  known: readonly { readonly key: keyof CommandOptions | ConcerningOption; readonly long: string }[],
  operands: readonly string[],
  { options: given, env }: Invocation,
): void {
  const needed = wanted.filter((one) => !one.startsWith('['));
  const most = wanted.at(-1)?.endsWith('...') === true ? Number.POSITIVE_INFINITY : wanted.length;
  if (operands.length < needed.length || operands.length > most) {
    const isMany = operands.length > most;
    throw new MainwardError(
      'USAGE',
      isMany
        ? `\`${line}\` takes no ${JSON.stringify(operands[wanted.length])}.`
        : `\`${line}\` needs ${needed.join(' and ')}.`,
      { remedy: `Write \`mainward ${[line, ...wanted].join(' ')}\`.` },
    );
  }
  const unwritten = given.output.find(({ format }) => !formats.includes(format));
  if (unwritten !== undefined) {
    throw new MainwardError('USAGE', `\`${line}\` does not write ${unwritten.format}.`, {
      remedy: `It writes ${formats.join(', ')}.`,
    });
  }
  for (const { key, long } of known) {
    const value = given[key];
    // One that comes from the environment is there for other actions as well.
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined;
    if (!isGiven || options.includes(key) || env[mirrorOf({ long })] !== undefined) continue;
    throw new MainwardError('USAGE', `--${long} has no meaning for \`${line}\`.`, {
      remedy: 'Leave it out.',
    });
  }
}
