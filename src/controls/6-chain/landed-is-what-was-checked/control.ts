import type { Control } from '../../control.ts';
import { judgeLink } from '../../judge-ledger.ts';

export const control: Control = {
  id: 'chain/landed-is-what-was-checked',
  title: 'What landed is the merge that was checked',
  severity: 'critical',
  evaluate: (facts) =>
    judgeLink(facts, {
      link: 'checked',
      holds: 'is the merge that was checked',
      violated: 'is not a merge that was checked',
      provide: 'the report of a check of exactly this merge',
    }),
};
