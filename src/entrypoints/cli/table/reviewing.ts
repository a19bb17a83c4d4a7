import { asOf } from './options.ts';
import type { CommandSpec } from './spec.ts';

/** Access reviews; `commands/review.ts` says which option means something to which action. */
export const review: CommandSpec = {
  name: 'review',
  summary: 'review who has access: see what is asked, begin a campaign, decide, take out what is revoked',
  arguments: [
    { name: '<action>', summary: 'preview, start, list, decide, remediate, verify, except or export' },
    { name: '[operand...]', summary: 'what the action is about' },
  ],
  options: [
    {
      key: 'server',
      long: 'server',
      kind: 'text',
      placeholder: 'URL',
      summary: 'the server that keeps campaigns, as whoever signed in with `login`',
    },
    {
      key: 'commit',
      long: 'commit',
      kind: 'text',
      placeholder: 'REV',
      summary: 'the commit that is reviewed (default: the newest that is accepted; of a preview, HEAD)',
    },
    { key: 'mine', long: 'mine', kind: 'flag', summary: 'only what you are to review' },
    { key: 'keep', long: 'keep', kind: 'flag', summary: 'the access stays' },
    { key: 'revoke', long: 'revoke', kind: 'flag', summary: 'the access goes' },
    {
      key: 'reason',
      long: 'reason',
      kind: 'text',
      placeholder: 'TEXT',
      summary:
        'why, in one line; a revocation needs one, so does keeping what is recommended to go, an exception, and the end of a campaign',
    },
    {
      key: 'key',
      long: 'key',
      kind: 'path',
      placeholder: 'FILE',
      summary: 'SSH key to sign with (default: user.signingkey of Git)',
    },
    {
      key: 'until',
      long: 'until',
      kind: 'text',
      placeholder: 'DAY',
      summary: 'the day from which on an excepted item is revoked again',
    },
    { key: 'close', long: 'close', kind: 'flag', summary: 'close the campaign, where all is verified' },
    { key: 'cancel', long: 'cancel', kind: 'flag', summary: 'end the campaign as it is' },
    {
      key: 'acknowledge',
      long: 'acknowledge',
      kind: 'repeated',
      placeholder: 'ITEM',
      summary: 'close it although nobody can verify this item; repeatable',
    },
    {
      key: 'out',
      long: 'out',
      kind: 'destination',
      placeholder: 'DIR',
      summary: 'the folder for the evidence pack (default: called like the campaign)',
    },
    asOf,
  ],
  formats: ['text', 'json', 'csv'],
  obeys: ['roster', 'evidence', 'offline'],
  pending: [],
  load: () => import('../commands/review.ts'),
};
