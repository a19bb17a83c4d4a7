import { useInfiniteQuery } from '@tanstack/react-query';
import { GitCompareArrows } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ListedDrift } from '../../../../src/model/drift-view.ts';
import { driftQuery } from '../../api/drift.ts';
import { useAddress } from '../../kit/address.ts';
import { Danger } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { PageFrame, Section } from '../../kit/page.tsx';
import { Choice, Segments } from '../../kit/segments.tsx';
import { type Column, Table } from '../../kit/table.tsx';
import { Time } from '../../kit/time.tsx';
import { Guards } from './guards.tsx';
import { isOver, State, Timer, Who } from './marks.tsx';

const COLUMNS: readonly Column<ListedDrift>[] = [
  {
    id: 'object',
    header: 'Object',
    heads: true,
    className: 'md:min-w-44',
    cell: ({ id, said, cluster }) => (
      <>
        <Link to={`/drift/${id}`}>{said.object}</Link>{' '}
        <span className="font-normal text-dim">in {cluster}</span>
      </>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: (one) => (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <State of={one} />
        {isOver(one) ? null : <Danger of={one.danger} />}
        <Timer of={one} />
      </span>
    ),
  },
  {
    id: 'does',
    header: 'What it does',
    className: 'md:min-w-60',
    cell: ({ said }) => said.does[0] ?? said.change,
  },
  { id: 'who', header: 'Who', className: 'md:min-w-24', cell: (one) => <Who of={one} /> },
  { id: 'seen', header: 'Seen', cell: ({ seenAt }) => <Time at={seenAt} /> },
];

const SHOWN = [
  ['all', 'All'],
  ['open', 'Open'],
  ['over', 'Over'],
] as const;
type Shown = (typeof SHOWN)[number][0];

export function Page(): ReactElement {
  const { search, setSearch } = useAddress();
  const shown: Shown = search['show'] === 'open' || search['show'] === 'over' ? search['show'] : 'all';
  const cluster = search['cluster'];
  const open = shown === 'all' ? undefined : shown === 'open' ? 'true' : 'false';
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    driftQuery({ cluster, open }),
  );
  const [first] = data?.pages ?? [];
  return (
    <PageFrame
      title="Drift"
      lead="What differs between clusters and Git, who did it, and what was done about it."
      command={`mainward drift${cluster === undefined ? '' : ` --cluster ${cluster}`} --server ${location.origin}`}
    >
      {first === undefined || data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <>
          <Section title="Guards">
            <Guards guards={first.guards} />
          </Section>
          <Section
            title="Differences"
            aside={
              <div className="flex flex-wrap items-center gap-2">
                <Choice
                  label="Cluster"
                  all="All clusters"
                  value={cluster ?? ''}
                  options={clustersOf(data.pages, cluster)}
                  choose={(value) => setSearch({ cluster: value })}
                />
                <Segments
                  label="Which"
                  value={shown}
                  options={SHOWN}
                  choose={(value) => setSearch({ show: value === 'all' ? undefined : value })}
                />
              </div>
            }
          >
            <p role="status" className="mb-2 text-sm text-dim">
              {openWords(first.open)}
            </p>
            <Rows rows={data.pages.flatMap(({ drift }) => drift)} />
            {hasNextPage ? (
              <Button className="mt-3" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                Older
              </Button>
            ) : null}
          </Section>
        </>
      )}
    </PageFrame>
  );
}

function Rows({ rows }: { readonly rows: readonly ListedDrift[] }): ReactElement {
  if (rows.length === 0)
    return (
      <Empty icon={GitCompareArrows} title="Nothing differs that anybody has to look at">
        Access that somebody changes in a cluster round Git appears here at once, with who it was.
      </Empty>
    );
  return <Table label="Differences" rows={rows} columns={COLUMNS} rowId={({ id }) => String(id)} />;
}

function openWords(open: number): string {
  if (open === 0) return 'Nothing is open.';
  return open === 1 ? '1 difference is open.' : `${open} differences are open.`;
}

function clustersOf(
  pages: readonly {
    readonly guards: readonly { readonly cluster: string }[];
    readonly drift: readonly ListedDrift[];
  }[],
  chosen: string | undefined,
): readonly string[] {
  const all = pages.flatMap(({ guards, drift }) => [...guards, ...drift].map(({ cluster }) => cluster));
  return [...new Set(chosen === undefined ? all : [...all, chosen])].sort();
}
