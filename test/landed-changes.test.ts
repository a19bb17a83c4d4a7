import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTROLS } from '../src/controls/registry.generated.ts';
import type { LandingReason, ReasonCode } from '../src/model/landing.ts';
import { type Fixture, judgementsOf } from './support/fixture.ts';

type Landed = NonNullable<Fixture['landings']>[number];

const judging = CONTROLS.map(({ control }) => control).filter(({ id }) => /^(commit|review)\//.test(id));
const RULES: Fixture = {
  evidence: [{ rules: [{}], members: ['ann', 'ben'] }],
  files: { 'a.yaml': 'a: b' },
};

/** The controls that accuse a landing, with the severity. */
function accusers(landing: Landed): readonly string[] {
  return judging.flatMap((control) =>
    judgementsOf(control, { ...RULES, landings: [landing] })
      .filter(({ verdict }) => verdict === 'violated')
      .map(({ severity }) => `${control.id} ${severity ?? control.severity}`),
  );
}

const VOIDS = ['self-approval', 'stale-approval', 'not-a-person', 'left', 'after-merge', 'withdrawn'];
const VOID_REASONS: readonly ReasonCode[] = [
  'self-approved',
  'stale-approval',
  'bot-approval',
  'approver-left',
  'backdated',
];

const approvals = fc.array(
  fc.record({
    person: fc.constantFrom('ann', 'ben', 'cem'),
    source: fc.constant('github pull request 7'),
    state: fc.constant('void' as const),
    why: fc.constantFrom(...VOIDS),
    boundTo: fc.constant('2'.repeat(40)),
  }),
  { maxLength: 3 },
);
const reasons = fc.array(
  fc.record({
    code: fc.constantFrom<ReasonCode>(...VOID_REASONS, 'reviews-not-supplied'),
    detail: fc.constant('so it is'),
  }),
  { maxLength: 4 },
);

describe('a landed change', () => {
  test('that is not proved to be wrong is accused of nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('pass' as const, 'unknown' as const),
        fc.constantFrom(true, null),
        approvals,
        reasons,
        (verdict, contentProved, given, said) => {
          expect(
            accusers({ verdict, contentProved, pullRequest: 7, approvals: given, reasons: said }),
          ).toEqual([]);
        },
      ),
    );
  });

  const lacking: LandingReason = { code: 'approvals-missing', detail: '1 more of the reviewers' };
  const failed = { verdict: 'fail', pullRequest: 7 } as const;
  test.each<[string, readonly ReasonCode[], string]>([
    ['was approved by its maker', ['self-approved'], 'review/author-is-not-approver'],
    ['was approved before a push', ['stale-approval'], 'review/approval-is-for-what-landed'],
    ['was approved by a robot', ['bot-approval'], 'review/approver-is-a-person'],
    ['was approved by somebody who had left', ['approver-left'], 'review/landed-changes-were-approved'],
    ['was approved afterwards', ['approved-after-merge'], 'review/landed-changes-were-approved'],
    ['was approved by nobody', [], 'review/landed-changes-were-approved'],
    ['passed over the rules', ['bypassed'], 'review/no-bypass-of-rules'],
    ['was pushed past the rules', ['direct-push', 'bypassed'], 'review/changes-come-by-pull-request'],
  ])('that %s is accused of that alone', (_, codes, id) => {
    const said = codes.map((code) => ({ code, detail: 'so it is' }));
    expect(accusers({ ...failed, reasons: [...said, lacking] })).toEqual([`${id} high`]);
    if (codes.length > 0) expect(accusers({ ...failed, reasons: said })).toEqual([`${id} high`]);
  });

  test('that holds what was not offered is accused of that alone, whatever became of its approvals', () => {
    const codes: readonly ReasonCode[] = ['content-differs', 'stale-approval', 'self-approved'];
    const said = codes.map((code) => ({ code, detail: '' }));
    expect(accusers({ ...failed, contentProved: false, reasons: [...said, lacking] })).toEqual([
      'commit/merge-is-what-was-merged high',
    ]);
  });
});
