import type { ReactElement } from 'react';
import { READS_LOG, useHasRole } from '../api/session.ts';
import { Link } from '../kit/link.tsx';

/** Which entries of the ledger say so; links for whoever may read them. */
export function EntryLinks({ entries }: { readonly entries: readonly number[] }): ReactElement | null {
  const readsLog = useHasRole(READS_LOG);
  if (entries.length === 0) return null;
  return (
    <p className="mt-1 text-xs text-dim">
      {entries.length === 1 ? 'entry ' : 'entries '}
      {entries.map((index, at) => (
        <span key={index} className="tabular-nums">
          {at === 0 ? '' : ', '}
          {readsLog ? (
            <Link to="/ledger" search={{ entry: String(index) }}>
              {index}
            </Link>
          ) : (
            index
          )}
        </span>
      ))}
    </p>
  );
}
