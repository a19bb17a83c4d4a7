import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, ROOT, readProjectFile, run } from './support/project.ts';

/**
 * Sessions of the command line, as a person would see them. A line `$ …` is run by bash, each file in one new empty
 * folder; below it stands what standard output and then standard error say, and `[N]` where the exit code is not 0.
 */
interface Step {
  readonly command: string;
  readonly expected: string;
}

function readSteps(text: string): readonly Step[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { command: part.slice(0, end), expected: part.slice(end + 1).trimEnd() };
    });
}

describe.each(filesBelow('test/transcripts', /\.txt$/))('%s', (path) => {
  const cwd = mkdtempSync(join(tmpdir(), 'mainward-transcript-'));

  test.each(readSteps(readProjectFile(path)))('$command', ({ command, expected }) => {
    const { CI: _, GITHUB_ACTIONS: __, GITLAB_CI: ___, ...env } = process.env;
    const script = `mainward() { node ${ROOT}/bin/mainward.js "$@"; }\n${command}`;
    const result = run('bash', ['-c', script], { cwd, env: { ...env, NO_COLOR: '1' } });
    const exit = result.status === 0 ? '' : `[${result.status}]`;
    expect(
      [result.stdout, result.stderr, exit]
        .map((part) => part.trimEnd())
        .filter(Boolean)
        .join('\n'),
    ).toBe(expected);
  });
});
