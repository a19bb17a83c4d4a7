import { useQuery } from '@tanstack/react-query';
import { Download, FileX } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ReviewDocument } from '../../../../src/model/review-document.ts';
import { reviewPath, reviewQuery } from '../../api/reviews.ts';
import { READS_LOG, useHasRole } from '../../api/session.ts';
import { count } from '../../chain/words.ts';
import { useAddress } from '../../kit/address.ts';
import { buttonClass } from '../../kit/button.tsx';
import { Id } from '../../kit/code.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { PageFrame } from '../../kit/page.tsx';
import { Segments } from '../../kit/segments.tsx';
import { ExactTime, Time } from '../../kit/time.tsx';
import { Items } from './items.tsx';
import { Bar, CampaignMark } from './marks.tsx';
import { Progress } from './progress.tsx';
import { Remediation } from './remediation.tsx';

export function Page(): ReactElement {
  const campaign = useAddress().params['campaign'] ?? '';
  const { data, error, refetch } = useQuery(reviewQuery(campaign));
  if (data !== undefined) return <One of={data} />;
  return (
    <PageFrame title={campaign} above={<Link to="/reviews">Reviews</Link>}>
      {error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
    </PageFrame>
  );
}

const PARTS = [
  ['items', 'Items'],
  ['remediation', 'Remediation'],
  ['progress', 'Progress'],
] as const;
type Part = (typeof PARTS)[number][0];

function One({ of }: { readonly of: ReviewDocument }): ReactElement {
  const { search, setSearch } = useAddress();
  // Whoever decides about a few items sees what becomes of these in the list.
  const readsLog = useHasRole(READS_LOG);
  const seesAll = readsLog || of.owns;
  const parts = PARTS.filter(([one]) => seesAll || one !== 'remediation');
  const part = parts.find(([one]) => one === search['part'])?.[0] ?? 'items';
  const decided = of.items - of.open;
  return (
    <PageFrame
      title={of.campaign}
      above={
        <>
          <Link to="/reviews">Reviews</Link> · {of.definition} of {of.repository}
        </>
      }
      marks={<CampaignMark of={of.state} />}
      lead={
        <>
          What the agents apply of commit{' '}
          <Link to="/passport" search={{ of: of.commit }}>
            <Id of={of.commit} />
          </Link>
          . {of.closedAt === undefined ? 'Due' : 'Closed'} <ExactTime at={of.closedAt ?? of.due} />{' '}
          {of.closedAt === undefined ? (
            <>
              (<Time at={of.due} />)
            </>
          ) : null}
        </>
      }
      actions={
        readsLog && !of.isErased ? (
          <a href={`${reviewPath(of.campaign)}/pack`} download className={buttonClass()}>
            <Download aria-hidden size={15} /> Evidence pack
          </a>
        ) : undefined
      }
      command={`mainward review list ${of.campaign} --mine --server ${location.origin}`}
    >
      {of.isErased ? (
        <Empty icon={FileX} title="What was reviewed was erased, or is damaged">
          The ledger still has that there were {count(of.items, 'item')}, and their root.
        </Empty>
      ) : (
        <>
          <div className="mb-5 flex flex-wrap items-center gap-x-6 gap-y-3">
            <Segments<Part>
              label="Part"
              value={part}
              options={parts}
              choose={(value) => setSearch({ part: value === 'items' ? undefined : value })}
            />
            <div className="flex min-w-60 flex-1 items-center gap-3 text-sm">
              <span className="whitespace-nowrap tabular-nums">
                {decided.toLocaleString('en-US')} of {of.items.toLocaleString('en-US')} decided
              </span>
              <Bar done={decided} of={of.items} />
            </div>
          </div>
          {part === 'items' ? <Items of={of} /> : null}
          {part === 'remediation' ? <Remediation of={of} /> : null}
          {part === 'progress' ? <Progress of={of} /> : null}
        </>
      )}
    </PageFrame>
  );
}
