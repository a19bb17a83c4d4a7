import type {
  ListedCampaign,
  ListedItem,
  ReviewDecisionsDocument,
  ReviewDocument,
  ReviewItemsDocument,
  ReviewsDocument,
} from '../../model/review-document.ts';
import type { Severity } from '../../model/verdict.ts';
import { harmless } from '../harmless.ts';
import { count } from '../people.ts';
import { indent, type Paint, paint, type Terminal } from '../text/paint.ts';

const PAINTS: Readonly<Record<Severity, Paint>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
};
const MARGIN = ' '.repeat(10);

/** What was begun. */
export function renderCampaign(document: ReviewDocument): string {
  const { reviewers, coverage } = document;
  const { unknown } = coverage;
  return [
    campaignLine(document),
    `population ${document.population} at ${document.commit}`,
    `${count(reviewers.length, 'reviewer')}, at most ${count(Math.max(0, ...reviewers.map(({ items }) => items)), 'item')} each`,
    ...(unknown.length === 0
      ? []
      : [`${count(unknown.length, 'thing')} that may grant more and could not be read`]),
    '',
  ].join('\n');
}

/** One line a campaign. */
export function renderCampaigns({ campaigns }: ReviewsDocument): string {
  if (campaigns.length === 0) return 'There is no access review.\n';
  return campaigns.map((one) => `${campaignLine(one)}\n`).join('');
}

function campaignLine(one: ListedCampaign): string {
  const mine = one.mine === 0 ? '' : `, ${count(one.mine, 'item')} for you`;
  return harmless(
    `${one.campaign}  ${one.state}  ${one.open.toLocaleString('en-US')} of ${count(one.items, 'item')} open${mine}, due ${one.due.slice(0, 10)}`,
  );
}

/** What is asked, the gravest first: who has what, and the line that says so. */
export function renderItems({ items }: Pick<ReviewItemsDocument, 'items'>, terminal: Terminal): string {
  if (items.length === 0) return 'There is no such item.\n';
  return `${items.flatMap((item) => itemLines(item, terminal)).join('\n')}\n`;
}

function itemLines(item: ListedItem, terminal: Terminal): readonly string[] {
  const { principal, role, namespace, via, rights, danger, at, state, reviewer, expires } = item;
  const { name, namespace: own } = principal.subject;
  const who = `${principal.kind === 'service-account' ? 'service account' : principal.kind} ${own === undefined ? name : `${own}/${name}`}`;
  const through = via.length === 0 ? '' : `, through ${via.join(', ')}`;
  const where = namespace === null ? 'everywhere' : `in ${namespace}`;
  const notes = [
    ...(principal.left === undefined ? [] : [`left on ${principal.left.slice(0, 10)}`]),
    ...(expires === undefined ? [] : [`ends ${expires}`]),
  ];
  return [
    `${paint(terminal, danger.padEnd(MARGIN.length), PAINTS[danger])}${harmless(`${who} has ${role.name} ${where} of ${item.cluster}${through}`)}`,
    ...indent(harmless(rights.join('; ')), MARGIN, MARGIN, terminal.width),
    harmless(
      `${MARGIN}${at.path}:${at.line}  ${[state, ...notes].join(', ')}  ${reviewer === undefined ? '' : `for ${reviewer}  `}${item.id.slice(0, 12)}`,
    ),
  ];
}

/** What was recorded of what somebody signed, and with which keys. */
export function renderDecisions({ items }: ReviewDecisionsDocument, keys: readonly string[]): string {
  const lines = [
    ...Map.groupBy(items, ({ decision }) => JSON.stringify([decision?.verdict, decision?.index])),
  ].map(([, [first, ...others]]) => {
    const { verdict = '', index = 0 } = first?.decision ?? {};
    return `${verdict === 'keep' ? 'kept' : 'revoked'} ${count(others.length + 1, 'item')}, entry ${index} of the log`;
  });
  return [...lines, `signed with ${keys.join(', ')}`].map((line) => `${harmless(line)}\n`).join('');
}
