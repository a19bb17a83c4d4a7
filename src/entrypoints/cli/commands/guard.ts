import { MainwardError } from '../../../model/errors.ts';
import type { GuardAction } from '../guard/action.ts';
import type { Invocation } from '../invocation.ts';
import { mirrorOf } from '../options.ts';
import { GUARDING } from '../table/guarding.ts';

/** Each action with its module, so that none loads what another one needs. Without an action it guards. */
const ACTIONS: Readonly<Record<string, () => Promise<GuardAction>>> = {
  '': async () => (await import('../guard/follow.ts')).follow,
  pause: async () => (await import('../guard/pause.ts')).pause,
  remove: async () => (await import('../guard/remove.ts')).remove,
};

/** `mainward guard`: guards a cluster as the client of a server, and what else is done to a guard. */
export async function run(invocation: Invocation): Promise<number> {
  const [name = '', operand] = invocation.args;
  const title = `mainward guard ${name}`.trim();
  const load = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (load === undefined)
    throw new MainwardError('USAGE', `A guard has no action ${JSON.stringify(name)}.`, {
      remedy: '`mainward guard --help` lists what there is.',
    });
  const action = await load();
  refuse(title, action, operand, invocation);
  return action.run(invocation, operand ?? '');
}

/** What would have no effect is refused. */
function refuse(
  title: string,
  { operand: wanted, options }: GuardAction,
  operand: string | undefined,
  { options: given, env }: Invocation,
): void {
  if (operand === undefined && wanted.startsWith('<'))
    throw new MainwardError('USAGE', `\`${title}\` needs ${wanted}.`);
  if (operand !== undefined && wanted === '')
    throw new MainwardError('USAGE', `\`${title}\` takes no ${JSON.stringify(operand)}.`);
  for (const { key, long } of GUARDING.flatMap((command) => command.options)) {
    // One that comes from the environment is there for other actions as well.
    if (given[key] === undefined || options.includes(key) || env[mirrorOf({ long })] !== undefined) continue;
    throw new MainwardError('USAGE', `--${long} has no meaning for \`${title}\`.`, {
      remedy: 'Leave it out.',
    });
  }
}
