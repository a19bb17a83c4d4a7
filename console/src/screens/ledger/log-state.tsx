import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { growthQuery } from '../../api/log.ts';
import { count } from '../../chain/words.ts';
import { Badge } from '../../kit/badge.tsx';
import { CopyButton } from '../../kit/copy.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Card } from '../../kit/page.tsx';
import { ExactTime } from '../../kit/time.tsx';
import type { Growth } from '../../proof/growth.ts';

/** Whether the log is the one that this browser saw before, and whom its signature is by. */
export function LogState(): ReactElement {
  const { data, error, refetch } = useQuery(growthQuery);
  if (data === undefined)
    return (
      <Card className="mb-6 px-4 py-3.5">
        {error === null ? (
          <Loading lines={2} label="Verifying" />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )}
      </Card>
    );
  return (
    <Card className={`mb-6 px-4 py-3.5 ${data.state === 'refuted' ? 'border-bad' : ''}`}>
      <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge of={data} />
        <p className="text-sm">{sentence(data)}</p>
      </div>
      {data.state === 'refuted' ? null : (
        <dl className="mt-2.5 flex flex-wrap gap-x-8 gap-y-1.5 text-xs text-dim">
          <div className="flex min-w-0 items-center gap-2">
            <dt className="shrink-0">Root</dt>
            <dd className="min-w-0 truncate text-text" title={data.now.root}>
              <code className="text-xs">{data.now.root}</code>
            </dd>
          </div>
          <div className="flex min-w-0 items-center gap-2">
            <dt className="shrink-0">Trusted key</dt>
            <dd className="flex min-w-0 items-center gap-1 text-text">
              <code className="truncate text-xs" title={data.now.verifierKey}>
                {data.now.verifierKey}
              </code>
              <CopyButton text={data.now.verifierKey} label="Copy the log’s key" />
            </dd>
          </div>
        </dl>
      )}
    </Card>
  );
}

function StateBadge({ of }: { readonly of: Growth }): ReactElement {
  if (of.state === 'refuted') return <Badge tone="bad">not the same log</Badge>;
  return of.state === 'first' ? <Badge tone="open">first seen</Badge> : <Badge tone="good">only grew</Badge>;
}

function sentence(growth: Growth): ReactElement | string {
  switch (growth.state) {
    case 'refuted':
      return `${growth.why} Keep what you have of it, and compare with somebody else’s copy.`;
    case 'first':
      return `${count(growth.now.size, 'entry', 'entries')}, signed by the log’s key. This browser sees it for the first time, and remembers it from now on; whether the key is the right one, compare elsewhere.`;
    case 'grown':
      return growth.now.size === growth.before.size ? (
        <>
          {count(growth.now.size, 'entry', 'entries')}, exactly as this browser saw it on{' '}
          <ExactTime at={growth.before.at} />.
        </>
      ) : (
        <>
          {count(growth.now.size, 'entry', 'entries')}. The {growth.before.size} that this browser saw on{' '}
          <ExactTime at={growth.before.at} /> are still the first of them.
        </>
      );
  }
}
