import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS, GLOBAL_OPTIONS } from './commands.ts';
import { mirrorOf, resolveOptions, type Surroundings } from './options.ts';
import type { CommandSpec } from './table/spec.ts';

const scan: CommandSpec = {
  name: 'scan',
  summary: '',
  arguments: [],
  options: [
    { key: 'only', long: 'only', kind: 'list', placeholder: 'S', of: ['commit', 'review'], summary: '' },
    { key: 'all', long: 'all', kind: 'flag', summary: '' },
    { key: 'codeowners', long: 'codeowners', kind: 'path', placeholder: 'FILE', summary: '' },
    { key: 'seed', long: 'seed', kind: 'number', placeholder: 'N', summary: '' },
    { key: 'asOf', long: 'as-of', kind: 'time', placeholder: 'TIME', summary: '' },
    { key: 'out', long: 'out', kind: 'destination', placeholder: 'DIR', summary: '' },
  ],
  formats: ['text', 'json'],
  obeys: ['failOn', 'evidence'],
  pending: ['baseline'],
};
const cwd = mkdtempSync(join(tmpdir(), 'mainward-options-'));
writeFileSync(join(cwd, 'old.json'), '{}');

function resolveScan(
  given: Readonly<Record<string, readonly string[]>>,
  env: Readonly<Record<string, string>> = {},
  around: Partial<Surroundings> = {},
): ReturnType<typeof resolveOptions> {
  return resolveOptions(scan, new Map(Object.entries(given)), { cwd, env, terminal: true, ...around });
}

describe('options', () => {
  test('have defaults that judge and hide nothing', () => {
    expect(resolveScan({}).options).toEqual({
      output: [{ format: 'text' }],
      evidence: [],
      offline: false,
      failOn: 'high',
      newOnly: false,
      quiet: false,
      verbose: false,
      progress: true,
      all: false,
      strict: false,
      worktree: false,
      sigstoreIdentity: [],
      groups: [],
    });
  });

  test.each(
    COMMANDS.flatMap((command) =>
      command.options
        .filter(({ key }) => !(command.pending as readonly string[]).includes(key))
        .map((spec) => [command.name, spec.long, command, spec] as const),
    ),
  )('of %s are never passed over: --%s', (_, __, command, spec) => {
    const sample: Readonly<Record<string, string>> = {
      flag: 'true',
      path: 'old.json',
      paths: 'old.json',
      number: '7',
      time: '2026-01-01T00:00:00Z',
    };
    const of = 'of' in spec ? spec.of?.[0] : undefined;
    const given = new Map([[spec.key, [of ?? sample[spec.kind] ?? 'some']]]);
    const { options } = resolveOptions(command, given, { cwd, env: {}, terminal: true });
    expect(options[spec.key]).toBeTruthy();
  });

  test('count on the command line before they count in the environment', () => {
    expect(resolveScan({ failOn: ['low'] }, { MAINWARD_FAIL_ON: 'critical' }).options.failOn).toBe('low');
    expect(resolveScan({}, { MAINWARD_FAIL_ON: 'critical' }).options.failOn).toBe('critical');
    expect(resolveScan({}, { MAINWARD_FAIL_ON: '' }).options.failOn).toBe('high');
  });

  test('have a mirror each, and no two share one', () => {
    expect(mirrorOf({ long: 'fail-on' })).toBe('MAINWARD_FAIL_ON');
    for (const command of COMMANDS) {
      const mirrors = [...GLOBAL_OPTIONS, ...command.options].map(mirrorOf);
      expect(new Set(mirrors).size).toBe(mirrors.length);
    }
  });

  test('that are flags read yes and no from the environment, and refuse the rest', () => {
    expect(resolveScan({}, { MAINWARD_ALL: '1' }).options.all).toBe(true);
    expect(resolveScan({}, { MAINWARD_ALL: 'no' }).options.all).toBe(false);
    expect(() => resolveScan({}, { MAINWARD_ALL: 'maybe' })).toThrow('neither yes nor no');
  });

  test('that are not built are refused from either source', () => {
    expect(() => resolveScan({ baseline: ['old.json'] })).toThrow('--baseline is not built yet');
    expect(() => resolveScan({}, { MAINWARD_BASELINE: 'old.json' })).toThrow(
      'MAINWARD_BASELINE is not built',
    );
  });

  test('that do not concern the command are refused when written, passed over when mirrored', () => {
    expect(() => resolveScan({ policy: ['.'] })).toThrow('--policy has no meaning for `scan`');
    expect(resolveScan({}, { MAINWARD_POLICY: '.' }).options.policy).toBeUndefined();
  });

  test('with a closed set of values refuse others and name the set', () => {
    expect(() => resolveScan({ failOn: ['severe'] })).toThrow('--fail-on cannot be "severe"');
    expect(() => resolveScan({ only: ['commit,deploy'] })).toThrow('--only cannot be "deploy"');
    expect(resolveScan({ only: ['commit,review'] }).options.only).toEqual(['commit', 'review']);
  });

  test('with one value refuse a second', () => {
    expect(() => resolveScan({ failOn: ['low', 'high'] })).toThrow('more than once');
  });

  test('that are paths are as strict about it', () => {
    expect(() => resolveScan({ codeowners: ['old.json', '.'] })).toThrow('more than once');
  });

  test('never have an empty value', () => {
    expect(() => resolveScan({ evidence: [''] })).toThrow('--evidence has an empty value');
    expect(() => resolveScan({}, { MAINWARD_ONLY: 'commit,' })).toThrow('MAINWARD_ONLY has an empty value');
  });

  test('that are numbers refuse what is none', () => {
    expect(resolveScan({ seed: ['7'] }).options.seed).toBe(7);
    for (const wrong of ['-1', '1.5', 'x', ' 1'])
      expect(() => resolveScan({ seed: [wrong] })).toThrow('whole number');
  });

  test('that are times need a zone, and mean one instant', () => {
    expect(resolveScan({ asOf: ['2026-11-20T10:00:00+01:00'] }).options.asOf).toBe(
      '2026-11-20T09:00:00.000Z',
    );
    for (const wrong of ['2026-11-20', '2026-11-20T10:00:00', '2026-13-20T10:00:00Z', 'yesterday'])
      expect(() => resolveScan({ asOf: [wrong] })).toThrow('no time with a zone');
  });

  test('that are paths count from -C, and inputs must exist', () => {
    expect(resolveScan({ directory: [cwd], out: ['made'] }, {}, { cwd: '/' }).options.out).toBe(
      join(cwd, 'made'),
    );
    expect(resolveScan({ evidence: ['.'] }).options.evidence).toEqual([cwd]);
    expect(() => resolveScan({ evidence: ['gone'] })).toThrow('names nothing that exists');
    expect(() => resolveScan({ directory: ['old.json'] })).toThrow('names no folder');
  });

  test('allow progress only on a terminal, outside CI, and when nobody asked for silence', () => {
    expect(resolveScan({}, {}, { terminal: false }).options.progress).toBe(false);
    expect(resolveScan({}, { CI: 'true' }).options.progress).toBe(false);
    expect(resolveScan({ quiet: ['true'] }).options.progress).toBe(false);
    expect(resolveScan({ noProgress: ['true'] }).options.progress).toBe(false);
  });
});
