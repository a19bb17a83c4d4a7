import type { Control } from '../../control.ts';
import { judgeLink } from '../../judge-ledger.ts';

export const control: Control = {
  id: 'chain/landed-is-what-was-approved',
  title: 'What landed is the merge of what was approved',
  severity: 'critical',
  evaluate: (facts) =>
    judgeLink(facts, {
      link: 'approved',
      holds: 'is the merge of what was approved',
      violated: 'is not the merge of what was approved',
      provide: 'a repository that has what was offered and what the ref was before',
    }),
};
