import type {
  AccessGrantDocument,
  AccessGrantsDocument,
  GrantAct,
  ListedGrant,
} from '../../model/access-document.ts';
import { harmless } from '../harmless.ts';
import { joinWithAnd } from '../people.ts';
import { indent, type Paint, paint, type Terminal } from '../text/paint.ts';
import { spanWords } from './span.ts';

const PAINTS: Readonly<Record<ListedGrant['state'], Paint>> = {
  pending: 'yellow',
  active: 'green',
  ending: 'red',
  ended: 'dim',
};
const MARGIN = ' '.repeat(9);
const ACTS: Readonly<Record<GrantAct, string>> = {
  agree: 'agree to it',
  end: 'end it',
  review: 'review it',
};

/** What waits, what is there and how long still, and what ended, the newest first. */
export function renderGrants({ grants, now }: AccessGrantsDocument, terminal: Terminal): string {
  if (grants.length === 0) return 'There is no temporary access.\n';
  return `${grants.flatMap((one) => listed(one, Date.parse(now), terminal)).join('\n')}\n`;
}

function listed(one: ListedGrant, now: number, terminal: Terminal): readonly string[] {
  const { state, reason, may } = one;
  const more = [
    ...(reason === undefined ? ['its reason was erased'] : [reason]),
    ...reviewWords(one),
    ...(may.length === 0 ? [] : [`you may ${joinWithAnd(may.map((act) => ACTS[act]))}`]),
  ];
  return [
    `${paint(terminal, state.padEnd(MARGIN.length), PAINTS[state])}${harmless(`${titleOf(one)}  ${whenOf(one, now)}`)}`,
    ...more.flatMap((text) => indent(harmless(text), MARGIN, MARGIN, terminal.width)),
  ];
}

/** One grant, and what is missing. */
export function renderGrant(document: AccessGrantDocument): string {
  const { state, reason, offered, approvers, missing, began } = document;
  const rows: readonly (readonly [string, string])[] = [
    [state, `${titleOf(document)}  ${whenOf(document)}`],
    ...(reason === undefined ? [] : [['reason', reason] as const]),
    ...(offered === undefined || state !== 'pending'
      ? []
      : [['offered', `${offered.head} at ${offered.ref}`] as const]),
    ...(began === undefined ? [] : [['landed', `${began.commit} at ${began.at}`] as const]),
    ...(approvers.length === 0 ? [] : [['agreed', joinWithAnd(approvers)] as const]),
    ...missing.map(({ group, count }) => ['missing', `${count} of ${group}`] as const),
    ...reviewWords(document).map((text) => ['review', text] as const),
  ];
  return rows.map(([name, text]) => `${name.padEnd(MARGIN.length)}${harmless(text)}\n`).join('');
}

const VERBS: Readonly<Record<ListedGrant['state'], string>> = {
  pending: 'asks for',
  active: 'has',
  ending: 'has',
  ended: 'had',
};

function titleOf({ id, state, person, policy, cluster, kind, began, ends }: ListedGrant): string {
  const how = kind === 'break-glass' ? ' by break-glass' : '';
  const verb = ends.length > 0 && began === undefined ? 'asked for' : VERBS[state];
  return `${id}  ${person ?? 'somebody'} ${verb} ${policy} in ${cluster}${how}`;
}

/** `now` in milliseconds since 1970; without it nothing is counted down. */
function whenOf({ state, expires, ends, stillHasBy }: ListedGrant, now?: number): string {
  if (state === 'pending') return `until ${expires}, when others agree`;
  const left = now === undefined ? '' : `${spanWords(Date.parse(expires) - now)} left, `;
  if (state === 'active') return `${left}until ${expires}`;
  if (state === 'ending') return `over since ${expires}, and not taken out yet`;
  const [first] = ends;
  const who = first?.who === undefined ? '' : ` by ${first.who}`;
  const still = stillHasBy.length === 0 ? '' : `, and still there by ${joinWithAnd(stillHasBy)}`;
  return `${first?.why ?? 'ended'} at ${first?.at ?? expires}${who}${still}`;
}

function reviewWords({ review }: ListedGrant): readonly string[] {
  if (review === undefined) return [];
  const { verdict, by = 'somebody', due, overdue } = review;
  if (verdict !== undefined) return [`${verdict}, says ${by}`];
  return [overdue ? `was to be reviewed until ${due}, and was not` : `to be reviewed until ${due}`];
}
