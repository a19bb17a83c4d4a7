import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS, NOT_BUILT } from './commands.ts';
import { runProgram } from './program.ts';

const cwd = mkdtempSync(join(tmpdir(), 'mainward-program-'));

async function mainward(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runProgram(argv, {
    cwd,
    env: {},
    version: () => '1.2.3',
    stdout: { write: (text) => void (out += text) },
    stderr: { write: (text) => void (err += text) },
    untilStopped: () => new Promise<never>(() => undefined),
  });
  return { code, out, err };
}

describe('the command line', () => {
  test('prints its version and its help on standard output', async () => {
    expect(await mainward('--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    const help = await mainward('--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of COMMANDS) expect(help.out).toContain(`  ${command.name} `);
  });

  test('promises in the help of a command only the options it obeys', async () => {
    expect((await mainward('scan', '--help')).out).toContain('--fail-on');
    const { out } = await mainward('explain', '--help');
    expect(out).toContain('--output');
    expect(out).not.toContain('--fail-on');
  });

  test('takes global options before and after the command', async () => {
    for (const argv of [
      ['-o', 'json', '--no-progress', 'explain'],
      ['explain', '--no-progress', '-o', 'json'],
    ]) {
      const { code, out } = await mainward(...argv);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ schema: 'mainward.dev/explain/v1' });
    }
  });

  test.each(NOT_BUILT)('refuses `%s` as not built, whatever follows', async (name) => {
    const result = await mainward(name, '--help', '--anything', 'more');
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toContain('error[NOT_BUILT]');
  });

  test.each([
    [['scna'], 'There is no command "scna"'],
    [['scan', '--nope'], "Unknown option '--nope'"],
    [['who-can'], "Missing required argument 'what'"],
    [['explain', 'a', 'b'], 'Too many arguments'],
    [['scan', '--policy'], "Option '--policy <DIR>' argument missing"],
  ])('refuses %j', async (argv, message) => {
    const result = await mainward(...argv);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toContain(`error[USAGE]: ${message}`);
  });
});

test('no command line is a defect of ours', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      '-o',
      '-C',
      '--evidence',
      '--fail-on',
      '-q',
      '-v',
      '--',
      '--no-progress',
      'json',
      '.',
      '-h',
    ),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (argv) => {
      expect([0, 2]).toContain((await mainward('explain', ...argv)).code);
    }),
    { numRuns: 300 },
  );
});

describe('the table of commands', () => {
  test('names each command once, and none of it is both there and not built', () => {
    const names = [...COMMANDS.map((command) => command.name), ...NOT_BUILT];
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s holds together',
    (_, command) => {
      expect(command.formats[0]).toBe('text');
      for (const key of command.pending) expect(command.obeys).not.toContain(key);
    },
  );
});
