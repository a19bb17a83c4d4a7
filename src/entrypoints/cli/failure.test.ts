import { expect, test } from 'vitest';
import { ERROR_CODES, MainwardError } from '../../model/errors.ts';
import { EXIT_OF_ERROR } from './exit.ts';
import { reportFailure } from './failure.ts';

function report(error: unknown, verbose = false): { code: number; text: string } {
  let text = '';
  const code = reportFailure(error, { write: (part) => void (text += part) }, verbose);
  return { code, text };
}

test('an error says its code, what is wrong and what to do, and ends in its exit code', () => {
  const error = new MainwardError('NOTHING_TO_JUDGE', 'There is nothing here.', {
    remedy: 'Name a repository.',
  });
  expect(report(error)).toEqual({
    code: 3,
    text: 'error[NOTHING_TO_JUDGE]: There is nothing here.\n  remedy: Name a repository.\n',
  });
});

test('a cause is shown to those who ask', () => {
  const error = new MainwardError('GIT_FAILED', 'git failed.', { cause: new Error('exit 128') });
  expect(report(error).text).not.toContain('exit 128');
  expect(report(error, true).text).toContain('cause: Error: exit 128');
});

test('anything unforeseen is a defect of ours, never a verdict', () => {
  const { code, text } = report(new TypeError('x is undefined'));
  expect(code).toBe(70);
  expect(text).toContain("a defect of Mainward's: TypeError: x is undefined");
  expect(report('thrown text').code).toBe(70);
});

test('a name from a repository cannot steer the terminal', () => {
  const { text } = report(new MainwardError('PATH_NOT_FOUND', 'a\u001b[2Jb\u202ec\rd\ne'));
  expect(text).toBe('error[PATH_NOT_FOUND]: a\\u{1b}[2Jb\\u{202e}c\\u{d}d\\u{a}e\n');
});

test('only a defect ends in 70, and no error ends in 0 or 1', () => {
  for (const code of ERROR_CODES) {
    expect([2, 3, 4, 5, 70]).toContain(EXIT_OF_ERROR[code]);
    expect(EXIT_OF_ERROR[code] === 70).toBe(code === 'DEFECT');
  }
});
