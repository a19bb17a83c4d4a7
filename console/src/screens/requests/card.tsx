import type { ReactElement } from 'react';
import type { ListedGrant } from '../../../../src/model/access-document.ts';
import { Link } from '../../kit/link.tsx';
import { Time } from '../../kit/time.tsx';
import { Acts } from './acts.tsx';
import { BreakGlassMark, ReviewMark, State, TimeLeft } from './marks.tsx';
import { MissingOf } from './missing.tsx';

/** A grant that somebody has, waits for, or has to look at. */
export function GrantCard({ of, skew }: { readonly of: ListedGrant; readonly skew: number }): ReactElement {
  const loud = of.kind === 'break-glass';
  return (
    <li
      className={`space-y-3 rounded-lg border bg-surface px-4 py-3.5 ${loud ? 'border-bad' : 'border-line'}`}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h3 className="min-w-0 font-semibold wrap-anywhere">
          <Link to={`/requests/${of.id}`}>
            {of.policy} for {of.person ?? 'somebody whose name was erased'}
          </Link>
        </h3>
        <BreakGlassMark of={of} />
        <State of={of} />
        <ReviewMark of={of} />
      </div>
      <TimeLeft of={of} skew={skew} />
      <div className="text-sm wrap-anywhere">
        <p>{of.reason ?? 'The reason was erased.'}</p>
        <p className="text-xs text-dim">
          in {of.cluster}
          {of.by === undefined || of.by === of.person ? '' : `, asked for by ${of.by}`}
          {of.requestedAt === undefined ? null : (
            <>
              , <Time at={of.requestedAt} />
            </>
          )}
        </p>
      </div>
      {of.state === 'pending' ? <MissingOf id={of.id} /> : null}
      <div className="flex flex-wrap gap-2 empty:hidden">
        <Acts of={of} />
      </div>
    </li>
  );
}
