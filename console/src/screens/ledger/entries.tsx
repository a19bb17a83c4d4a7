import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { type ReactElement, useEffect, useState } from 'react';
import { ENTRY_FIELDS } from '../../../../src/ledger/entry-fields.ts';
import type { Recorded } from '../../../../src/model/ledger.ts';
import { useLive } from '../../api/live.ts';
import { entriesQuery } from '../../api/log.ts';
import { useAddress } from '../../kit/address.ts';
import { Button } from '../../kit/button.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Section } from '../../kit/page.tsx';
import { Choice } from '../../kit/segments.tsx';
import { type Facet, facetOf, facetsOf, newestFirst } from './filter.ts';
import { Rows } from './rows.tsx';

const TYPES = Object.keys(ENTRY_FIELDS).sort();

/** The record, the newest first, as it grows. */
export function Entries(): ReactElement {
  const { search, setSearch } = useAddress();
  const { type, repository, cluster } = search;
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    entriesQuery({ type, repository }),
  );
  const fresh = useFresh();
  const loaded = newestFirst([...fresh, ...(data?.pages.flatMap(({ entries }) => entries) ?? [])]);
  const wanted = (['type', 'repository', 'cluster'] as const).filter((name) => search[name] !== undefined);
  const rows = loaded.filter(({ entry }) => wanted.every((name) => facetOf(entry, name) === search[name]));
  const choice = (facet: Facet, label: string, all: string, options: readonly string[]): ReactElement => (
    <Choice
      label={label}
      all={all}
      value={search[facet] ?? ''}
      options={options}
      choose={(value) => setSearch({ [facet]: value })}
    />
  );
  return (
    <Section
      title="Entries"
      aside={
        <div className="flex flex-wrap items-center gap-2">
          {choice('type', 'Type', 'All types', TYPES)}
          {choice('repository', 'Repository', 'All repositories', facetsOf(loaded, 'repository', repository))}
          {choice('cluster', 'Cluster', 'All clusters', facetsOf(loaded, 'cluster', cluster))}
        </div>
      }
    >
      {data === undefined ? (
        error === null ? (
          <Loading lines={10} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : rows.length === 0 ? (
        <Empty icon={ScrollText} title={wanted.length === 0 ? 'Nothing was recorded yet' : 'No entry is so'}>
          {cluster === undefined || !hasNextPage ? null : 'Older entries are not looked through yet.'}
        </Empty>
      ) : (
        <Rows rows={rows} />
      )}
      {hasNextPage ? (
        <Button className="mt-3" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older
        </Button>
      ) : null}
    </Section>
  );
}

const MOST_FRESH = 1_000;

/** Entries that came while this page was open. */
function useFresh(): readonly Recorded[] {
  const { listen } = useLive();
  const [fresh, setFresh] = useState<readonly Recorded[]>([]);
  useEffect(
    () => listen((recorded) => setFresh((before) => [recorded, ...before].slice(0, MOST_FRESH))),
    [listen],
  );
  return fresh;
}
