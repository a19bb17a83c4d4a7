import { describe, expect, test } from 'vitest';
import type { Landing } from '../../model/landing.ts';
import type { VerifyReport } from '../../model/verify.ts';
import { renderVerifyMarkdown } from './markdown.ts';
import { renderVerifyText } from './text.ts';

function landing(part: Partial<Landing>): Landing {
  return {
    repository: 'shop',
    commit: 'a'.repeat(40),
    landing: 'merge',
    contentProved: true,
    verdict: 'pass',
    reasons: [],
    people: ['ann'],
    commits: [],
    approvals: [],
    required: [],
    at: '2026-03-01T00:00:00Z',
    atWitnessed: true,
    paths: [],
    ref: 'refs/heads/main',
    ...part,
  };
}

function report(...landings: readonly Landing[]): VerifyReport {
  return {
    document: { schema: 'mainward.dev/verify/v1', ref: 'refs/heads/main', changes: [] },
    landings,
    repository: 'shop',
    seconds: 1,
    notes: ['something was not supplied'],
    cut: false,
  };
}

const failing = landing({
  commit: 'b'.repeat(40),
  verdict: 'fail',
  landing: 'squash',
  pullRequest: 7,
  people: ['ann', { account: 'b\u001b[2Jen', identified: false }],
  reasons: [{ code: 'self-approved', detail: 'ann had <a> part | in *it*' }],
  approvals: [
    { person: 'cy', source: 'review', state: 'counted', boundTo: 'x' },
    { person: 'ann', source: 'review', state: 'void', why: 'self-approval', boundTo: 'x' },
  ],
});
const open = landing({ verdict: 'unknown', reasons: [{ code: 'head-missing', detail: 'fetch it' }] });

describe('the text of verify', () => {
  test('says of each change what is held against it, who made it and who agreed, the gravest first', () => {
    expect(renderVerifyText(report(open, landing({}), failing), { width: 100, color: false })).toBe(
      `main of shop: 3 landed changes, 1 fails, of 1 it cannot be told.

fail     bbbbbbbbbb  squash #7  2026-03-01  by ann and b\\u{1b}[2Jen, agreed to by cy, not counted:
                     ann (self-approval)
         self-approved: ann had <a> part | in *it*
unknown  aaaaaaaaaa  merge  2026-03-01  by ann
         head-missing: fetch it
pass     aaaaaaaaaa  merge  2026-03-01  by ann

note: something was not supplied
3 landed changes judged in 1.0 s
`,
    );
  });

  test.each([
    [report(landing({})), 'main of shop: 1 landed change, all as demanded.'],
    [report(open), 'main of shop: 1 landed change, of 1 it cannot be told.'],
    [report(), 'main of shop: nothing landed in this range.'],
  ])('begins with its answer', (one, line) => {
    expect(renderVerifyText(one, { width: 80, color: false }).split('\n', 1)[0]).toBe(line);
  });
});

test('the Markdown of verify shows what does not pass, and nothing becomes markup', () => {
  const text = renderVerifyMarkdown(report(failing, landing({ commit: 'c'.repeat(40) })));
  expect(text).toContain('| fail | `bbbbbbbbbb` | squash 7 |');
  expect(text).toContain('`self-approved` ann had \\<a\\> part \\| in \\*it\\*');
  expect(text).not.toContain('cccccccccc');
});
