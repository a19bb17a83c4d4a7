import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ListedCampaign } from '../../../../src/model/review-document.ts';
import { reviewsQuery } from '../../api/reviews.ts';
import { useHasRole } from '../../api/session.ts';
import { count } from '../../chain/words.ts';
import { Empty } from '../../kit/empty.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { PageFrame } from '../../kit/page.tsx';
import { type Column, Table } from '../../kit/table.tsx';
import { Time } from '../../kit/time.tsx';
import { Bar, CampaignMark } from './marks.tsx';
import { Start } from './start.tsx';

const COLUMNS: readonly Column<ListedCampaign>[] = [
  {
    id: 'campaign',
    header: 'Review',
    heads: true,
    cell: ({ campaign, repository }) => (
      <>
        <Link to={`/reviews/${campaign}`}>{campaign}</Link>{' '}
        <span className="font-normal text-dim">of {repository}</span>
      </>
    ),
  },
  { id: 'state', header: 'State', cell: ({ state }) => <CampaignMark of={state} /> },
  {
    id: 'progress',
    header: 'Decided',
    className: 'md:min-w-40 w-full',
    cell: ({ items, open }) => (
      <span className="block space-y-1">
        <span className="block tabular-nums">
          {(items - open).toLocaleString('en-US')} of {items.toLocaleString('en-US')}
        </span>
        <Bar done={items - open} of={items} />
      </span>
    ),
  },
  {
    id: 'mine',
    header: 'Yours',
    cell: ({ mine }) =>
      mine === 0 ? (
        <span className="text-dim">nothing open</span>
      ) : (
        <strong>{count(mine, 'item')} open</strong>
      ),
  },
  {
    id: 'due',
    header: 'Due',
    cell: ({ due, closedAt }) =>
      closedAt === undefined ? (
        <Time at={due} />
      ) : (
        <span className="text-dim">
          closed <Time at={closedAt} />
        </span>
      ),
  },
];

export function Page(): ReactElement {
  const { data, error, refetch } = useQuery(reviewsQuery);
  const starts = useHasRole(['security', 'manager', 'administrator']);
  return (
    <PageFrame
      title="Reviews"
      lead="Whether what a cluster is told to allow is still right: each item is one way on which somebody has one role somewhere, with the line that says so."
      command={`mainward review list --server ${location.origin}`}
      actions={starts ? <Start /> : undefined}
    >
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : data.campaigns.length === 0 ? (
        <Empty icon={ListChecks} title="No access was reviewed yet">
          {starts
            ? 'A review begins at a commit that landed, of a ReviewDefinition in its policy.'
            : 'Security, managers and administrators begin one.'}
        </Empty>
      ) : (
        <Table label="Reviews" rows={data.campaigns} columns={COLUMNS} rowId={({ campaign }) => campaign} />
      )}
    </PageFrame>
  );
}
