import { describe, expect, test } from 'vitest';
import { readPullRequestEvent } from './event.ts';

const SHA = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const pull = (over: object = {}): object => ({
  number: 7,
  base: { sha: SHA, ref: 'release/1.0', repo: { name: 'shop' } },
  head: { sha: HEAD, ref: 'x' },
  title: 'A change',
  ...over,
});
const read = (value: unknown): ReturnType<typeof readPullRequestEvent> =>
  readPullRequestEvent(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));

test('a pull_request event says what is offered, and for which branch', () => {
  const offered = { number: 7, base: SHA, head: HEAD, ref: 'refs/heads/release/1.0' };
  expect(read({ action: 'synchronize', number: 7, pull_request: pull() })).toEqual(offered);
});

describe('anything else is refused, and nothing of it guessed', () => {
  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['an empty file', ''],
    ['a list', []],
    ['another event', { ref: 'refs/heads/main', after: SHA }],
    ['a pull request that is a text', { pull_request: 'x' }],
    [
      'a name twice, of which readers take the one or the other',
      `{"pull_request": {}, "pull_request": ${JSON.stringify(pull())}}`,
    ],
    ['no number', { pull_request: pull({ number: '7' }) }],
    ['a number below one', { pull_request: pull({ number: 0 }) }],
    ['no base', { pull_request: pull({ base: null }) }],
    ['a short id', { pull_request: pull({ head: { sha: 'abc' } }) }],
    ['an id in capitals', { pull_request: pull({ head: { sha: HEAD.toUpperCase() } }) }],
    ['an option for an id', { pull_request: pull({ head: { sha: '--upload-pack=x' } }) }],
    ['an option for a branch', { pull_request: pull({ base: { sha: SHA, ref: '-x' } }) }],
    ['a branch with a step back', { pull_request: pull({ base: { sha: SHA, ref: 'a..b' } }) }],
    ['a branch with a control character', { pull_request: pull({ base: { sha: SHA, ref: 'a\u001b[31m' } }) }],
    ['a branch that is empty', { pull_request: pull({ base: { sha: SHA, ref: '' } }) }],
  ])('%s', (_, value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'EVIDENCE_INVALID' }));
  });
});
