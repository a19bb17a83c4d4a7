import type { Sha256 } from '../../../model/ledger.ts';
import type { ReviewItem } from '../../../model/review.ts';

/** Why decisions of a review do not count; stable. */
export const DECISION_REFUSALS = [
  'not-open',
  'not-reviewer',
  'own-item',
  'left',
  'stale',
  'unknown-item',
  'other-content',
  'replayed',
  'clock',
  'reason-missing',
  'signature',
  'malformed',
  'too-late',
] as const;
type DecisionCode = (typeof DECISION_REFUSALS)[number];

/** Nothing of a statement counts that has one decision which does not. */
export interface DecisionRefusal {
  readonly code: DecisionCode;
  readonly detail: string;
  readonly remedy: string;
  /** Which item it is about. */
  readonly item?: Sha256;
}

/** What is wrong, and what would do. */
const SAYS: Readonly<Record<DecisionCode, readonly [say: string, remedy: string]>> = {
  'not-open': ['The campaign is over', 'Begin another one.'],
  'not-reviewer': [
    'You are neither asked to review this nor in the group that owns the campaign',
    'Leave it to whoever is asked, or to the owner of the campaign.',
  ],
  'own-item': [
    'Nobody decides about this who has it, brought it in or agreed to it',
    'Leave it to somebody else.',
  ],
  left: ['The roster in force says that you have left', 'Have the roster mended.'],
  stale: [
    'What is accepted by now does not grant this any more, or grants something else',
    'Look at what is there now; a new campaign asks about it.',
  ],
  'unknown-item': ['The campaign has no such item', 'Take the item from the list of the campaign.'],
  'other-content': [
    'The statement is about something else than what the campaign has',
    'Read the items again, and decide about those.',
  ],
  replayed: ['The statement is on record already', 'Sign a new one.'],
  clock: ['The time of the statement is more than five minutes off', 'Set the clock, and sign again.'],
  'reason-missing': [
    'Whoever revokes says why, and so does whoever keeps what is recommended to be revoked',
    'Give a reason of one line.',
  ],
  signature: [
    'The statement is not signed by you',
    'Sign it with your key of the roster, or where you are signed in.',
  ],
  malformed: ['The statement cannot be read', 'Make it with `mainward review decide`, or in the console.'],
  'too-late': ['Its removal is proposed already, or it is gone', 'Look at what became of it.'],
};

export function refusal(
  code: DecisionCode,
  {
    item,
    why,
  }: { readonly item?: Pick<ReviewItem, 'id' | 'principal' | 'binding'>; readonly why?: string } = {},
): DecisionRefusal {
  const [say, remedy] = SAYS[code];
  const about = item === undefined ? '' : `${nameOf(item)}: `;
  return {
    code,
    detail: `${about}${say}${why === undefined ? '' : ` (${why})`}.`,
    remedy,
    ...(item === undefined ? {} : { item: item.id }),
  };
}

function nameOf({ id, principal, binding }: Pick<ReviewItem, 'id' | 'principal' | 'binding'>): string {
  const where = binding.namespace === undefined ? '' : `${binding.namespace}/`;
  return `${principal.subject.name} by ${binding.kind} ${where}${binding.name} (item ${id.slice(0, 12)})`;
}
