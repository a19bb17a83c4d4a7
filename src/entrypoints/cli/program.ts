import { Command, CommanderError, Help, Option } from 'commander';
import { MainwardError } from '../../model/errors.ts';
import { mayColor } from './color.ts';
import { COMMANDS, GLOBAL_OPTIONS, NOT_BUILT } from './commands.ts';
import { EXIT } from './exit.ts';
import { reportFailure } from './failure.ts';
import type { ByteStream, Writer } from './invocation.ts';
import { isObeyed, resolveOptions } from './options.ts';
import type { CommandSpec, OptionSpec } from './table/spec.ts';

/** What the process hands in; `columns` and `isTTY` are absent where there is no terminal. */
export interface Terminal extends Writer {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: () => string;
  /** Nothing, unless it is handed in. */
  readonly stdin?: ByteStream;
  /** The words with which this very program is started. */
  readonly self?: readonly string[];
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Resolves when the process is asked to end. */
  readonly untilStopped: () => Promise<void>;
}

const NOTHING: ByteStream = {
  async *[Symbol.asyncIterator]() {
    // There is nothing to read.
  },
};

/** Runs one command line and returns its exit code; nothing escapes as a throw. */
export async function runProgram(argv: readonly string[], around: Surroundings): Promise<number> {
  let code: number = EXIT.judged;
  const program = buildProgram(around, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.judged;
    const verbose = argv.includes('-v') || argv.includes('--verbose');
    return reportFailure(error instanceof CommanderError ? asUsage(error) : error, around.stderr, verbose);
  }
}

function buildProgram(around: Surroundings, finish: (code: number) => void): Command {
  const program = new Command('mainward')
    .description(
      'In GitOps, whoever can change Git can change production. Mainward says who that is.\nWithout a command it is `mainward scan .`.',
    )
    .version(around.version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions })
    .configureOutput({
      writeOut: (text) => around.stdout.write(text),
      writeErr: () => undefined,
      getOutHelpWidth: () => around.stdout.columns ?? 100,
    })
    .exitOverride()
    .addHelpText(
      'after',
      `\nEach option has a mirror in the environment: --fail-on is MAINWARD_FAIL_ON.\nNot built yet, and refused: ${NOT_BUILT.join(', ')}.`,
    )
    .hook('preSubcommand', (parent) => refuseUnknownCommand(parent.args[0]));
  for (const option of GLOBAL_OPTIONS) program.addOption(commanderOption(option));
  for (const spec of COMMANDS) addCommand(program, spec, around, finish);
  for (const name of NOT_BUILT) {
    program
      .command(name, { hidden: true })
      .helpOption(false)
      .allowUnknownOption()
      .argument('[anything...]')
      .action(() => {
        throw notBuilt(name);
      });
  }
  return program;
}

function addCommand(
  program: Command,
  spec: CommandSpec,
  around: Surroundings,
  finish: (code: number) => void,
): void {
  const command = program
    .command(spec.name, { isDefault: spec.name === 'scan' })
    .description(spec.load === undefined ? `${spec.summary} (not built yet)` : spec.summary);
  for (const argument of spec.arguments) command.argument(argument.name, argument.summary);
  for (const option of spec.options) command.addOption(commanderOption(option));
  command.action(async () => {
    if (spec.load === undefined) throw notBuilt(spec.name);
    const given = givenOptions([...GLOBAL_OPTIONS, ...spec.options], command.optsWithGlobals());
    const { options, cwd, color } = resolveOptions(spec, given, {
      cwd: around.cwd,
      env: around.env,
      terminal: around.stderr.isTTY === true,
    });
    const module = await spec.load();
    const isTTY = around.stdout.isTTY === true;
    finish(
      await module.run({
        command: spec.name,
        args: command.args,
        options,
        cwd,
        env: around.env,
        stdin: around.stdin ?? NOTHING,
        self: around.self ?? ['node', 'mainward'],
        stdout: around.stdout,
        stderr: around.stderr,
        untilStopped: around.untilStopped,
        isTTY,
        columns: around.stdout.columns ?? 80,
        color: mayColor(color, around.env, isTTY),
        version: around.version(),
      }),
    );
  });
}

/** The global options that the command obeys, so that its help promises nothing else. */
function visibleGlobalOptions(this: Help, command: Command): Option[] {
  const spec = COMMANDS.find((known) => known.name === command.name());
  return Help.prototype.visibleGlobalOptions.call(this, command).filter((option) => {
    const key = GLOBAL_OPTIONS.find((known) => `--${known.long}` === option.long)?.key;
    return spec === undefined || key === undefined || isObeyed(spec, key);
  });
}

/** Collects every occurrence as a string; their meaning is given in `resolveOptions`, for mirrors alike. */
function commanderOption(spec: OptionSpec): Option {
  const names = `${spec.short === undefined ? '' : `-${spec.short}, `}--${spec.long}`;
  if (spec.kind === 'flag') return new Option(names, spec.summary);
  return new Option(`${names} <${spec.placeholder}>`, spec.summary).argParser(
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  );
}

function givenOptions(
  specs: readonly OptionSpec[],
  values: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  for (const spec of specs) {
    const negated = spec.long.startsWith('no-');
    const value = values[new Option(`--${spec.long}`).attributeName()];
    if (Array.isArray(value)) given.set(spec.key, value.map(String));
    else if (negated ? value === false : value === true) given.set(spec.key, ['true']);
  }
  return given;
}

function refuseUnknownCommand(name: string | undefined): void {
  if (name === undefined || name.startsWith('-')) return;
  if (NOT_BUILT.includes(name) || COMMANDS.some((spec) => spec.name === name)) return;
  throw new MainwardError('USAGE', `There is no command ${JSON.stringify(name)}.`, {
    remedy: `\`mainward --help\` lists the commands; a path is judged with \`mainward scan ${name}\`.`,
  });
}

function notBuilt(name: string): MainwardError {
  return new MainwardError('NOT_BUILT', `\`mainward ${name}\` is not built yet, so it answers nothing.`, {
    remedy: 'README.md says what works today.',
  });
}

function asUsage(error: CommanderError): MainwardError {
  const message = error.message.replace(/^error: /, '');
  return new MainwardError(
    'USAGE',
    `${message[0]?.toUpperCase() ?? ''}${message.slice(1)}.`.replace(/\.\.$/, '.'),
    {
      remedy: '`mainward --help` lists the commands, `mainward COMMAND --help` its options.',
    },
  );
}
