import { ASKING } from './table/asking.ts';
import { GATING } from './table/gate.ts';
import { GUARDING } from './table/guarding.ts';
import { JUDGING } from './table/judging.ts';
import { RECORDING } from './table/recording.ts';
import { review } from './table/reviewing.ts';
import { SERVING } from './table/serving.ts';
import { SHOWING } from './table/showing.ts';
import type { CommandSpec, OptionSpec } from './table/spec.ts';
import { TEMPORARY } from './table/temporary.ts';
import { WATCHING } from './table/watching.ts';

/** Every command of the contract that can be asked for, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  ...JUDGING,
  ...GATING,
  ...ASKING,
  ...WATCHING,
  ...RECORDING,
  ...SERVING,
  ...GUARDING,
  review,
  ...TEMPORARY,
  ...SHOWING,
];

/** Commands of the contract that do not exist yet. They are refused by name, so that no script mistakes them for typos. */
export const NOT_BUILT: readonly string[] = [
  'blast',
  'trusts',
  'evidence',
  'replay',
  'fix',
  'init',
  'import',
  'doctor',
  'report',
  'export',
];

/** Global options; `-C`, `-o` and those that only shape the output concern every command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    key: 'directory',
    long: 'directory',
    short: 'C',
    kind: 'text',
    placeholder: 'DIR',
    summary: 'run as if started there',
  },
  {
    key: 'output',
    long: 'output',
    short: 'o',
    kind: 'repeated',
    placeholder: 'FORMAT[=FILE]',
    summary: 'what to write, and where; repeatable',
  },
  {
    key: 'policy',
    long: 'policy',
    kind: 'path',
    placeholder: 'DIR',
    summary: 'accepted policy, from outside the judged repository',
  },
  { key: 'roster', long: 'roster', kind: 'path', placeholder: 'FILE', summary: 'who the people are' },
  {
    key: 'evidence',
    long: 'evidence',
    kind: 'paths',
    placeholder: 'DIR',
    summary: 'what was observed elsewhere; repeatable',
  },
  { key: 'offline', long: 'offline', kind: 'flag', summary: 'never use the network' },
  {
    key: 'failOn',
    long: 'fail-on',
    kind: 'choice',
    placeholder: 'LEVEL',
    of: ['critical', 'high', 'medium', 'low', 'info'],
    summary: 'exit with 1 from this severity on (default: high)',
  },
  { key: 'baseline', long: 'baseline', kind: 'path', placeholder: 'FILE', summary: 'an earlier JSON report' },
  { key: 'newOnly', long: 'new-only', kind: 'flag', summary: 'only what the baseline does not have' },
  {
    key: 'color',
    long: 'color',
    kind: 'choice',
    placeholder: 'WHEN',
    of: ['auto', 'always', 'never'],
    summary: 'auto, always or never',
  },
  { key: 'noProgress', long: 'no-progress', kind: 'flag', summary: 'no progress, even on a terminal' },
  { key: 'quiet', long: 'quiet', short: 'q', kind: 'flag', summary: 'only the data' },
  { key: 'verbose', long: 'verbose', short: 'v', kind: 'flag', summary: 'say more on standard error' },
];
