import { formatLocation } from '../../model/location.ts';
import type { ReviewGap } from '../../model/review.ts';
import type { ReviewPreviewDocument } from '../../model/review-document.ts';
import { harmless } from '../harmless.ts';
import { count } from '../people.ts';
import { indent, paint, type Terminal } from '../text/paint.ts';

const SHOWN_REVIEWERS = 20;
const SHOWN_NAMESPACES = 30;
const SHOWN_GAPS = 10;
const SHOWN_NOBODY = 5;

/** What a campaign would ask, by namespace and by reviewer. */
export function renderPreview(document: ReviewPreviewDocument, terminal: Terminal): string {
  const { definition, repository, commit, population, principals, namespaces, reviewers, items } = document;
  const places = namespaces.filter(({ namespace }) => namespace !== null).length;
  const lines = [
    paint(
      terminal,
      harmless(
        `${definition} of ${repository} at ${commit.slice(0, 12)}: ${count(items.length, 'item')}, ${count(principals, 'principal')} in ${count(places, 'namespace')}`,
      ),
      'bold',
    ),
    `population ${population}`,
    ...table(
      'by namespace',
      namespaces.map(({ cluster, namespace, items: own }) => [
        `${cluster} ${namespace ?? '(cluster scope)'}`,
        own,
      ]),
      SHOWN_NAMESPACES,
      terminal,
    ),
    ...table(
      'by reviewer',
      reviewers.map(({ reviewer, items: own }) => [reviewer, own]),
      SHOWN_REVIEWERS,
      terminal,
    ),
    ...nobodyLines(document, terminal),
    ...coverageLines(document, terminal),
    ...document.notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width)),
  ];
  return `${lines.join('\n')}\n`;
}

function table(
  title: string,
  rows: readonly (readonly [name: string, items: number])[],
  most: number,
  terminal: Terminal,
): readonly string[] {
  const shown = rows.slice(0, most);
  const width = Math.max(0, ...shown.map(([, items]) => String(items).length));
  const more = rows.length - shown.length;
  return [
    '',
    paint(terminal, title, 'bold'),
    ...shown.map(([name, items]) => `  ${String(items).padStart(width)}  ${harmless(name)}`),
    ...(more > 0 ? [`  and ${more} more (-o json lists all)`] : []),
  ];
}

function nobodyLines({ items, unassigned }: ReviewPreviewDocument, terminal: Terminal): readonly string[] {
  if (unassigned === 0) return [];
  const without = items.filter(({ reviewer }) => reviewer === undefined);
  return [
    '',
    paint(terminal, `${count(unassigned, 'item')} that nobody may review, so no campaign would begin`, 'red'),
    ...without
      .slice(0, SHOWN_NOBODY)
      .flatMap(({ principal: { subject }, binding, rule }) =>
        indent(
          harmless(`${subject.name} by ${binding.kind} ${binding.name}: ${rule}`),
          '  ',
          '    ',
          terminal.width,
        ),
      ),
  ];
}

function coverageLines(
  { coverage: { unknown, excluded } }: ReviewPreviewDocument,
  { width, color }: Terminal,
): readonly string[] {
  const more = unknown.length - SHOWN_GAPS;
  return [
    '',
    ...excluded.map(({ reason, items }) => harmless(`left out: ${count(items, 'item')}, ${reason}`)),
    ...(unknown.length === 0
      ? ['Everything that the agents apply there could be read.']
      : [
          paint(
            { width, color },
            `${count(unknown.length, 'thing')} that may grant more and could not be read`,
            'yellow',
          ),
          ...unknown
            .slice(0, SHOWN_GAPS)
            .flatMap((gap) => indent(harmless(gapWords(gap)), '  ', '    ', width)),
          ...(more > 0 ? [`  and ${more} more (-o json lists all)`] : []),
        ]),
  ];
}

function gapWords({ cluster, reason, at }: ReviewGap): string {
  return `${cluster}: ${reason}${at === undefined ? '' : ` (${formatLocation(at)})`}`;
}
