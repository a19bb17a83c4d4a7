import { existsSync, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import { GLOBAL_OPTIONS } from './commands.ts';
import type { CommandOptions, Options } from './invocation.ts';
import { readOutputRequests } from './output-requests.ts';
import type { CommandSpec, OptionSpec } from './table/spec.ts';

/** What was written on the command line: each option's values in order; a flag has the value `true`. */
export type GivenOptions = ReadonlyMap<string, readonly string[]>;

export interface Resolved {
  readonly options: Options;
  readonly cwd: string;
  readonly color: 'auto' | 'always' | 'never';
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard error is a terminal. */
  readonly terminal: boolean;
}

interface Found {
  readonly values: readonly string[];
  /** `--fail-on` or `MAINWARD_FAIL_ON`: what to name in a message. */
  readonly origin: string;
}

/** The mirror of a flag in the environment: `--fail-on` is `MAINWARD_FAIL_ON`. */
export function mirrorOf(option: Pick<OptionSpec, 'long'>): string {
  return `MAINWARD_${option.long.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * Command line over environment over defaults. Throws `USAGE`, `PATH_NOT_FOUND` or `NOT_BUILT`: an option that
 * would have no effect is refused. Only a mirror in the environment, which all commands share, is passed over by
 * a command that it does not concern.
 */
export function resolveOptions(command: CommandSpec, given: GivenOptions, around: Surroundings): Resolved {
  const found = findOptions(command, given, around.env);
  const directory = found.get('directory');
  const cwd = directory === undefined ? around.cwd : folder(directory, around.cwd);
  const text = (key: string): string | undefined => single(found.get(key));
  const flag = (key: string): boolean => readFlag(found.get(key));
  const list = (key: string): readonly string[] => found.get(key)?.values ?? [];
  const path = (key: string): string | undefined => existing(once(found.get(key)), cwd)[0];
  const specs = [...GLOBAL_OPTIONS, ...command.options];
  for (const spec of specs) checkChoice(spec, found.get(spec.key));
  const quiet = flag('quiet');
  const options: Options = {
    output: readOutputRequests(command, list('output'), cwd, quiet),
    evidence: existing(found.get('evidence'), cwd),
    offline: flag('offline'),
    failOn: (text('failOn') ?? 'high') as Options['failOn'],
    newOnly: flag('newOnly'),
    quiet,
    verbose: flag('verbose'),
    progress: around.terminal && !quiet && !flag('noProgress') && !isSet(around.env['CI']),
    all: flag('all'),
    strict: flag('strict'),
    worktree: flag('worktree'),
    sigstoreIdentity: list('sigstoreIdentity'),
    groups: list('groups'),
    ...defined('policy', path('policy')),
    ...defined('roster', path('roster')),
    ...defined('baseline', path('baseline')),
    ...ownOptions(command, found, cwd),
  };
  return { options, cwd, color: (text('color') ?? 'auto') as Resolved['color'] };
}

/** Those of a command's own that were given, each read as its kind is. */
function ownOptions(
  { options }: CommandSpec,
  found: ReadonlyMap<string, Found>,
  cwd: string,
): Partial<CommandOptions> {
  return Object.fromEntries(
    options.flatMap((spec) => {
      const given = found.get(spec.key);
      const value = given === undefined ? undefined : valueOf(spec, given, cwd);
      return value === undefined ? [] : [[spec.key, value]];
    }),
  );
}

/** `undefined` for a flag that is said not to be. */
function valueOf(spec: OptionSpec, given: Found, cwd: string): unknown {
  switch (spec.kind) {
    case 'flag':
      return readFlag(given) || undefined;
    case 'text':
    case 'choice':
      return single(given);
    case 'path':
      return existing(once(given), cwd)[0];
    case 'destination':
      return destination(single(given), cwd);
    case 'number':
      return number(given);
    case 'time':
      return time(given);
    case 'list':
    case 'repeated':
      return given.values;
    case 'paths':
      return existing(given, cwd);
  }
}

/** False where a global option has no meaning for the command. */
export function isObeyed(command: CommandSpec, key: string): boolean {
  const obeys: readonly string[] = command.obeys;
  return !CONCERNING.has(key) || obeys.includes(key);
}

function findOptions(
  command: CommandSpec,
  given: GivenOptions,
  env: Surroundings['env'],
): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  const pending: readonly string[] = command.pending;
  for (const spec of [...GLOBAL_OPTIONS, ...command.options]) {
    const written = given.get(spec.key);
    const mirrored = env[mirrorOf(spec)];
    const hit: Found | undefined =
      written !== undefined
        ? { values: split(written, spec.kind === 'list' ? ',' : undefined), origin: `--${spec.long}` }
        : isSet(mirrored)
          ? { values: split([mirrored], MIRROR_SEPARATOR[spec.kind]), origin: mirrorOf(spec) }
          : undefined;
    if (hit === undefined) continue;
    if (hit.values.includes('')) throw new MainwardError('USAGE', `${hit.origin} has an empty value.`);
    if (pending.includes(spec.key)) {
      throw new MainwardError(
        'NOT_BUILT',
        `${hit.origin} is not built yet for \`${command.name}\`, and an option is never ignored.`,
        {
          remedy: `Run it without ${hit.origin}.`,
        },
      );
    }
    if (!isObeyed(command, spec.key)) {
      if (written === undefined) continue;
      throw new MainwardError('USAGE', `${hit.origin} has no meaning for \`${command.name}\`.`, {
        remedy: `Leave it out; \`mainward ${command.name} --help\` lists what there is.`,
      });
    }
    found.set(spec.key, hit);
  }
  return found;
}

