import { MainwardError } from '../../../model/errors.ts';
import type { Invocation } from '../invocation.ts';
import type { LogAction } from '../log/action.ts';
import { mirrorOf } from '../options.ts';

/** Each action with its module, so that `verify` loads nothing of what writes. */
const ACTIONS: Readonly<Record<string, () => Promise<LogAction>>> = {
  init: async () => (await import('../log/write.ts')).init,
  append: async () => (await import('../log/write.ts')).append,
  'rebuild-index': async () => (await import('../log/write.ts')).rebuildIndex,
  show: async () => (await import('../log/read.ts')).show,
  prove: async () => (await import('../log/read.ts')).prove,
  export: async () => (await import('../log/read.ts')).exportEntries,
  verify: async () => (await import('../log/check.ts')).verify,
  fsck: async () => (await import('../log/check.ts')).fsck,
};
const NAMES = Object.keys(ACTIONS).join(', ');

/** `mainward log`: the ledger on the command line. */
export async function run(invocation: Invocation): Promise<number> {
  const [name = '', operand] = invocation.args;
  if (name === 'witness') {
    throw new MainwardError(
      'NOT_BUILT',
      '`mainward log witness` is not built yet, so nothing is witnessed.',
      {
        remedy: `What there is: ${NAMES}.`,
      },
    );
  }
  const load = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (load === undefined) {
    throw new MainwardError('USAGE', `A log has no action ${JSON.stringify(name)}.`, {
      remedy: `Use one of ${NAMES}.`,
    });
  }
  const action = await load();
  refuse(name, action, operand, invocation);
  return action.run(invocation, operand ?? '');
}

/** What would have no effect is refused. */
function refuse(
  name: string,
  { operand: wanted, options, isPlain = false }: LogAction,
  operand: string | undefined,
  { options: given, env }: Invocation,
): void {
  if (operand === undefined && wanted.startsWith('<')) {
    throw new MainwardError('USAGE', `\`log ${name}\` needs ${wanted}.`, {
      remedy: `Write \`mainward log ${name} ${wanted}\`.`,
    });
  }
  if (operand !== undefined && wanted === '') {
    throw new MainwardError('USAGE', `\`log ${name}\` takes no ${JSON.stringify(operand)}.`, {
      remedy: `Write \`mainward log ${name}\`.`,
    });
  }
  if (!isPlain && given.output.some(({ format }) => format === 'plain')) {
    throw new MainwardError('NOT_BUILT', `\`log ${name}\` does not write plain.`, {
      remedy: `\`log ${name}\` writes text, json.`,
    });
  }
  for (const [key, long] of [
    ['log', 'log'],
    ['logKey', 'log-key'],
    ['origin', 'origin'],
    ['trust', 'trust'],
  ] as const) {
    // One that comes from the environment is there for other actions as well.
    if (given[key] === undefined || options.includes(key) || env[mirrorOf({ long })] !== undefined) continue;
    throw new MainwardError('USAGE', `--${long} has no meaning for \`log ${name}\`.`, {
      remedy: 'Leave it out.',
    });
  }
}
