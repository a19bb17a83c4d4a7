import { useQuery } from '@tanstack/react-query';
import { GitPullRequestArrow } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ChangesDocument } from '../../../../src/model/change-view.ts';
import { changesQuery } from '../../api/changes.ts';
import { changeWords, STATE_WORDS } from '../../chain/words.ts';
import { useAddress } from '../../kit/address.ts';
import { Verdict } from '../../kit/badge.tsx';
import { Id } from '../../kit/code.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { PageFrame } from '../../kit/page.tsx';
import { Choice, Segments } from '../../kit/segments.tsx';
import { type Column, Table } from '../../kit/table.tsx';
import { Time } from '../../kit/time.tsx';
import { Progress } from './progress.tsx';

type Change = ChangesDocument['changes'][number];

const COLUMNS: readonly Column<Change>[] = [
  {
    id: 'change',
    header: 'Change',
    heads: true,
    cell: (change) => <Link to={`/changes/${change.id}`}>{changeWords(change)}</Link>,
  },
  {
    id: 'state',
    header: 'How far',
    cell: ({ state }) => (
      <span className="inline-flex items-center gap-2.5">
        <Progress state={state} />
        {STATE_WORDS[state]}
      </span>
    ),
  },
  { id: 'verdict', header: 'Verdict', cell: ({ verdict }) => <Verdict of={verdict} /> },
  {
    id: 'commit',
    header: 'Landed as',
    cell: ({ commit }) =>
      commit === undefined ? <span className="text-dim">not yet</span> : <Id of={commit} />,
  },
  { id: 'at', header: 'Last seen', cell: ({ at }) => <Time at={at} /> },
];

const SHOWN = [
  ['all', 'All'],
  ['landed', 'Landed'],
  ['open', 'Not landed'],
] as const;

export function Page(): ReactElement {
  const { data, error, refetch } = useQuery(changesQuery());
  return (
    <PageFrame
      title="Changes"
      lead="What was offered or landed, and how far each has come on its way into a cluster."
      command="mainward verify"
    >
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : data.changes.length === 0 ? (
        <Empty icon={GitPullRequestArrow} title="No change was recorded yet">
          What is offered or lands in a repository of this server’s configuration appears here.
        </Empty>
      ) : (
        <Changes all={data.changes} />
      )}
    </PageFrame>
  );
}

function Changes({ all }: { readonly all: readonly Change[] }): ReactElement {
  const { search, setSearch } = useAddress();
  const { show = 'all', repository } = search;
  const rows = all.filter(
    (one) =>
      (repository === undefined || one.repository === repository) &&
      (show === 'all' || (one.commit !== undefined) === (show === 'landed')),
  );
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-end gap-2">
        <Choice
          label="Repository"
          all="All repositories"
          value={repository ?? ''}
          options={[...new Set(all.map((one) => one.repository))].sort()}
          choose={(value) => setSearch({ repository: value })}
        />
        <Segments
          label="Which"
          value={SHOWN.some(([one]) => one === show) ? (show as (typeof SHOWN)[number][0]) : 'all'}
          options={SHOWN}
          choose={(value) => setSearch({ show: value === 'all' ? undefined : value })}
        />
      </div>
      {rows.length === 0 ? (
        <Empty icon={GitPullRequestArrow} title="No change is so" />
      ) : (
        <Table label="Changes" rows={rows} columns={COLUMNS} rowId={({ id }) => String(id)} />
      )}
    </>
  );
}