const CONCERNING: ReadonlySet<string> = new Set([
  'policy',
  'roster',
  'evidence',
  'offline',
  'failOn',
  'baseline',
  'newOnly',
]);

/** What separates the values of a repeatable option in its mirror. */
const MIRROR_SEPARATOR: Readonly<Partial<Record<OptionSpec['kind'], string>>> = {
  list: ',',
  repeated: ',',
  paths: delimiter,
};

function split(values: readonly string[], separator: string | undefined): readonly string[] {
  return separator === undefined ? values : values.flatMap((value) => value.split(separator));
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function once(found: Found | undefined): Found | undefined {
  if (found !== undefined && found.values.length > 1) {
    throw new MainwardError('USAGE', `${found.origin} is given more than once; only one value can count.`);
  }
  return found;
}

function single(found: Found | undefined): string | undefined {
  return once(found)?.values[0];
}

function readFlag(found: Found | undefined): boolean {
  const value = found?.values[0]?.toLowerCase();
  if (found === undefined || value === undefined) return false;
  if (['true', '1', 'yes', 'on'].includes(value)) return true;
  if (['false', '0', 'no', 'off'].includes(value)) return false;
  throw new MainwardError('USAGE', `${found.origin} is neither yes nor no: ${value}`, {
    remedy: `Set ${found.origin} to true or false.`,
  });
}

function checkChoice(spec: OptionSpec, found: Found | undefined): void {
  if (found === undefined || !('of' in spec) || spec.of === undefined) return;
  for (const value of found.values) {
    if (spec.of.includes(value)) continue;
    throw new MainwardError('USAGE', `${found.origin} cannot be ${JSON.stringify(value)}.`, {
      remedy: `Use one of ${spec.of.join(', ')}.`,
    });
  }
}

function number(found: Found | undefined): number | undefined {
  const value = single(found);
  if (found === undefined || value === undefined) return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new MainwardError(
    'USAGE',
    `${found.origin} needs a whole number from 0 on, not ${JSON.stringify(value)}.`,
  );
}

function time(found: Found | undefined): string | undefined {
  const value = single(found);
  if (found === undefined || value === undefined) return undefined;
  const at = Date.parse(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(at))
    return new Date(at).toISOString();
  throw new MainwardError('USAGE', `${found.origin} is no time with a zone: ${JSON.stringify(value)}.`, {
    remedy: 'Write it as in 2026-11-20T09:00:00Z.',
  });
}

function folder(found: Found, base: string): string {
  const path = resolve(base, single(found) ?? '.');
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw new MainwardError('PATH_NOT_FOUND', `${found.origin} names no folder: ${path}`);
}

function existing(found: Found | undefined, cwd: string): readonly string[] {
  return (found?.values ?? []).map((value) => {
    const path = resolve(cwd, value);
    if (existsSync(path)) return path;
    throw new MainwardError('PATH_NOT_FOUND', `${found?.origin} names nothing that exists: ${path}`);
  });
}

function destination(value: string | undefined, cwd: string): string | undefined {
  return value === undefined ? undefined : resolve(cwd, value);
}

function defined<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
}
