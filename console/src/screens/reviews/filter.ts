import { ITEM_STATES, type ItemState } from '../../../../src/model/review.ts';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import { placeWords, principalWords, roleWords } from './words.ts';

export const GROUPINGS = ['none', 'person', 'role', 'namespace'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What of the items is shown; absent = all. */
export interface ItemFilter {
  readonly state?: ItemState | undefined;
  readonly namespace?: string | undefined;
  readonly person?: string | undefined;
  /** Each word of it is somewhere in who, what, where or the binding. */
  readonly text?: string | undefined;
}

export function filterItems(items: readonly ListedItem[], filter: ItemFilter): readonly ListedItem[] {
  const words = (filter.text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return items.filter(
    (one) =>
      (filter.state === undefined || one.state === filter.state) &&
      (filter.namespace === undefined || placeWords(one.namespace) === filter.namespace) &&
      (filter.person === undefined || principalWords(one.principal) === filter.person) &&
      (words.length === 0 || matches(one, words)),
  );
}

function matches(one: ListedItem, words: readonly string[]): boolean {
  const text = [
    principalWords(one.principal),
    one.principal.subject.name,
    roleWords(one),
    placeWords(one.namespace),
    one.binding.name,
    one.at.path,
    one.reviewer ?? '',
    ...one.via,
    ...one.rights,
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** What stands in the list, one below the other. */
export type Line =
  | { readonly kind: 'group'; readonly key: string; readonly title: string; readonly items: number }
  | { readonly kind: 'item'; readonly key: string; readonly item: ListedItem };

/** The items under what they have in common; groups in the order of their first, gravest item. */
export function linesOf(items: readonly ListedItem[], by: Grouping): readonly Line[] {
  if (by === 'none') return items.map(lineOf);
  const groups = new Map<string, ListedItem[]>();
  for (const item of items) {
    const title = titleOf(item, by);
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [item]);
    else group.push(item);
  }
  return [...groups].flatMap(([title, members]): Line[] => [
    { kind: 'group', key: `group ${title}`, title, items: members.length },
    ...members.map(lineOf),
  ]);
}

function lineOf(item: ListedItem): Line {
  return { kind: 'item', key: item.id, item };
}

function titleOf(item: ListedItem, by: Exclude<Grouping, 'none'>): string {
  if (by === 'person') return principalWords(item.principal);
  return by === 'role' ? roleWords(item) : placeWords(item.namespace);
}

export function itemsIn(lines: readonly Line[]): readonly ListedItem[] {
  return lines.flatMap((line) => (line.kind === 'item' ? [line.item] : []));
}

/** The line of the item before or after, over headings; the first or last stays. `from` = -1: none yet. */
export function stepFrom(lines: readonly Line[], from: number, step: 1 | -1): number {
  for (let at = from + step; at >= 0 && at < lines.length; at += step)
    if (lines[at]?.kind === 'item') return at;
  return from;
}

export function stateOf(text: string | undefined): ItemState | undefined {
  return ITEM_STATES.find((one) => one === text);
}

/** Every value that items have, sorted. */
export function valuesOf(items: readonly ListedItem[], of: (one: ListedItem) => string): readonly string[] {
  return [...new Set(items.map(of))].sort();
}
