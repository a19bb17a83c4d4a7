import type { AssignedItem, ListedCampaign, ListedItem } from '../../model/review-document.ts';
import { type CsvValue, csvText } from '../csv.ts';

/** What each item is, column by column. */
const COLUMNS: readonly (readonly [name: string, value: (item: AssignedItem) => CsvValue])[] = [
  ['cluster', ({ cluster }) => cluster],
  ['namespace', ({ namespace }) => namespace],
  ['principal_kind', ({ principal }) => principal.kind],
  ['principal', ({ principal: { subject } }) => qualified(subject.name, subject.namespace)],
  ['person', ({ principal }) => principal.person ?? principal.robot],
  ['left', ({ principal }) => principal.left],
  ['via', ({ via }) => via],
  ['role', ({ role }) => `${role.kind} ${role.name}`],
  ['binding', ({ binding }) => `${binding.kind} ${qualified(binding.name, binding.namespace)}`],
  ['danger', ({ danger }) => danger],
  ['rights', ({ rights }) => rights],
  ['expires_at', ({ expires }) => expires],
  ['source_file', ({ at }) => at.path],
  ['source_line', ({ at }) => at.line],
  ['source_commit', ({ origin }) => (origin.kind === 'known' ? origin.commit : undefined)],
  ['granted_at', ({ origin }) => (origin.kind === 'known' ? origin.at : undefined)],
  [
    'granted_by',
    ({ origin }) => (origin.kind === 'known' ? [origin.author, ...(origin.coAuthors ?? [])] : []),
  ],
  ['approved_by', ({ origin }) => (origin.kind === 'known' ? origin.approvers : [])],
  ['origin_unknown', ({ origin }) => (origin.kind === 'unknown' ? origin.why : origin.approversUnknown)],
  ['reviewer', ({ reviewer }) => reviewer],
  ['rule', ({ rule }) => rule],
  ['item', ({ id }) => id],
  ['item_digest', ({ digest }) => digest],
];

/** One row a way on which somebody has access. */
export function itemsCsv(items: readonly AssignedItem[]): string {
  return csvText(
    COLUMNS.map(([name]) => name),
    items.map((item) => COLUMNS.map(([, value]) => value(item))),
  );
}

function qualified(name: string, namespace: string | undefined): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The same with how far each is, and what was decided. */
export function listedCsv(items: readonly ListedItem[]): string {
  return csvText(
    [...COLUMNS.map(([name]) => name), 'state', 'decision', 'decided_by', 'decided_at', 'reason'],
    items.map((item) => [
      ...COLUMNS.map(([, value]) => value(item)),
      item.state,
      item.decision?.verdict,
      item.decision?.by,
      item.decision?.at,
      item.decision?.reason,
    ]),
  );
}

export function campaignsCsv(campaigns: readonly ListedCampaign[]): string {
  return csvText(
    [
      'campaign',
      'definition',
      'repository',
      'commit',
      'population',
      'state',
      'started_at',
      'due',
      'closed_at',
      'items',
      'open',
      'mine',
    ],
    campaigns.map((one) => [
      one.campaign,
      one.definition,
      one.repository,
      one.commit,
      one.population,
      one.state,
      one.startedAt,
      one.due,
      one.closedAt,
      one.items,
      one.open,
      one.mine,
    ]),
  );
}
