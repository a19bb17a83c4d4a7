import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { deliver } from './deliver.ts';

let outside: string;
let cwd: string;
let printed: string;
const stdout = {
  write(text: string): void {
    printed += text;
  },
};

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'mainward-deliver-'));
  cwd = join(outside, 'checkout');
  mkdirSync(cwd);
  printed = '';
});

describe('a report', () => {
  test('without a file is printed, and ends with a newline', () => {
    deliver({ cwd, stdout }, { format: 'json' }, '{}');
    expect(printed).toBe('{}\n');
  });

  test('with a file replaces what the file held', () => {
    const file = join(cwd, 'report.json');
    writeFileSync(file, 'something longer from before');
    deliver({ cwd, stdout }, { format: 'json', file }, '{}\n');
    expect(readFileSync(file, 'utf8')).toBe('{}\n');
    expect(printed).toBe('');
  });

  test('never follows a link that the judged folder holds in place of the file', () => {
    const victim = join(outside, 'profile');
    writeFileSync(victim, 'kept');
    symlinkSync(victim, join(cwd, 'report.json'));
    expect(() => deliver({ cwd, stdout }, { format: 'json', file: join(cwd, 'report.json') }, '{}')).toThrow(
      'cannot be written',
    );
    expect(readFileSync(victim, 'utf8')).toBe('kept');
  });

  test('never follows a linked folder out of the judged one', () => {
    const victim = join(outside, 'home');
    mkdirSync(victim);
    symlinkSync(victim, join(cwd, 'reports'));
    expect(() =>
      deliver({ cwd, stdout }, { format: 'json', file: join(cwd, 'reports', 'a.json') }, '{}'),
    ).toThrow('through a symbolic link');
  });

  test('for a folder that is not there says so', () => {
    expect(() => deliver({ cwd, stdout }, { format: 'json', file: join(cwd, 'no', 'a.json') }, '{}')).toThrow(
      'cannot be written',
    );
  });
});
