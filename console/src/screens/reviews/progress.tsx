import type { ReactElement } from 'react';
import { ITEM_STATES } from '../../../../src/model/review.ts';
import type { ReviewDocument } from '../../../../src/model/review-document.ts';
import { count } from '../../chain/words.ts';
import { Card, Section } from '../../kit/page.tsx';
import { type Column, Table } from '../../kit/table.tsx';
import { Bar, ItemMark } from './marks.tsx';

type Reviewer = ReviewDocument['reviewers'][number];

const COLUMNS: readonly Column<Reviewer>[] = [
  { id: 'reviewer', header: 'Reviewer', heads: true, cell: ({ reviewer }) => reviewer },
  {
    id: 'open',
    header: 'Open',
    cell: ({ open }) =>
      open === 0 ? <span className="text-dim">nothing</span> : open.toLocaleString('en-US'),
  },
  { id: 'items', header: 'Items', cell: ({ items }) => items.toLocaleString('en-US') },
  {
    id: 'bar',
    header: 'Decided',
    className: 'w-full md:min-w-56',
    cell: ({ items, open }) => <Bar done={items - open} of={items} />,
  },
];

/** How far it is, by state and by reviewer, and what it says nothing about. */
export function Progress({ of }: { readonly of: ReviewDocument }): ReactElement {
  const { states, reviewers, coverage } = of;
  return (
    <>
      <Section title="Items by state">
        <ul className="flex flex-wrap gap-x-6 gap-y-2 text-sm">
          {ITEM_STATES.filter((state) => states[state] > 0).map((state) => (
            <li key={state} className="flex items-center gap-2">
              <ItemMark of={state} />
              <span className="tabular-nums">{states[state].toLocaleString('en-US')}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="By reviewer">
        {reviewers.length === 0 ? (
          <p className="text-sm text-dim">
            You review nothing of it. Who reviews what is shown to those who read the whole record.
          </p>
        ) : (
          <Table label="Reviewers" rows={reviewers} columns={COLUMNS} rowId={({ reviewer }) => reviewer} />
        )}
      </Section>
      <Section title="What it says nothing about">
        {coverage.unknown.length === 0 ? (
          <p className="text-sm text-dim">Everything that the agents apply could be read.</p>
        ) : (
          <Card>
            <ul className="divide-y divide-line text-sm">
              {coverage.unknown.map(({ cluster, reason, at }) => (
                <li key={`${cluster} ${reason} ${at?.path ?? ''}:${at?.line ?? 0}`} className="px-4 py-2.5">
                  <span className="font-medium">{cluster}</span>: {reason}
                  {at === undefined ? null : (
                    <code className="block text-xs wrap-anywhere text-dim">{`${at.path}:${at.line}`}</code>
                  )}
                </li>
              ))}
            </ul>
          </Card>
        )}
        {coverage.excluded.length === 0 ? null : (
          <ul className="mt-3 space-y-1 text-sm text-dim">
            {coverage.excluded.map(({ reason, items }) => (
              <li key={reason}>
                The definition leaves out {count(items, 'item')}: {reason}.
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
